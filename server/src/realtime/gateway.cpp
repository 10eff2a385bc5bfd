#include "realtime/gateway.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <unordered_set>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "chat/accounts.hpp"
#include "chat/messages.hpp"
#include "chat/rooms.hpp"
#include "net/http.hpp"
#include "realtime/room_names.hpp"
#include "wire/entities.hpp"
#include "wire/problem.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace json = boost::json;

namespace {

constexpr std::size_t synced_rooms_max = 10'000;
constexpr std::chrono::milliseconds typing_interval{1000};

/// What the gateway keeps with each socket.
struct Viewer {
    chat::User user;  // emptied after the greeting, but for the id
    chat::SessionId session_id;
    std::optional<chat::RoomId> typing_room;  // the last one that heard of it, and when
    Time typing_relayed_at;
};

Viewer& viewer_of(socketio::Socket& socket) {
    return *std::any_cast<std::shared_ptr<Viewer>&>(socket.data());
}

/// The rooms and versions of a `sync`; nothing when any of it is not that.
std::optional<std::map<chat::RoomId, chat::Version>> seen_versions(const json::value& payload) {
    const auto* const object = payload.if_object();
    const auto* const rooms = object ? object->if_contains("rooms") : nullptr;
    const auto* const versions = rooms ? rooms->if_object() : nullptr;
    if (!versions || versions->size() > synced_rooms_max) return std::nullopt;
    std::map<chat::RoomId, chat::Version> seen;
    for (const auto& [key, value] : *versions) {
        const auto id = chat::RoomId::parse(key);
        if (!id || !value.is_int64() || value.get_int64() < 0) return std::nullopt;
        seen[*id] = value.get_int64();
    }
    return seen;
}

json::object error_ack(const Error& error) { return {{"ok", false}, {"error", wire::ack_error_json(error)}}; }

}  // namespace

Gateway::Gateway(socketio::Namespace& nsp, const chat::UseCases& chat, const Clock& clock)
    : nsp_(nsp), chat_(chat), clock_(clock) {
    nsp.use([this](socketio::ConnectRequest& request) { return let_in(request); });
    nsp.on_connection([this](const SocketPtr& socket) {
        asio::co_spawn(socket->worker().executor(), greet(socket), asio::detached);
    });
    on("message:send", &Gateway::send_message);
    on("room:read", &Gateway::mark_read);
    on("typing", &Gateway::relay_typing);
    on("sync", &Gateway::sync);
    nsp.on_unhandled([](const SocketPtr&, socketio::Event event) {
        if (!event.ack) return;
        event.ack({json::object{
            {"ok", false}, {"error", {{"code", "unknown_event"}, {"message", "There is no such event."}}}}});
    });
}

void Gateway::on(std::string event, Task<Answer> (Gateway::*handle)(SocketPtr, json::value)) {
    nsp_.on(std::move(event), [this, handle](const SocketPtr& socket, socketio::Event received) {
        auto payload = received.args.empty() ? json::value() : std::move(received.args.front());
        asio::co_spawn(socket->worker().executor(),
                       answer((this->*handle)(socket, std::move(payload)), received.ack), asio::detached);
    });
}

Task<void> Gateway::answer(Task<Answer> work, socketio::Ack ack) {
    Answer result = fail(Errc::internal);
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
    auto active = co_await chat_.accounts.authenticate(std::move(token));
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

    const auto ids = co_await chat_.rooms.list_ids(user_id, viewer.session_id);
    if (!ids && ids.error().code == make_error_code(chat::Errc::unauthorized)) {
        socket->emit("session:revoked", {json::object()});
        co_return socket->disconnect(true);
    }
    if (!ids) {
        log::warn("A socket could not be greeted", {{"cause", ids.error().detail}});
        co_return socket->close_connection();
    }
    for (const auto& id : *ids) socket->join(room_name(id));

    const auto rooms = co_await chat_.rooms.list(user_id);
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
                                        {"serverTime", to_iso8601(clock_.now())}}});
    socket->release_broadcasts();
    viewer.user = chat::User();
    viewer.user.id = user_id;
}

Task<Gateway::Answer> Gateway::send_message(SocketPtr socket, json::value payload) {
    wire::Reader reader(payload);
    chat::MessageDraft draft;
    draft.room_id = reader.required_id<chat::RoomId>("roomId");
    draft.content = reader.required_string("content");
    draft.client_id = reader.optional_string("clientId");
    draft.reply_to = reader.optional_id<chat::MessageId>("replyTo");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto posted = co_await chat_.messages.post(viewer_of(*socket).user.id, std::move(draft));
    if (!posted) co_return std::unexpected(posted.error());
    json::object result;
    result["message"] = wire::to_json(posted->message);
    co_return result;
}

Task<Gateway::Answer> Gateway::mark_read(SocketPtr socket, json::value payload) {
    wire::Reader reader(payload);
    const auto room_id = reader.required_id<chat::RoomId>("roomId");
    const auto seq = reader.required_integer("seq");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto membership =
        co_await chat_.rooms.mark_read(viewer_of(*socket).user.id, room_id, seq, std::string(socket->id()));
    if (!membership) co_return std::unexpected(membership.error());
    json::object result;
    result["membership"] = wire::to_json(*membership);
    co_return result;
}

Task<Gateway::Answer> Gateway::relay_typing(SocketPtr socket, json::value payload) {
    wire::Reader reader(payload);
    const auto room_id = reader.required_id<chat::RoomId>("roomId");
    const bool typing = reader.required_bool("typing");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    const auto room = room_name(room_id);
    // Whoever hears a room is in it: no need to ask the store for what expires in seconds.
    if (!socket->is_in(room)) co_return fail(chat::Errc::not_found);

    auto& viewer = viewer_of(*socket);
    const auto now = clock_.now();
    json::object nothing;
    if (typing && viewer.typing_room == room_id && now - viewer.typing_relayed_at < typing_interval)
        co_return nothing;
    viewer.typing_room = typing ? std::optional(room_id) : std::nullopt;
    viewer.typing_relayed_at = now;
    json::object event{
        {"roomId", room_id.to_string()}, {"userId", viewer.user.id.to_string()}, {"typing", typing}};
    nsp_.to(room).except(user_name(viewer.user.id)).as_volatile().emit("typing", {std::move(event)});
    co_return nothing;
}

Task<Gateway::Answer> Gateway::sync(SocketPtr socket, json::value payload) {
    wire::Reader reader(payload);
    auto seen = seen_versions(payload);
    if (!seen) reader.complain("rooms", "Must be an object of room ids and the versions seen.");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto changes = co_await chat_.messages.changes_since(viewer_of(*socket).user.id, std::move(*seen));
    if (!changes) co_return std::unexpected(changes.error());
    co_return wire::to_json(*changes);
}

}  // namespace chatter::realtime
