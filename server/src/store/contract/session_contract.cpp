#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using namespace std::chrono_literals;

TEST_P(StoreContract, finds_a_session_with_its_user) {
    const auto ada = make_user("ada");
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    const auto found = run_task(sessions().find_session(session.id)).value();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->user.username, "ada");
    EXPECT_EQ(found->session.id, session.id);
    EXPECT_EQ(found->session.user_id, ada.id);
    EXPECT_EQ(found->session.created_at, session.created_at);
    EXPECT_EQ(found->session.expires_at, session.expires_at);
    EXPECT_EQ(found->session.user_agent, "Browser/1.0");
    EXPECT_EQ(found->session.address, "192.0.2.1");
    EXPECT_FALSE(run_task(sessions().find_session(chat::SessionId{})).value().has_value());
}

TEST_P(StoreContract, forgets_a_revoked_session_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    EXPECT_EQ(code_of(run_task(sessions().revoke_session(bob.id, session.id, clock_.now()))),
              make_error_code(chat::Errc::not_found));
    EXPECT_TRUE(sink_.take().empty());

    ASSERT_TRUE(run_task(sessions().revoke_session(ada.id, session.id, clock_.now())).has_value());
    EXPECT_FALSE(run_task(sessions().find_session(session.id)).value().has_value());
    EXPECT_EQ(code_of(run_task(rooms().list_room_ids(ada.id, session.id))),
              make_error_code(chat::Errc::unauthorized));
    const auto revoked = take_events<chat::SessionRevoked>();
    ASSERT_EQ(revoked.size(), 1U);
    EXPECT_EQ(revoked[0].user_id, ada.id);
    EXPECT_EQ(revoked[0].session_id, session.id);

    EXPECT_EQ(code_of(run_task(sessions().revoke_session(ada.id, session.id, clock_.now()))),
              make_error_code(chat::Errc::not_found));
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, lists_sessions_by_their_last_use) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto first = new_session(ada), second = new_session(ada), foreign = new_session(bob);
    for (const auto& session : {first, second, foreign})
        ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    const auto listed_ids = [&] {
        std::vector<chat::SessionId> ids;
        const auto listed = run_task(sessions().list_sessions(ada.id)).value();
        for (const auto& session : listed) ids.push_back(session.id);
        return ids;
    };
    EXPECT_EQ(listed_ids(), (std::vector{second.id, first.id}));
    const auto later = clock_.now() + 1h;
    ASSERT_TRUE(run_task(sessions().touch_session(first.id, later)).has_value());
    EXPECT_EQ(listed_ids(), (std::vector{first.id, second.id}));
    // Two requests may note their use in any order: the later one counts.
    ASSERT_TRUE(run_task(sessions().touch_session(first.id, later - 30min)).has_value());
    EXPECT_EQ(run_task(sessions().find_session(first.id)).value()->session.last_used_at, later);
}

TEST_P(StoreContract, forgets_expired_sessions_when_their_user_signs_in_anew) {
    const auto ada = make_user("ada");
    const auto old = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(old)).has_value());
    clock_.advance(std::chrono::days(31));
    ASSERT_TRUE(run_task(sessions().create_session(new_session(ada))).has_value());
    EXPECT_EQ(run_task(sessions().list_sessions(ada.id))->size(), 1U);
    EXPECT_FALSE(run_task(sessions().find_session(old.id)).value().has_value());
}

TEST_P(StoreContract, tells_which_sessions_have_ended_however_they_did) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    EXPECT_FALSE(run_task(session_endings().find_latest_ending()).value().has_value());
    const auto revoked = new_session(ada), kept = new_session(ada), swept = new_session(bob);
    for (const auto& session : {revoked, kept, swept})
        ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    ASSERT_TRUE(run_task(sessions().revoke_session(ada.id, revoked.id, clock_.now())).has_value());
    const auto latest = run_task(session_endings().find_latest_ending()).value();
    ASSERT_TRUE(latest.has_value());
    EXPECT_EQ(latest->session_id, revoked.id);
    ASSERT_TRUE(run_task(administration().revoke_sessions(ada.id, bob.id, clock_.now())).has_value());

    const auto list = [&](chat::SessionEnding after, std::size_t limit) {
        return run_task(session_endings().list_endings(after, limit)).value();
    };
    const auto both = list({}, 10);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(list({}, 1), std::vector{both[0]});
    EXPECT_EQ(list(both[0], 10), std::vector{both[1]});
    EXPECT_TRUE(list(both[1], 10).empty());
}

TEST_P(StoreContract, gives_room_ids_to_a_live_session_of_the_viewer_only) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    make_room(bob, "Bob's own");
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    EXPECT_EQ(run_task(rooms().list_room_ids(ada.id, session.id)).value(), std::vector{room.id});
    EXPECT_EQ(code_of(run_task(rooms().list_room_ids(bob.id, session.id))),
              make_error_code(chat::Errc::unauthorized));
}

}  // namespace
}  // namespace chatter::store
