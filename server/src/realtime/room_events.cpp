#include "realtime/room_events.hpp"

#include <chrono>

#include "chat/blocks.hpp"
#include "chat/errc.hpp"
#include "chat/messages.hpp"
#include "chat/read_markers.hpp"
#include "chat/rooms.hpp"
#include "realtime/room_names.hpp"
#include "wire/entities.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace json = boost::json;

namespace {

constexpr std::size_t synced_rooms_max = 10'000;
constexpr std::chrono::milliseconds typing_interval{1000};

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

}  // namespace

Task<EventAnswer> mark_read(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto room_id = reader.required_id<chat::RoomId>("roomId");
    const auto seq = reader.required_integer("seq");
    const bool unread = reader.optional_bool("unread").value_or(false);
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    auto origin = std::string(event.socket->id());
    const auto position =
        unread
            ? co_await context.chat.read_markers.mark_unread(event.user_id(), room_id, seq, std::move(origin))
            : co_await context.chat.rooms.mark_read(event.user_id(), room_id, seq, std::move(origin));
    if (!position) co_return std::unexpected(position.error());
    co_return wire::to_json(*position);
}

Task<EventAnswer> relay_typing(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto room_id = reader.required_id<chat::RoomId>("roomId");
    const bool typing = reader.required_bool("typing");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    const auto room = room_name(room_id);
    // Whoever hears a room is in it: no need to ask the store each time for what expires in seconds.
    auto& viewer = event.viewer();
    if (!event.socket->is_in(room)) {
        const auto seen = co_await context.chat.rooms.find(viewer.user.id, room_id);
        if (!seen) co_return std::unexpected(seen.error());
        co_return fail(chat::Errc::forbidden, "Join the room first.");
    }

    const auto now = context.clock.now();
    json::object nothing;
    if (typing && viewer.typing_room == room_id && now - viewer.typing_relayed_at < typing_interval)
        co_return nothing;
    viewer.typing_room = typing ? std::optional(room_id) : std::nullopt;
    viewer.typing_relayed_at = now;
    // In a direct room the other one may have blocked the author. That somebody has stopped shows nothing.
    if (typing && viewer.open_room != room_id) {
        const auto hearing = co_await context.chat.blocks.find_hearing(viewer.user.id, room_id);
        if (!hearing) co_return std::unexpected(hearing.error());
        if (hearing->blocked) co_return fail(chat::Errc::blocked, "You cannot write to this person.");
        if (!hearing->direct) viewer.open_room = room_id;
        if (viewer.typing_room != room_id) co_return nothing;  // they have stopped meanwhile
    }
    json::object news{
        {"roomId", room_id.to_string()}, {"userId", viewer.user.id.to_string()}, {"typing", typing}};
    context.nsp.to(room).except(user_name(viewer.user.id)).as_volatile().emit("typing", {std::move(news)});
    co_return nothing;
}

Task<EventAnswer> sync(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    auto seen = seen_versions(event.payload);
    if (!seen) reader.complain("rooms", "Must be an object of room ids and the versions seen.");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    const auto changes = co_await context.chat.messages.changes_since(event.user_id(), std::move(*seen));
    if (!changes) co_return std::unexpected(changes.error());
    co_return wire::to_json(*changes);
}

}  // namespace chatter::realtime
