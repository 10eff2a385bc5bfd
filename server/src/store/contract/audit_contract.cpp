#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::AuditAction;
using chat::MemberRole;
using chat::RoomKind;
using namespace std::chrono_literals;

chat::AuditPage read_log(chat::AuditStore& log, chat::AuditQuery query) {
    if (query.limit == 0) query.limit = 100;
    return run_task(log.read_audit_log(std::move(query))).value();
}

std::vector<chat::AuditEntry> entries(chat::AuditStore& log, AuditAction action) {
    return read_log(log, {.before = {}, .limit = 0, .action = action}).entries;
}

/// The one entry of this action that there must be.
chat::AuditEntry entry(chat::AuditStore& log, AuditAction action) {
    const auto found = entries(log, action);
    EXPECT_EQ(found.size(), 1U) << chat::name_of(action);
    return found.empty() ? chat::AuditEntry() : found.front();
}

chat::Actor at_home(const chat::User& user) { return {user.id, "192.0.2.9"}; }

TEST_P(StoreContract, notes_a_registration_and_a_sign_in_with_their_addresses) {
    auto newcomer = new_user("ada");
    newcomer.address = "192.0.2.7";
    const auto ada = run_task(users().create_user(newcomer)).value();
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(accounts().open_session(session, "hash of ada")).has_value());

    const auto registered = entry(audit(), AuditAction::register_user);
    EXPECT_EQ(registered.at, newcomer.created_at);
    ASSERT_TRUE(registered.actor.has_value());
    EXPECT_EQ(registered.actor->id, ada.id);
    EXPECT_EQ(registered.actor->username, "ada");
    EXPECT_EQ(registered.action, "user.register");
    EXPECT_EQ(registered.target_kind, "user");
    EXPECT_EQ(registered.target_id, ada.id.to_string());
    EXPECT_EQ(registered.detail, R"({"username":"ada","role":"admin"})");
    EXPECT_EQ(registered.address, "192.0.2.7");

    const auto signed_in = entry(audit(), AuditAction::sign_in);
    EXPECT_EQ(signed_in.actor->id, ada.id);
    EXPECT_EQ(signed_in.detail, R"({"sessionId":")" + session.id.to_string() + R"("})");
    EXPECT_EQ(signed_in.address, session.address);
}

TEST_P(StoreContract, notes_nothing_of_what_fails) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {}, RoomKind::private_room);
    EXPECT_FALSE(run_task(users().create_user(new_user("ada"))).has_value());
    EXPECT_FALSE(run_task(room_keeping().delete_room(bob.id, room.id, clock_.now())).has_value());
    EXPECT_FALSE(run_task(accounts().open_session(new_session(ada), "another")).has_value());
    EXPECT_EQ(read_log(audit(), {}).entries.size(), 2U);
}

TEST_P(StoreContract, notes_the_end_of_a_session) {
    const auto ada = make_user("ada");
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    ASSERT_TRUE(run_task(sessions().revoke_session(at_home(ada), session.id, clock_.now())).has_value());
    const auto ended = entry(audit(), AuditAction::revoke_session);
    EXPECT_EQ(ended.actor->id, ada.id);
    EXPECT_EQ(ended.target_id, ada.id.to_string());
    EXPECT_EQ(ended.address, "192.0.2.9");
}

TEST_P(StoreContract, notes_what_becomes_of_a_room) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {bob});
    chat::RoomChange change;
    change.name = "Pläne \"2\"";
    change.topic = "not noted";
    change.archived = true;
    change.posting = chat::PostingPolicy::moderators;
    ASSERT_TRUE(
        run_task(room_keeping().change_room(at_home(ada), room.id, change, clock_.now())).has_value());
    EXPECT_EQ(entry(audit(), AuditAction::rename_room).detail, R"({"from":"Plans","to":"Pläne \"2\""})");
    EXPECT_EQ(entry(audit(), AuditAction::archive_room).target_id, room.id.to_string());
    EXPECT_EQ(entry(audit(), AuditAction::set_posting).detail,
              R"({"name":"Pläne \"2\"","posting":"moderators"})");

    chat::RoomChange back;
    back.archived = false;
    ASSERT_TRUE(run_task(room_keeping().change_room(ada.id, room.id, back, clock_.now())).has_value());
    EXPECT_EQ(entry(audit(), AuditAction::unarchive_room).address, "");
    ASSERT_TRUE(run_task(room_keeping().delete_room(ada.id, room.id, clock_.now())).has_value());
    EXPECT_EQ(entry(audit(), AuditAction::delete_room).target_kind, "room");
}

TEST_P(StoreContract, notes_roles_and_removals_in_a_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "Plans", {bob});
    const auto put = [&](const chat::User& user, std::optional<MemberRole> role) {
        EXPECT_TRUE(
            run_task(room_keeping().put_member(ada.id, room.id, user.id, role, clock_.now())).has_value());
    };
    put(bob, MemberRole::moderator);
    put(bob, MemberRole::moderator);
    EXPECT_EQ(entry(audit(), AuditAction::change_member_role).detail,
              R"({"roomId":")" + room.id.to_string() + R"(","role":"moderator"})");
    put(cid, std::nullopt);
    EXPECT_EQ(entries(audit(), AuditAction::change_member_role).size(), 1U);
    ASSERT_TRUE(run_task(room_keeping().remove_member(ada.id, room.id, cid.id, clock_.now())).has_value());
    ASSERT_TRUE(run_task(room_keeping().remove_member(bob.id, room.id, bob.id, clock_.now())).has_value());
    EXPECT_EQ(entry(audit(), AuditAction::remove_member).target_id, cid.id.to_string());
}

