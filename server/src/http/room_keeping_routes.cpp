#include "http/room_keeping_routes.hpp"

#include <optional>
#include <utility>

#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace {

constexpr std::pair<std::string_view, chat::PostingPolicy> posting_policies[] = {
    {"everyone", chat::PostingPolicy::everyone}, {"moderators", chat::PostingPolicy::moderators}};
constexpr std::pair<std::string_view, chat::MemberRole> member_roles[] = {
    {"member", chat::MemberRole::member},
    {"moderator", chat::MemberRole::moderator},
    {"owner", chat::MemberRole::owner}};
constexpr std::pair<std::string_view, chat::NotificationLevel> notification_levels[] = {
    {"all", chat::NotificationLevel::all},
    {"mentions", chat::NotificationLevel::mentions},
    {"nothing", chat::NotificationLevel::nothing}};

struct MemberPath {
    chat::RoomId room_id;
    chat::UserId user_id;
};

Result<MemberPath> member_path(const Call& call) {
    const auto room_id = call.id<chat::RoomId>();
    if (!room_id) return std::unexpected(room_id.error());
    const auto user_id = call.id<chat::UserId>("userId");
    if (!user_id) return std::unexpected(user_id.error());
    return MemberPath{.room_id = *room_id, .user_id = *user_id};
}

}  // namespace

Task<Result<net::Response>> change_room(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::RoomChange change;
    change.name = reader.optional_string("name");
    change.topic = reader.optional_string("topic");
    change.archived = reader.optional_bool("archived");
    change.posting = reader.optional_word("posting", posting_policies);
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto room = co_await context.room_keeping.change(actor_of(context, call), *id, std::move(change));
    if (!room) co_return std::unexpected(room.error());
    co_return json_answer(200, {{"room", wire::to_json(*room)}});
}

Task<Result<net::Response>> delete_room(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto deleted = co_await context.room_keeping.remove(actor_of(context, call), *id);
    if (!deleted) co_return std::unexpected(deleted.error());
    co_return empty_answer();
}

Task<Result<net::Response>> put_member(const Context& context, Call call) {
    const auto path = member_path(call);
    if (!path) co_return std::unexpected(path.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    const auto role = reader.optional_word("role", member_roles);
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto member =
        co_await context.room_keeping.put_member(actor_of(context, call), path->room_id, path->user_id, role);
    if (!member) co_return std::unexpected(member.error());
    co_return json_answer(200, {{"member", wire::to_json(*member)}});
}

Task<Result<net::Response>> remove_member(const Context& context, Call call) {
    const auto path = member_path(call);
    if (!path) co_return std::unexpected(path.error());
    const auto removed =
        co_await context.room_keeping.remove_member(actor_of(context, call), path->room_id, path->user_id);
    if (!removed) co_return std::unexpected(removed.error());
    co_return empty_answer();
}

Task<Result<net::Response>> change_notifications(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::NotificationChange change;
    change.level = reader.optional_word("level", notification_levels);
    change.muted = reader.optional_bool("muted");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto membership = co_await context.room_keeping.change_notifications(call.user_id(), *id, change);
    if (!membership) co_return std::unexpected(membership.error());
    co_return json_answer(200, {{"membership", wire::to_json(*membership)}});
}

}  // namespace chatter::http
