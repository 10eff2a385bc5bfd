#include "chat/invites.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::size_t code_characters = 22;  // 132 random bits
constexpr std::int64_t lifetime_seconds_min = 60;
constexpr std::int64_t lifetime_seconds_max = std::int64_t{366} * 24 * 60 * 60;
constexpr std::int64_t uses_max_max = 100'000;

}  // namespace

Invites::Invites(InviteStore& store, const Clock& clock, Random& random)
    : store_(store), clock_(clock), random_(random) {}

Task<Result<Invite>> Invites::create(Actor creator, InviteDraft draft) {
    Validation validation;
    const auto& lifetime = draft.expires_in_seconds;
    if (lifetime && (*lifetime < lifetime_seconds_min || *lifetime > lifetime_seconds_max))
        validation.check("expiresInSeconds", "Must be from 60 (a minute) to 31622400 (a year).");
    if (draft.uses_max && (*draft.uses_max < 1 || *draft.uses_max > uses_max_max))
        validation.check("maxUses", "Must be from 1 to 100000.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));

    const auto now = clock_.now();
    Invite invite{.id = InviteId::make(now, random_),
                  .code = random_token(random_, code_characters),
                  .room_id = draft.room_id,
                  .creator_id = creator.id,
                  .created_at = now,
                  .expires_at = {},
                  .uses_max = draft.uses_max};
    if (lifetime) invite.expires_at = now + std::chrono::seconds(*lifetime);
    co_return co_await store_.create_invite(std::move(invite), std::move(creator.address));
}

Task<Result<std::vector<Invite>>> Invites::list(UserId viewer, std::optional<RoomId> room_id) {
    return store_.list_invites(viewer, room_id);
}

Task<Result<void>> Invites::revoke(Actor actor, InviteId id) {
    return store_.revoke_invite(std::move(actor), id, clock_.now());
}

Task<Result<InvitedTo>> Invites::find(UserId viewer, std::string code) {
    return store_.find_invite(viewer, std::move(code), clock_.now());
}

Task<Result<Room>> Invites::join(UserId user_id, std::string code) {
    return store_.join_by_invite(user_id, std::move(code), clock_.now());
}

}  // namespace chatter::chat
