#include "realtime/gateway.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/json/object.hpp>
#include <chrono>

#include "base/errc.hpp"
#include "base/log_entry.hpp"
#include "chat/accounts.hpp"
#include "chat/errc.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/rooms.hpp"
#include "net/http.hpp"
#include "realtime/held_events.hpp"
#include "realtime/missed_messages.hpp"
#include "realtime/room_names.hpp"
#include "wire/entities.hpp"
#include "wire/problem.hpp"

namespace chatter::realtime {

namespace json = boost::json;

namespace {

void note(std::string_view event, chat::UserId user, std::chrono::steady_clock::duration taken,
          const EventAnswer& result) {
    if (!log::is_on(log::Level::debug)) return;
    const auto code = result ? std::string_view("ok") : wire::to_problem(result.error().code).code;
    const std::array<log::Field, 4> fields{{{"event", event},
                                            {"userId", user.to_string()},
                                            log::duration_field("durationMs", taken),
                                            {"code", code}}};
    log::entry(log::Level::debug, "Answered an event", fields);
}

std::vector<chat::RoomPlace> places_of(const std::vector<chat::Room>& rooms) {
    std::vector<chat::RoomPlace> places;
    places.reserve(rooms.size());
    for (const auto& room : rooms)
        places.push_back({.id = room.id, .version = room.version, .last_seq = room.last_seq});
    return places;
}

json::object error_ack(const Error& error) { return {{"ok", false}, {"error", wire::ack_error_json(error)}}; }

}  // namespace

Gateway::Gateway(socketio::Namespace& nsp, const chat::UseCases& chat, PresenceDirectory& presence,
                 chat::PresenceStore& presence_store, MissedMessages* missed, const Clock& clock,
                 AddressOf address_of, UntilHeard until_heard)
    : context_{.chat = chat,
               .clock = clock,
               .nsp = nsp,
               .presence = presence,
               .presence_store = presence_store},
      address_of_(std::move(address_of)),
      until_heard_(std::move(until_heard)),
      missed_(missed) {
    nsp.use([this](socketio::ConnectRequest& request) { return let_in(request); });
    nsp.on_connection([this](const SocketPtr& socket) {
        asio::co_spawn(socket->worker().executor(), greet(socket), asio::detached);
    });
    nsp.on_disconnect(
        [this](const SocketPtr& socket, socketio::DisconnectReason) { context_.presence.end(*socket); });
    for (const auto& event : all_events()) on(event);
    nsp.on_unhandled([](const SocketPtr&, socketio::Event event) {
        if (!event.ack) return;
        event.ack({json::object{
            {"ok", false}, {"error", {{"code", "unknown_event"}, {"message", "There is no such event."}}}}});
    });
}

void Gateway::on(const EventRoute& route) {
    const metrics::Histogram duration(
        "chatter_event_duration_seconds", "From the coming of an event until its ack leaves.",
        metrics::microseconds, metrics::latency_bounds, {{"event", std::string(route.name)}});
    context_.nsp.on(std::string(route.name), [this, &route, duration](const SocketPtr& socket,
                                                                      socketio::Event event) {
        const Received received{
            .by = viewer_of(*socket).user.id, .duration = duration, .at = std::chrono::steady_clock::now()};
        auto payload = event.args.empty() ? json::value() : std::move(event.args.front());
        asio::co_spawn(socket->worker().executor(),
                       answer(route, {socket, std::move(payload)}, event.ack, received), asio::detached);
    });
}

Task<EventAnswer> Gateway::run(const EventRoute& route, ReceivedEvent event) {
    const auto& viewer = event.viewer();
    const auto verdict = co_await context_.chat.rates.take(route.rate_class, viewer.address, viewer.user.id);
    if (verdict.allowed()) co_return co_await route.handler(context_, std::move(event));
    auto error = error_ack(Error(chat::Errc::rate_limited));
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(verdict.state.retry_after);
    error["error"].as_object().emplace("retryAfterMs", std::max<std::int64_t>(wait.count(), 1));
    co_return error;
}

Task<void> Gateway::answer(const EventRoute& route, ReceivedEvent event, socketio::Ack ack,
                           Received received) {
    EventAnswer result = fail(Errc::internal);
    ++in_flight_;
    try {
        result = co_await run(route, std::move(event));
    } catch (const std::exception& exception) {
        log::error("An event handler failed", {{"event", route.name}, {"cause", exception.what()}});
    }
    --in_flight_;
    const auto taken = std::chrono::steady_clock::now() - received.at;
    received.duration.observe(taken);
    note(route.name, received.by, taken, result);
    if (!ack) co_return;
    if (const auto* const members = result ? std::get_if<MembersText>(&*result) : nullptr)
        co_return ack.answer_json("[{" + members->text + R"(,"ok":true}])");
    auto body = result ? std::get<json::object>(std::move(*result)) : error_ack(result.error());
    body.emplace("ok", true);
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
    request.data =
        std::make_shared<Viewer>(std::move(active->user), active->session.id, address_of_(request.handshake));
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
    if (until_heard_) co_await until_heard_();

    const auto ids = co_await context_.chat.rooms.list_ids(user_id, viewer.session_id);
    if (!ids && ids.error().code == make_error_code(chat::Errc::unauthorized)) {
        socket->emit("session:revoked", {json::object()});
        co_return socket->disconnect(true);
    }
    if (!ids) {
        log::warn("A socket could not be greeted", {{"cause", ids.error().detail}});
        co_return socket->close_connection();
    }
    if (missed_ != nullptr) {
        if (const auto followed = co_await missed_->follow(*ids); !followed) {
            log::warn("A socket could not be greeted", {{"cause", followed.error().detail}});
            co_return socket->close_connection();
        }
    }
    for (const auto& id : *ids) socket->join(room_name(id));
    if (until_heard_) co_await until_heard_();

    const auto rooms = co_await context_.chat.rooms.list_now(user_id);
    if (!rooms) {
        log::warn("A socket could not be greeted", {{"cause", rooms.error().detail}});
        co_return socket->close_connection();
    }
    ShownRooms shown;
    for (const auto& room : *rooms) shown.emplace(room.id, room.version);
    for (const auto& id : *ids)
        if (!shown.contains(id)) socket->leave(room_name(id));
    if (missed_ != nullptr) missed_->expect(places_of(*rooms));

    // Before it hears that it is ready, so that whoever learns of it and asks is told.
    context_.presence.begin(*socket);
    socket->emit("ready", {json::object{{"user", wire::to_json(viewer.user, wire::Privacy::own_view)},
                                        {"rooms", wire::to_json_array(*rooms)},
                                        {"serverTime", to_iso8601(context_.clock.now())}}});
    socket->release_broadcasts([&shown](std::string_view event) { return !is_older_than(shown, event); });
    viewer.user = chat::User();
    viewer.user.id = user_id;
}

}  // namespace chatter::realtime
