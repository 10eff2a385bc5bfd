// The servers that conformance suites expect to find, one of them at a time. tests/protocol/README.md says
// what each does.

#include <csignal>
#include <future>
#include <iostream>
#include <thread>

#include "net/http_server.hpp"
#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {
namespace {

constexpr std::chrono::seconds goodbye_timeout{3};

KindPtr make(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    if (flags.kind == "engine-echo") return make_engine_echo(workers, random, flags);
    if (flags.kind == "engine-client") return make_engine_client(workers, random, flags);
    if (flags.kind == "protocol") return make_protocol(workers, random, flags);
    if (flags.kind == "client") return make_client(workers, random, flags);
    if (flags.kind == "everything") return make_everything(workers, random, flags);
    const auto found = kinds_from_above().find(flags.kind);
    return found == kinds_from_above().end() ? nullptr : found->second(workers, random, flags);
}

/// On what `localhost` may mean, unless a host is named. IPv6 may be missing.
std::optional<std::uint16_t> listen(net::HttpServer& http, const Flags& flags) {
    const auto bound = http.listen(flags.host.empty() ? "127.0.0.1" : flags.host, flags.port);
    if (!bound) return std::nullopt;
    if (flags.host.empty() && !http.listen("::1", *bound)) std::cerr << "not listening on ::1\n";
    return *bound;
}

int serve(const Flags& flags) {
    sigset_t stop{};
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before there are threads, which inherit it

    SystemRandom random;
    net::WorkerGroup workers(flags.workers);
    const auto kind = make(workers, random, flags);
    if (!kind) return 1;
    net::HttpServer http(workers, kind->http());
    const auto port = listen(http, flags);
    if (!port) {
        std::cerr << "cannot listen\n";
        return 1;
    }
    workers.start();
    std::cout << "listening on " << *port << std::endl;

    int ended_by = 0;
    sigwait(&stop, &ended_by);
    http.drain();
    const auto closed = std::make_shared<std::promise<void>>();
    kind->close([closed] { closed->set_value(); });
    closed->get_future().wait_for(goodbye_timeout);
    // The answers to waiting requests are still being written.
    const auto deadline = std::chrono::steady_clock::now() + goodbye_timeout;
    while (!http.is_drained() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    workers.settle();  // the last frames leave at the end of a turn
    workers.stop();
    return 0;
}

}  // namespace
}  // namespace chatter::conformance

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto flags = chatter::conformance::parse(argc, argv, exit_code);
    return flags ? chatter::conformance::serve(*flags) : exit_code;
}
