#include "http/invite_routes.hpp"

#include <algorithm>

#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

constexpr std::size_t code_bytes_max = 64;

json::object invite_json(const Context& context, const chat::Invite& invite) {
    auto object = wire::to_json(invite);
    object.emplace("url", context.options.client_origins.front() + "/invite/" + invite.code);
    return object;
}

/// The code in the path. Errors: chat::Errc::not_found when it can be nobody's.
Result<std::string> code_of(const Call& call) {
    for (const auto& [name, text] : call.parameters)
        if (name == "invite" && text.size() <= code_bytes_max) return text;
    return fail(chat::Errc::not_found, "This invitation leads nowhere any more.");
}

Task<Result<net::Response>> create(const Context& context, Call call, std::optional<chat::RoomId> room_id) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::InviteDraft draft;
    draft.room_id = room_id;
    draft.expires_in_seconds = reader.optional_integer("expiresInSeconds");
    draft.uses_max = reader.optional_integer("maxUses");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto invite = co_await context.invites.create(actor_of(context, call), std::move(draft));
    if (!invite) co_return std::unexpected(invite.error());
    co_return json_answer(201, {{"invite", invite_json(context, *invite)}});
}

Task<Result<net::Response>> list(const Context& context, Call call, std::optional<chat::RoomId> room_id) {
    const auto invites = co_await context.invites.list(call.user_id(), room_id);
    if (!invites) co_return std::unexpected(invites.error());
    json::array items;
    for (const auto& invite : *invites) items.emplace_back(invite_json(context, invite));
    co_return json_answer(200, {{"invites", std::move(items)}});
}

}  // namespace

Task<Result<net::Response>> create_room_invite(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    co_return co_await create(context, std::move(call), *id);
}

Task<Result<net::Response>> list_room_invites(const Context& context, Call call) {
    const auto id = call.id<chat::RoomId>();
    if (!id) co_return std::unexpected(id.error());
    co_return co_await list(context, std::move(call), *id);
}

Task<Result<net::Response>> create_invite(const Context& context, Call call) {
    return create(context, std::move(call), std::nullopt);
}

Task<Result<net::Response>> list_invites(const Context& context, Call call) {
    return list(context, std::move(call), std::nullopt);
}

Task<Result<net::Response>> find_invite(const Context& context, Call call) {
    const auto code = code_of(call);
    if (!code) co_return std::unexpected(code.error());
    const auto invited = co_await context.invites.find(call.user_id(), *code);
    if (!invited) co_return std::unexpected(invited.error());
    json::object object;
    object.emplace("room", invited->room ? json::value(wire::to_json(*invited->room)) : json::value(nullptr));
    object.emplace("expiresAt", invited->expires_at ? json::value(to_iso8601(*invited->expires_at))
                                                    : json::value(nullptr));
    co_return json_answer(200, object);
}

Task<Result<net::Response>> revoke_invite(const Context& context, Call call) {
    const auto id = call.id<chat::InviteId>("invite");
    if (!id) co_return std::unexpected(id.error());
    const auto revoked = co_await context.invites.revoke(actor_of(context, call), *id);
    if (!revoked) co_return std::unexpected(revoked.error());
    co_return empty_answer();
}

Task<Result<net::Response>> join_by_invite(const Context& context, Call call) {
    const auto code = code_of(call);
    if (!code) co_return std::unexpected(code.error());
    const auto room = co_await context.invites.join(call.user_id(), *code);
    if (!room) co_return std::unexpected(room.error());
    co_return json_answer(200, {{"room", wire::to_json(*room)}});
}

}  // namespace chatter::http
