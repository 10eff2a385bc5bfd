#include "base/text.hpp"
#include "socketio/examples/conformance/kinds.hpp"

namespace chatter::conformance {

namespace json = boost::json;
using namespace std::chrono_literals;
using socketio::Event;
using SocketPtr = std::shared_ptr<socketio::Socket>;

namespace {

bool is_binary(const Event& event, const json::value* value) {
    const auto* const object = value ? value->if_object() : nullptr;
    return object && object->contains("_placeholder") && !event.attachments.empty();
}

const json::value* first(const Event& event) { return event.args.empty() ? nullptr : &event.args.front(); }

bool has_text(const json::object& object, std::string_view key, std::string_view text) {
    const auto* const value = object.if_contains(key);
    return value && value->is_string() && value->get_string() == text;
}

void declare_words(socketio::Namespace& nsp) {
    nsp.on("hi", [](const auto& socket, Event) { socket->emit("hi", {}); });
    nsp.on("echo", [](const auto&, Event event) {
        const auto* const value = first(event);
        event.ack(value ? json::array{*value} : json::array(), event.attachments);
    });
    nsp.on("ack", [](const auto& socket, Event) {
        socket->emit_with_ack("ack", {}, 60s, [socket](const auto& reply) {
            if (reply && reply->args == json::array{5, json::object{{"test", true}}})
                socket->emit("got it", {});
        });
    });
    nsp.on("getAckDate", [](const auto&, Event event) { event.ack({iso_date_now()}); });
    nsp.on("getDate", [](const auto& socket, Event) { socket->emit("takeDate", {iso_date_now()}); });
    nsp.on("getDateObj", [](const auto& socket, Event) {
        socket->emit("takeDateObj", {json::object{{"date", iso_date_now()}}});
    });
    nsp.on("getUtf8", [](const auto& socket, Event) {
        for (const auto* text : {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"})
            socket->emit("takeUtf8", {text});
    });
    nsp.on("false", [](const auto& socket, Event) { socket->emit("false", {false}); });
    nsp.on("getHandshake", [](const auto& socket, Event event) { event.ack({socket->handshake_json()}); });
    nsp.on("getId", [](const auto& socket, Event event) { event.ack({socket->id()}); });
}

void declare_bytes(socketio::Namespace& nsp) {
    nsp.on("doge",
           [](const auto& socket, Event) { socket->emit("doge", {socketio::placeholder(0)}, {"asdfasdf"}); });
    nsp.on("getbin", [](const auto& socket, Event) {
        socket->emit("takebin", {socketio::placeholder(0)}, {"asdfasdf"});
    });
    nsp.on("buffa", [](const auto& socket, Event event) {
        if (is_binary(event, first(event))) socket->emit("buffack", {});
    });
    nsp.on("jsonbuff", [](const auto& socket, Event event) {
        const auto* const object = first(event) ? first(event)->if_object() : nullptr;
        if (object && has_text(*object, "hello", "lol") && has_text(*object, "goodbye", "gotcha") &&
            is_binary(event, object->if_contains("message")))
            socket->emit("jsonbuff-ack", {});
    });
    nsp.on("abuff1",
           [](const auto& socket, Event event) { socket->data() = is_binary(event, first(event)); });
    nsp.on("abuff2", [](const auto& socket, const Event&) {
        const auto* const had_first = std::any_cast<bool>(&socket->data());
        if (had_first && *had_first) socket->emit("abuff2-ack", {});
    });
}

Task<std::expected<void, socketio::ConnectError>> refuse_who_asks_to_fail(socketio::ConnectRequest& request) {
    if (query_value(request.handshake.query, "fail"))
        co_return std::unexpected(
            socketio::ConnectError{.message = "Auth failed (main namespace)", .data = nullptr});
    co_return std::expected<void, socketio::ConnectError>();
}

Task<std::expected<void, std::string>> allow_after_a_while(const net::Request&) {
    co_await wait(10ms);
    co_return std::expected<void, std::string>();
}

Task<std::expected<void, socketio::ConnectError>> refuse_everybody(socketio::ConnectRequest&) {
    co_return std::unexpected(
        socketio::ConnectError{.message = "Auth failed (custom namespace)", .data = nullptr});
}

}  // namespace

KindPtr make_client(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    socketio::ServerOptions options;
    options.engine.session.ping_interval = 2000ms;
    options.engine.allow_request = allow_after_a_while;
    options.recovery.emplace();
    flags.apply_to(options);
    auto kind = std::make_unique<SocketIoKind>(workers, std::move(options), random);

    auto& main = kind->io.of("/");
    main.use(refuse_who_asks_to_fail);
    declare_words(main);
    declare_bytes(main);
    kind->io.of("/foo").on("getId", [](const auto& socket, Event event) { event.ack({socket->id()}); });
    for (const auto* name : {"/timeout_socket", "/valid", "/asd"}) kind->io.of(name);
    kind->io.of("/abc").on_connection(
        [](const auto& socket) { socket->emit("handshake", {socket->handshake_json()}); });
    kind->io.of("/no").use(refuse_everybody);
    return kind;
}

}  // namespace chatter::conformance
