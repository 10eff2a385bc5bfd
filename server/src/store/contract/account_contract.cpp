#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::ProfileChange;

ProfileChange named(const std::string& display_name) {
    ProfileChange change;
    change.display_name = display_name;
    return change;
}

ProfileChange saying(const std::string& status_text) {
    ProfileChange change;
    change.status_text = status_text;
    return change;
}

TEST_P(StoreContract, changes_what_is_named_of_a_profile_and_nothing_else) {
    const auto ada = make_user("ada");
    const auto image = new_image(ada, "bytes");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    const auto avatar_url = "/api/images/" + image.id.to_string();
    ProfileChange all = named("Ada L.");
    all.avatar.emplace(chat::Avatar{.image_id = image.id, .url = avatar_url});
    all.status_text = "On a train 🚆";
    all.chosen_presence = chat::ChosenPresence::do_not_disturb;
    all.email.emplace("ada@example.net");

    const auto changed = run_task(accounts().change_profile(ada.id, all));
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->display_name, "Ada L.");

    ProfileChange other;
    other.email.emplace(std::nullopt);
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, other)).has_value());
    const auto found = run_task(users().find_user(ada.id)).value().value();
    EXPECT_EQ(found.username, "ada");
    EXPECT_EQ(found.display_name, "Ada L.");
    EXPECT_EQ(found.avatar_url, avatar_url);
    EXPECT_EQ(found.status_text, "On a train 🚆");
    EXPECT_EQ(found.chosen_presence, chat::ChosenPresence::do_not_disturb);
    EXPECT_EQ(found.email, std::nullopt);
    EXPECT_EQ(run_task(users().search_users("ADA l.", 10)).value().size(), 1U);

    ProfileChange without;
    without.avatar.emplace(std::nullopt);
    EXPECT_EQ(run_task(accounts().change_profile(ada.id, without))->avatar_url, std::nullopt);
    EXPECT_EQ(code_of(run_task(accounts().change_profile(chat::UserId{}, without))),
              make_error_code(chat::Errc::not_found));
}

TEST_P(StoreContract, takes_no_picture_that_was_never_uploaded) {
    const auto ada = make_user("ada");
    const auto nowhere = new_image(ada, "never stored");
    ProfileChange change = named("Other");
    change.avatar.emplace(chat::Avatar{.image_id = nowhere.id, .url = "/api/images/x"});
    const auto refused = run_task(accounts().change_profile(ada.id, change));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, make_error_code(chat::Errc::validation_failed));
    ASSERT_EQ(refused.error().fields.size(), 1U);
    EXPECT_EQ(refused.error().fields[0].field, "avatarUrl");
    EXPECT_EQ(run_task(users().find_user(ada.id)).value()->display_name, ada.display_name);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, tells_a_persons_rooms_of_what_others_see_of_them) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto open = make_room(ada, "Open", {bob});
    const auto direct = make_room(bob, "", {ada}, chat::RoomKind::direct);
    make_room(bob, "Bob's own");
    const auto told = [&](const ProfileChange& change) {
        (void)sink_.take();
        EXPECT_EQ(code_of(run_task(accounts().change_profile(ada.id, change))), fine);
        return take_events<chat::UserUpdated>();
    };
    auto renamed = told(named("Ada L."));
    ASSERT_EQ(renamed.size(), 1U);
    EXPECT_EQ(renamed[0].user.id, ada.id);
    EXPECT_EQ(renamed[0].user.display_name, "Ada L.");
    std::ranges::sort(renamed[0].room_ids);
    EXPECT_EQ(renamed[0].room_ids, (std::vector{open.id, direct.id}));
    EXPECT_EQ(told(saying("Away")).at(0).room_ids.size(), 2U);

    ProfileChange own;
    own.email.emplace("ada@example.net");
    own.chosen_presence = chat::ChosenPresence::away;
    const auto only_own = told(own);
    ASSERT_EQ(only_own.size(), 1U);
    EXPECT_TRUE(only_own[0].room_ids.empty());
    EXPECT_EQ(told(own).size(), 0U);
    EXPECT_EQ(told(named("Ada L.")).size(), 0U);
    EXPECT_EQ(told(ProfileChange{}).size(), 0U);
}