TEST_P(StoreContract, notes_the_deletion_of_a_message_by_somebody_else_only) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {bob});
    const auto own = post(bob, room, "own"), foreign = post(bob, room, "secret words");
    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, own))).has_value());
    EXPECT_TRUE(entries(audit(), AuditAction::delete_message).empty());
    auto doomed = target(ada, foreign);
    doomed.address = "192.0.2.9";
    ASSERT_TRUE(run_task(message_changes().delete_message(doomed)).has_value());
    ASSERT_TRUE(run_task(message_changes().delete_message(doomed)).has_value());
    const auto deleted = entry(audit(), AuditAction::delete_message);
    EXPECT_EQ(deleted.actor->id, ada.id);
    EXPECT_EQ(deleted.target_kind, "message");
    EXPECT_EQ(deleted.target_id, foreign.id.to_string());
    EXPECT_EQ(deleted.address, "192.0.2.9");
    EXPECT_EQ(deleted.detail,
              R"({"roomId":")" + room.id.to_string() + R"(","authorId":")" + bob.id.to_string() + R"("})");
}

TEST_P(StoreContract, notes_invitations_without_their_codes) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "Plans");
    const auto invite = run_task(invites().create_invite(new_invite(ada, room.id), "192.0.2.9")).value();
    ASSERT_TRUE(run_task(invites().revoke_invite(ada.id, invite.id, clock_.now())).has_value());
    ASSERT_TRUE(run_task(invites().revoke_invite(ada.id, invite.id, clock_.now())).has_value());
    const auto made = entry(audit(), AuditAction::create_invite);
    EXPECT_EQ(made.target_id, invite.id.to_string());
    EXPECT_EQ(made.address, "192.0.2.9");
    EXPECT_EQ(entry(audit(), AuditAction::revoke_invite).detail,
              R"({"roomId":")" + room.id.to_string() + R"("})");
}

TEST_P(StoreContract, notes_failed_sign_ins_without_an_actor) {
    const auto ada = make_user("ada");
    const std::vector<chat::FailedSignIns> failed{{.user_id = ada.id, .address = "192.0.2.9", .attempts = 1},
                                                  {.user_id = {}, .address = "", .attempts = 70}};
    ASSERT_TRUE(run_task(audit().note_failed_sign_ins(failed, clock_.now())).has_value());
    auto noted = entries(audit(), AuditAction::fail_sign_in);
    ASSERT_EQ(noted.size(), 2U);
    std::ranges::sort(noted, {}, &chat::AuditEntry::target_id);
    EXPECT_EQ(noted[0].target_id, "");
    EXPECT_EQ(noted[0].detail, R"({"attempts":70})");
    EXPECT_FALSE(noted[1].actor.has_value());
    EXPECT_EQ(noted[1].target_id, ada.id.to_string());
    EXPECT_EQ(noted[1].address, "192.0.2.9");
}

TEST_P(StoreContract, gives_pages_from_the_newest_on_and_filters_them) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    for (const auto& user : {ada, bob, ada, bob, ada}) {
        const auto name = user.username;
        ASSERT_TRUE(run_task(accounts().open_session(new_session(user), "hash of " + name)).has_value());
    }
    std::vector<chat::AuditId> seen;
    chat::AuditQuery query{.before = {}, .limit = 3};
    for (int page_number = 0; page_number < 3; ++page_number) {
        const auto page = read_log(audit(), query);
        for (const auto& one : page.entries) seen.push_back(one.id);
        EXPECT_EQ(page.next_before.has_value(), page_number < 2);
        if (!page.next_before) break;
        query.before = page.next_before;
    }
    EXPECT_EQ(seen.size(), 7U);
    EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater()));

    EXPECT_EQ(read_log(audit(), {.before = {}, .limit = 0, .action = {}, .actor = ada.id}).entries.size(),
              4U);
    EXPECT_EQ(read_log(audit(),
                       {.before = {}, .limit = 0, .action = {}, .actor = {}, .target_id = bob.id.to_string()})
                  .entries.size(),
              3U);
    EXPECT_EQ(read_log(audit(), {.before = {}, .limit = 0, .action = AuditAction::sign_in, .actor = bob.id})
                  .entries.size(),
              2U);
    EXPECT_EQ(
        read_log(audit(),
                 {.before = {}, .limit = 0, .action = {}, .actor = bob.id, .target_id = ada.id.to_string()})
            .entries.size(),
        0U);
    EXPECT_EQ(
        read_log(audit(),
                 {.before = {}, .limit = 0, .action = {}, .actor = {}, .target_id = std::string("\0", 1)})
            .entries.size(),
        0U);
    EXPECT_EQ(read_log(audit(), {.before = {}, .limit = 2, .action = AuditAction::sign_in, .actor = ada.id})
                  .entries.size(),
              2U);
}

}  // namespace
}  // namespace chatter::store
