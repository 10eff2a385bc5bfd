// A chat in memory: who names a token and a room at the handshake is in that room, and what one sends there,
// all of the room hear. The token stands in for authentication.
//
//     const socket = io("http://localhost:3000", { auth: { token: "ada", roomId: "tea" } });
//     socket.on("message:new", ({ message }) => …);
//     socket.emit("message:send", { roomId: "tea", content: "Hello", clientId: "1" }, (answer) => …);

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "net/http_server.hpp"
#include "socketio/server.hpp"

using namespace chatter;
using boost::json::object;

struct Visitor {
    std::string name, room;
};

std::string text_at(const object& from, std::string_view key) {
    const auto* const value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Task<std::expected<void, socketio::ConnectError>> let_in(socketio::ConnectRequest& request) {
    Visitor visitor{.name = text_at(request.auth, "token"), .room = text_at(request.auth, "roomId")};
    if (visitor.name.empty() || visitor.room.empty())
        co_return std::unexpected(socketio::ConnectError{"unauthorized", {{"code", "unauthorized"}}});
    request.data = std::move(visitor);
    co_return std::expected<void, socketio::ConnectError>();
}

void take_message(socketio::Namespace& chat, socketio::Socket& socket, socketio::Event& event) {
    static std::atomic<std::uint64_t> last_id = 0;
    const auto& visitor = std::any_cast<const Visitor&>(socket.data());
    const auto* const draft = event.args.empty() ? nullptr : event.args.front().if_object();
    const auto content = draft ? text_at(*draft, "content") : std::string();
    if (content.empty() || text_at(*draft, "roomId") != visitor.room)
        return event.ack({object{{"ok", false}, {"error", {{"code", "invalid"}}}}});
    const object message{{"id", std::to_string(++last_id)},
                         {"roomId", visitor.room},
                         {"author", {{"username", visitor.name}}},
                         {"content", content},
                         {"clientId", text_at(*draft, "clientId")}};
    event.ack({object{{"ok", true}, {"message", message}}});
    chat.to(visitor.room).emit("message:new", {object{{"message", message}}});
}

int main(int argc, char** argv) {
    std::uint16_t port = 3000;
    std::size_t threads = 1;
    CLI::App options("A chat in memory");
    options.add_option("--port", port, "0: any that is free");
    options.add_option("--workers", threads, "Threads")->check(CLI::Range(1, 64));
    CLI11_PARSE(options, argc, argv);
    sigset_t stop{};
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before there are threads, which inherit it

    SystemRandom random;
    net::WorkerGroup workers(threads);
    socketio::Server io(workers, {}, random);
    auto& chat = io.of("/");
    chat.use(let_in);
    chat.on_connection([](const auto& socket) {
        socket->join(std::any_cast<const Visitor&>(socket->data()).room);
        socket->forget_handshake();  // no second namespace has a middleware that would read it
    });
    chat.on("message:send", [&chat](const auto& socket, auto event) { take_message(chat, *socket, event); });
    net::HttpServer http(workers, io.http());
    const auto bound = http.listen("127.0.0.1", port);
    if (!bound) return 1;
    workers.start();
    std::cout << "http://127.0.0.1:" << *bound << std::endl;
    int ended_by = 0;
    sigwait(&stop, &ended_by);
    workers.stop();  // before what the workers use is gone
}
