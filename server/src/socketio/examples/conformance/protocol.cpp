#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {

using namespace std::chrono_literals;
using socketio::Event;

KindPtr make_protocol(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    socketio::ServerOptions options;
    options.engine.session.ping_interval = 300ms;
    options.engine.session.ping_timeout = 200ms;
    options.connect_timeout = 1000ms;
    flags.apply_to(options);
    auto kind = std::make_unique<SocketIoKind>(workers, std::move(options), random);

    const auto tell_auth = [](const auto& socket) { socket->emit("auth", {socket->auth()}); };
    auto& main = kind->io.of("/");
    main.on_connection(tell_auth);
    main.on("message", [](const auto& socket, Event event) {
        socket->emit("message-back", event.args, event.attachments);
    });
    main.on("message-with-ack", [](const auto&, Event event) { event.ack(event.args, event.attachments); });
    main.on("emit-with-ack", [](const auto& socket, Event event) {
        socket->emit_with_ack(
            "emit-with-ack", event.args, 60s,
            [socket](const std::expected<socketio::Reply, socketio::AckError>& reply) {
                if (reply) socket->emit("emit-with-ack", reply->args, reply->attachments);
            },
            event.attachments);
    });
    kind->io.of("/custom").on_connection(tell_auth);
    return kind;
}

}  // namespace chatter::conformance
