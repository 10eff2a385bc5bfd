#include "http/room_routes.hpp"

#include <optional>

#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "http/query.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

constexpr std::size_t user_ids_max = 500;
constexpr std::int64_t members_limit = 50;

std::optional<chat::RoomKind> parse_kind(std::string_view word) {
    if (word == "public") return chat::RoomKind::public_room;
    if (word == "private") return chat::RoomKind::private_room;
    if (word == "direct") return chat::RoomKind::direct;
    return std::nullopt;
}

Result<chat::RoomDraft> read_draft(const json::value& body) {
    wire::Reader reader(body);
    chat::RoomDraft draft;
    const auto kind = parse_kind(reader.required_string("kind"));
    if (kind)
        draft.kind = *kind;
    else if (!reader.error())
        reader.complain("kind", "Must be public, private or direct.");
    draft.name = reader.optional_string("name");
    draft.topic = reader.optional_string("topic");
    for (const auto& text : reader.optional_strings("userIds", user_ids_max)) {
        if (const auto id = chat::UserId::parse(text)) {
            draft.user_ids.push_back(*id);
        } else {
            reader.complain("userIds", "Names somebody who does not exist.");
            break;
        }
    }
    if (const auto error = reader.error()) return std::unexpected(*error);
    return draft;
}

}  // namespace

Task<Result<net::Response>> list_rooms(const Context& context, Call call) {
    Query query(call.request.query);
    const auto scope = query.optional_string("scope");
    auto text = query.optional_string("query").value_or(std::string{});
    if (scope && *scope != "public") query.complain("scope", "Must be public, or left out.");
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto rooms = scope ? co_await context.rooms.discover(call.user_id(), std::move(text))
                             : co_await context.rooms.list(call.user_id());
    if (!rooms) co_return std::unexpected(rooms.error());
    co_return versioned_json_answer(call.request, {{"rooms", wire::to_json_array(*rooms)}});
}

Task<Result<net::Response>> create_room(const Context& context, Call call) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    auto draft = read_draft(*body);
    if (!draft) co_return std::unexpected(draft.error());

    const auto created = co_await context.rooms.create(call.user_id(), std::move(*draft));
    if (!created) co_return std::unexpected(created.error());
    co_return json_answer(created->existed ? 200 : 201, {{"room", wire::to_json(created->room)}});
}

Task<Result<net::Response>> get_room(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto room = co_await context.rooms.find(call.user_id(), *id);
    if (!room) co_return std::unexpected(room.error());
    co_return json_answer(200, {{"room", wire::to_json(*room)}});
}

Task<Result<net::Response>> join_room(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto room = co_await context.rooms.join(call.user_id(), *id);
    if (!room) co_return std::unexpected(room.error());
    co_return json_answer(200, {{"room", wire::to_json(*room)}});
}

Task<Result<net::Response>> leave_room(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto left = co_await context.rooms.leave(call.user_id(), *id);
    if (!left) co_return std::unexpected(left.error());
    co_return empty_answer();
}

Task<Result<net::Response>> list_members(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    Query query(call.request.query);
    auto cursor = query.optional_string("cursor").value_or(std::string{});
    const auto limit = query.optional_integer("limit").value_or(members_limit);
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.rooms.list_members(call.user_id(), *id, std::move(cursor), limit);
    if (!page) co_return std::unexpected(page.error());
    json::object object{{"members", wire::to_json_array(page->members)}};
    object.emplace("nextCursor", page->next_cursor ? json::value(*page->next_cursor) : json::value(nullptr));
    co_return json_answer(200, object);
}

Task<Result<net::Response>> mark_read(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    const auto seq = reader.required_integer("seq");
    const bool unread = reader.optional_bool("unread").value_or(false);
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    // No connection moved the marker, so every socket of the user is told.
    const auto position = unread ? co_await context.read_markers.mark_unread(call.user_id(), *id, seq, {})
                                 : co_await context.rooms.mark_read(call.user_id(), *id, seq, {});
    if (!position) co_return std::unexpected(position.error());
    co_return json_answer(200, wire::to_json(*position));
}

Task<Result<net::Response>> mark_all_read(const Context& context, Call call) {
    const auto marked = co_await context.read_markers.mark_all_read(call.user_id(), {});
    if (!marked) co_return std::unexpected(marked.error());
    co_return empty_answer();
}

}  // namespace chatter::http
