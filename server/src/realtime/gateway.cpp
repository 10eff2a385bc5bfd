#include "realtime/gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/object.hpp>
#include <unordered_set>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "chat/accounts.hpp"
#include "chat/errc.hpp"
#include "chat/rooms.hpp"
#include "net/http.hpp"
#include "realtime/room_names.hpp"
#include "wire/entities.hpp"
#include "wire/problem.hpp"

namespace chatter::realtime {

namespace json = boost::json;

namespace {

json::object error_ack(const Error& error) { return {{"ok", false}, {"error", wire::ack_error_json(error)}}; }

}  // namespace

Gateway::Gateway(socketio::Namespace& nsp, const chat::UseCases& chat, const Clock& clock)
    : context_{.chat = chat, .clock = clock, .nsp = nsp} {
    nsp.use([this](socketio::ConnectRequest& request) { return let_in(request); });
    nsp.on_connection([this](const SocketPtr& socket) {
        asio::co_spawn(socket->worker().executor(), greet(socket), asio::detached);
    });
    for (const auto& event : all_events()) on(event);
    nsp.on_unhandled([](const SocketPtr&, socketio::Event event) {
        if (!event.ack) return;
        event.ack({json::object{
            {"ok", false}, {"error", {{"code", "unknown_event"}, {"message", "There is no such event."}}}}});
    });
}

void Gateway::on(const EventRoute& route) {
    context_.nsp.on(std::string(route.name), [this, handler = route.handler](const SocketPtr& socket,
                                                                             socketio::Event received) {
        auto payload = received.args.empty() ? json::value() : std::move(received.args.front());
        asio::co_spawn(socket->worker().executor(),
                       answer(handler(context_, {socket, std::move(payload)}), received.ack), asio::detached);
    });
}

Task<void> Gateway::answer(Task<EventAnswer> work, socketio::Ack ack) {
    EventAnswer result = fail(Errc::internal);
    ++in_flight_;
    try {
        result = co_await std::move(work);
    } catch (const std::exception& exception) {
        log::error("An event handler failed", {{"cause", exception.what()}});
    }
    --in_flight_;
    if (!ack) co_return;
    json::object body = result ? std::move(*result) : error_ack(result.error());
    if (result) body["ok"] = true;
    ack({std::move(body)});
}

Task<std::expected<void, socketio::ConnectError>> Gateway::let_in(socketio::ConnectRequest& request) {
    std::string token;
    if (const auto* given = request.auth.if_contains("token"); given && given->is_string())
        token = given->get_string();
    else if (const auto cookie = net::cookie_value(request.handshake.headers, "token"))
        token = *cookie;
    auto active = co_await context_.chat.accounts.authenticate(std::move(token));
    if (!active) {
        const auto code = wire::to_problem(active.error().code).code;
        co_return std::unexpected(
            socketio::ConnectError{.message = std::string(code), .data = json::object{{"code", code}}});
    }
    request.data = std::make_shared<Viewer>(std::move(active->user), active->session.id);
    co_return std::expected<void, socketio::ConnectError>();
}

Task<void> Gateway::greet(SocketPtr socket) {
    // No event may be lost between the snapshot that `ready` shows and the rooms that the socket hears, and
    // none heard that a departure made foreign. So: hear the user's own room first (it brings later joins and
    // departures), then those of a list of rooms, then leave the ones that a second list, the one shown, no
    // longer has. What is broadcast meanwhile waits until `ready` has left.
    auto& viewer = viewer_of(*socket);
    const auto user_id = viewer.user.id;
    socket->forget_handshake();
    socket->hold_broadcasts();
    socket->join(user_name(user_id));
    socket->join(session_name(viewer.session_id));

    const auto ids = co_await context_.chat.rooms.list_ids(user_id, viewer.session_id);
    if (!ids && ids.error().code == make_error_code(chat::Errc::unauthorized)) {
        socket->emit("session:revoked", {json::object()});
        co_return socket->disconnect(true);
    }
    if (!ids) {
        log::warn("A socket could not be greeted", {{"cause", ids.error().detail}});
        co_return socket->close_connection();
    }
    for (const auto& id : *ids) socket->join(room_name(id));

    const auto rooms = co_await context_.chat.rooms.list(user_id);
    if (!rooms) {
        log::warn("A socket could not be greeted", {{"cause", rooms.error().detail}});
        co_return socket->close_connection();
    }
    std::unordered_set<chat::RoomId> shown;
    for (const auto& room : *rooms) shown.insert(room.id);
    for (const auto& id : *ids)
        if (!shown.contains(id)) socket->leave(room_name(id));

    socket->emit("ready", {json::object{{"user", wire::to_json(viewer.user, wire::Privacy::own_view)},
                                        {"rooms", wire::to_json_array(*rooms)},
                                        {"serverTime", to_iso8601(context_.clock.now())}}});
    socket->release_broadcasts();
    viewer.user = chat::User();
    viewer.user.id = user_id;
}

}  // namespace chatter::realtime
