#pragma once

#include "store/invites.hpp"

namespace chatter::store {

/// chat::InviteStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class InvitesPort : public chat::InviteStore {
  public:
    Task<Result<chat::Invite>> create_invite(chat::Invite invite, std::string address) override {
        Concerns concerns{.users = {invite.creator_id}, .rooms = {}};
        if (invite.room_id) concerns.rooms.push_back(*invite.room_id);
        return self().write(std::move(concerns),
                            [invite = std::move(invite), address = std::move(address)](Db& db, Events&) {
                                return store::create_invite(db, invite, address);
                            });
    }
    Task<Result<std::vector<chat::Invite>>> list_invites(chat::UserId viewer,
                                                         std::optional<chat::RoomId> room_id) override {
        return self().read([viewer, room_id](Db& db) { return store::list_invites(db, viewer, room_id); });
    }
    Task<Result<void>> revoke_invite(chat::Actor actor, chat::InviteId id, Time now) override {
        return self().write(Concerns{.users = {actor.id}, .rooms = {}}, [actor, id, now](Db& db, Events&) {
            return store::revoke_invite(db, actor, id, now);
        });
    }
    Task<Result<chat::InvitedTo>> find_invite(chat::UserId viewer, std::string code, Time now) override {
        return self().read([viewer, code = std::move(code), now](Db& db) {
            return store::find_invite(db, viewer, code, now);
        });
    }
    Task<Result<chat::Room>> join_by_invite(chat::UserId user_id, std::string code, Time now) override {
        return self().write(Concerns{.users = {user_id}, .rooms = {}},
                            [user_id, code = std::move(code), now](Db& db, Events& events) {
                                return store::join_by_invite(db, events, user_id, code, now);
                            });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
