// Sends every event back: to whoever asks for an answer as the answer, to others as an event.
//
//     const socket = io("http://localhost:3000");
//     socket.emit("echo", 1, { two: 2 }, (one, two) => …);

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "net/http_server.hpp"
#include "socketio/server.hpp"

using namespace chatter;

int main(int argc, char** argv) {
    std::uint16_t port = 3000;
    std::size_t threads = 1;
    CLI::App options("Sends every event back");
    options.add_option("--port", port, "0: any that is free");
    options.add_option("--workers", threads, "Threads")->check(CLI::Range(1, 64));
    CLI11_PARSE(options, argc, argv);
    sigset_t stop{};
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before there are threads, which inherit it

    SystemRandom random;
    net::WorkerGroup workers(threads);
    socketio::Server io(workers, {}, random);
    io.of("/").on_unhandled([](const auto& socket, socketio::Event event) {
        if (event.ack) return event.ack(event.args, event.attachments);
        socket->emit(event.name, event.args, event.attachments);
    });

    net::HttpServer http(workers, io.http());
    const auto bound = http.listen("127.0.0.1", port);
    if (!bound) return 1;
    workers.start();
    std::cout << "http://127.0.0.1:" << *bound << std::endl;
    int ended_by = 0;
    sigwait(&stop, &ended_by);
    workers.stop();  // before what the workers use is gone
}