TEST_P(StoreContract, tells_no_more_of_a_persons_rooms_than_the_200_that_spoke_last) {
    const auto ada = make_user("ada");
    const auto oldest = make_room(ada, "Room 0");
    for (int i = 1; i <= 200; ++i) {
        clock_.advance(std::chrono::milliseconds(1));
        make_room(ada, "Room " + std::to_string(i));
    }
    (void)sink_.take();
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, named("Ada L."))).has_value());
    auto told = take_events<chat::UserUpdated>().at(0).room_ids;
    EXPECT_EQ(told.size(), 200U);
    EXPECT_EQ(std::ranges::find(told, oldest.id), told.end());

    clock_.advance(std::chrono::milliseconds(1));
    post(ada, oldest, "hello");
    (void)sink_.take();
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, named("Ada M."))).has_value());
    told = take_events<chat::UserUpdated>().at(0).room_ids;
    EXPECT_EQ(told.front(), oldest.id);
}

TEST_P(StoreContract, makes_old_pages_of_history_others_by_a_new_name_or_picture_only) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Open", {bob});
    post(ada, room, "hello");
    const auto state = [&] { return run_task(messages().find_room_access(bob.id, room.id)).value(); };
    const auto before = state();
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, saying("Away"))).has_value());
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, named(ada.display_name))).has_value());
    EXPECT_EQ(state(), before);
    ASSERT_TRUE(run_task(accounts().change_profile(ada.id, named("Ada L."))).has_value());
    EXPECT_EQ(state().version, before.version);
    EXPECT_EQ(state().profile_changes, before.profile_changes + 1);
    const auto page = run_task(messages().read_history(bob.id, room.id, {})).value();
    EXPECT_EQ(page.messages.at(0).author.display_name, "Ada L.");
}

TEST_P(StoreContract, keeps_one_session_when_the_others_are_ended) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto kept = new_session(ada), first = new_session(ada), second = new_session(ada),
               foreign = new_session(bob);
    for (const auto& session : {kept, first, second, foreign})
        ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    (void)sink_.take();
    ASSERT_TRUE(run_task(accounts().revoke_other_sessions(ada.id, kept.id, clock_.now())).has_value());
    std::vector<chat::SessionId> ended;
    for (const auto& event : take_events<chat::SessionRevoked>()) {
        EXPECT_EQ(event.user_id, ada.id);
        ended.push_back(event.session_id);
    }
    std::ranges::sort(ended);
    auto expected = std::vector{first.id, second.id};
    std::ranges::sort(expected);
    EXPECT_EQ(ended, expected);
    EXPECT_FALSE(run_task(sessions().find_session(first.id)).value().has_value());
    EXPECT_TRUE(run_task(sessions().find_session(kept.id)).value().has_value());
    EXPECT_TRUE(run_task(sessions().find_session(foreign.id)).value().has_value());
    ASSERT_TRUE(run_task(accounts().revoke_other_sessions(ada.id, kept.id, clock_.now())).has_value());
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, changes_a_password_once_and_ends_the_other_sessions_with_it) {
    const auto ada = make_user("ada");
    const auto kept = new_session(ada), other = new_session(ada);
    for (const auto& session : {kept, other})
        ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    (void)sink_.take();
    const auto change = [&](const std::string& old_hash, const std::string& new_hash) {
        return code_of(run_task(accounts().change_password(
            {.user_id = ada.id, .old_hash = old_hash, .new_hash = new_hash, .kept_session = kept.id})));
    };
    const auto wrong = make_error_code(chat::Errc::invalid_credentials);
    EXPECT_EQ(change("another hash", "new hash"), wrong);
    EXPECT_TRUE(run_task(sessions().find_session(other.id)).value().has_value());
    EXPECT_TRUE(sink_.take().empty());

    EXPECT_EQ(change("hash of ada", "new hash"), fine);
    EXPECT_EQ(run_task(users().find_credentials("ada")).value()->password_hash, "new hash");
    EXPECT_FALSE(run_task(sessions().find_session(other.id)).value().has_value());
    EXPECT_TRUE(run_task(sessions().find_session(kept.id)).value().has_value());
    EXPECT_EQ(take_events<chat::SessionRevoked>().size(), 1U);
    EXPECT_EQ(change("hash of ada", "third hash"), wrong);
}

TEST_P(StoreContract, opens_no_session_by_a_password_that_has_been_changed) {
    const auto ada = make_user("ada");
    const auto open = [&](const std::string& hash) {
        return code_of(run_task(accounts().open_session(new_session(ada), hash)));
    };
    EXPECT_EQ(open("hash of ada"), fine);
    ASSERT_TRUE(
        run_task(
            accounts().change_password(
                {.user_id = ada.id, .old_hash = "hash of ada", .new_hash = "new hash", .kept_session = {}}))
            .has_value());
    EXPECT_EQ(open("hash of ada"), make_error_code(chat::Errc::invalid_credentials));
    EXPECT_TRUE(run_task(sessions().list_sessions(ada.id)).value().empty());
    EXPECT_EQ(open("new hash"), fine);
}

}  // namespace
}  // namespace chatter::store
