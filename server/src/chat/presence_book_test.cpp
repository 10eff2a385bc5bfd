#include "chat/presence_book.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::chat {
namespace {

using namespace std::chrono_literals;
using enum PresenceStatus;

constexpr PresenceBook::Listener here = 0;
constexpr PresenceBook::Listener there = 1;

class PresenceBookTest : public ::testing::Test {
  protected:
    void advance(std::chrono::milliseconds by) {
        now.time += by;
        now.instant += by;
        book.expire(now);
    }
    UserId new_person() { return UserId::make(now.time, random); }
    void connect(UserId id, ChosenPresence chosen = ChosenPresence::automatic) {
        book.connect(id, chosen, now);
    }
    SeenPerson look(UserId id) { return book.look({id}, now).front(); }
    PresenceStatus status(UserId id) { return look(id).presence.status; }
    /// Those of whom the listener is told now, as others see them.
    std::vector<std::pair<UserId, PresenceStatus>> told(PresenceBook::Listener listener = here) {
        std::vector<std::pair<UserId, PresenceStatus>> all;
        for (const auto& seen : book.take_changes(now).by_listener[listener])
            all.emplace_back(seen.presence.user_id, seen.presence.status);
        return all;
    }

    using Told = std::vector<std::pair<UserId, PresenceStatus>>;

    testing::CountingRandom random;
    Moment now{.time = Time(1'780'000'000s), .instant = PresenceBook::Instant(1h)};
    PresenceBook book{10s, 2};
    const UserId ada = new_person();
    const UserId bob = new_person();
};

TEST_F(PresenceBookTest, counts_the_highest_of_several_connections) {
    connect(ada);
    connect(ada);
    EXPECT_EQ(status(ada), online);
    book.change(ada, online, away, now);
    EXPECT_EQ(status(ada), online);
    book.change(ada, online, away, now);
    EXPECT_EQ(status(ada), away);
    book.change(ada, away, online, now);
    EXPECT_EQ(status(ada), online);
}

TEST_F(PresenceBookTest, says_offline_when_the_grace_after_the_last_connection_is_over) {
    book.watch(here, {ada});
    connect(ada);
    EXPECT_EQ(told(), (Told{{ada, online}}));
    book.disconnect(ada, online, now);
    EXPECT_EQ(book.next_expiry(), now.instant + 10s);
    advance(9999ms);
    EXPECT_EQ(told(), Told{});
    advance(1ms);
    EXPECT_EQ(told(), (Told{{ada, offline}}));
    EXPECT_EQ(book.next_expiry(), std::nullopt);
}

TEST_F(PresenceBookTest, tells_nobody_of_a_connection_that_comes_back_within_the_grace) {
    book.watch(here, {ada});
    connect(ada);
    (void)told();
    book.disconnect(ada, online, now);
    advance(9s);
    connect(ada);
    advance(60s);
    EXPECT_EQ(told(), Told{});
    EXPECT_EQ(status(ada), online);
}

TEST_F(PresenceBookTest, counts_an_ended_connection_with_its_own_status_for_the_grace) {
    connect(ada);
    book.change(ada, online, away, now);
    connect(ada);
    book.disconnect(ada, online, now);
    EXPECT_EQ(status(ada), online) << "a reload on one device while another lies idle";
    advance(10s);
    EXPECT_EQ(status(ada), away);
}

TEST_F(PresenceBookTest, tells_of_a_person_who_came_and_went_between_two_takes_nothing) {
    PresenceBook hasty(0s, 1);
    hasty.watch(here, {ada});
    hasty.connect(ada, ChosenPresence::automatic, now);
    hasty.disconnect(ada, online, now);
    EXPECT_TRUE(hasty.take_changes(now).by_listener[here].empty());
}

TEST_F(PresenceBookTest, tells_of_an_undone_change_whoever_was_shown_it_ahead) {
    PresenceBook hasty(0s, 1);
    hasty.connect(ada, ChosenPresence::automatic, now);
    hasty.watch(here, {ada});
    EXPECT_EQ(hasty.look({ada}, now).front().presence.status, online);
    hasty.disconnect(ada, online, now);
    const auto told = hasty.take_changes(now).by_listener[here];
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().presence.status, offline);
}

TEST_F(PresenceBookTest, tells_only_listeners_that_watch) {
    book.watch(here, {ada});
    book.watch(there, {bob});
    connect(ada);
    connect(bob);
    auto changes = book.take_changes(now);
    ASSERT_EQ(changes.by_listener[here].size(), 1U);
    EXPECT_EQ(changes.by_listener[here].front().presence.user_id, ada);
    ASSERT_EQ(changes.by_listener[there].size(), 1U);
    EXPECT_EQ(changes.by_listener[there].front().presence.user_id, bob);
    book.unwatch(here, {ada}, now);
    book.change(ada, online, away, now);
    EXPECT_EQ(told(), Told{});
}

TEST_F(PresenceBookTest, shows_what_was_chosen_while_there_is_a_connection) {
    for (const auto [chosen, seen] :
         {std::pair(ChosenPresence::away, away), std::pair(ChosenPresence::do_not_disturb, do_not_disturb),
          std::pair(ChosenPresence::offline, offline)}) {
        const auto person = new_person();
        book.choose(person, chosen, false, now);
        EXPECT_EQ(status(person), offline) << "not here";
        connect(person);
        EXPECT_EQ(status(person), seen);
        book.change(person, online, away, now);
        EXPECT_EQ(status(person), seen);
        book.choose(person, ChosenPresence::automatic, false, now);
        EXPECT_EQ(status(person), away);
    }
}

TEST_F(PresenceBookTest, shows_the_truth_to_the_invisible_themselves) {
    connect(ada, ChosenPresence::offline);
    EXPECT_EQ(look(ada).presence.status, offline);
    EXPECT_EQ(look(ada).own, online);
    book.choose(ada, ChosenPresence::do_not_disturb, false, now);
    EXPECT_EQ(look(ada).own, do_not_disturb);
}

TEST_F(PresenceBookTest, does_not_betray_the_invisible_by_when_they_were_last_seen) {
    book.watch(here, {ada});
    connect(ada);
    const auto turned_invisible = now.time + 5s;
    advance(5s);
    book.choose(ada, ChosenPresence::offline, false, now);
    advance(60s);
    EXPECT_EQ(look(ada).presence.last_seen_at, turned_invisible);
    book.disconnect(ada, online, now);
    advance(20s);
    EXPECT_EQ(look(ada).presence.last_seen_at, turned_invisible);
    EXPECT_EQ(book.take_seen(10, now).front().at, turned_invisible);
}

TEST_F(PresenceBookTest, takes_a_choice_for_newer_than_what_a_connection_brings_along) {
    book.choose(ada, ChosenPresence::offline, false, now);
    connect(ada, ChosenPresence::automatic);  // read before the choice
    EXPECT_EQ(status(ada), offline);
    book.disconnect(ada, online, now);
    advance(20s);
    connect(ada, ChosenPresence::automatic);  // another node has changed it meanwhile
    EXPECT_EQ(status(ada), online);
}

TEST_F(PresenceBookTest, says_offline_of_the_deactivated_at_once) {
    book.watch(here, {ada});
    connect(ada);
    (void)told();
    book.choose(ada, ChosenPresence::automatic, true, now);
    EXPECT_EQ(told(), (Told{{ada, offline}}));
    book.disconnect(ada, online, now);
    advance(20s);
    EXPECT_EQ(told(), Told{});
}

TEST_F(PresenceBookTest, was_last_seen_when_the_last_connection_ended) {
    book.watch(here, {ada});
    EXPECT_FALSE(look(ada).knows_last_seen) << "the store may know";
    connect(ada);
    advance(60s);
    EXPECT_EQ(look(ada).presence.last_seen_at, now.time) << "while here, now";
    const auto ended = now.time;
    book.disconnect(ada, online, now);
    advance(30s);
    EXPECT_EQ(look(ada).presence.last_seen_at, ended);
}

TEST_F(PresenceBookTest, has_the_store_keep_coming_and_going_once_each) {
    const auto came = now.time;
    connect(ada);
    connect(ada);
    connect(bob);
    auto seen = book.take_seen(1, now);
    ASSERT_EQ(seen.size(), 1U) << "no more than asked";
    EXPECT_EQ(seen.front().at, came);
    EXPECT_EQ(book.take_seen(10, now).size(), 1U);
    EXPECT_FALSE(book.has_seen());
    advance(60s);
    book.disconnect(ada, online, now);
    book.disconnect(ada, online, now);
    const auto went = now.time;
    advance(10s);
    seen = book.take_seen(10, now);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().at, went);
    book.see_everybody(now);
    seen = book.take_seen(10, now);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().user_id, bob);
    EXPECT_EQ(seen.front().at, now.time);
}

TEST_F(PresenceBookTest, learns_from_the_store_about_those_who_are_watched) {
    book.watch(here, {ada, bob});
    const auto long_ago = now.time - 24h;
    book.learn({ada, bob}, {{.user_id = ada, .at = long_ago}});
    EXPECT_EQ(look(ada).presence.last_seen_at, long_ago);
    EXPECT_TRUE(look(bob).knows_last_seen);
    EXPECT_EQ(look(bob).presence.last_seen_at, std::nullopt);
    book.learn({ada}, {{.user_id = ada, .at = long_ago - 1h}});
    EXPECT_EQ(look(ada).presence.last_seen_at, long_ago);
}

TEST_F(PresenceBookTest, keeps_nobody_who_is_gone_and_not_watched) {
    book.watch(here, {ada});
    connect(ada);
    connect(bob);
    (void)told();
    book.disconnect(ada, online, now);
    book.disconnect(bob, online, now);
    advance(10s);
    (void)told();
    (void)book.take_seen(10, now);
    EXPECT_EQ(book.size(), 1U);
    book.unwatch(here, {ada}, now);
    EXPECT_EQ(book.size(), 0U);
    book.choose(ada, ChosenPresence::away, false, now);
    (void)told();
    advance(10s);
    EXPECT_EQ(book.size(), 0U);
}

TEST_F(PresenceBookTest, counts_the_connections_of_other_nodes) {
    book.watch(here, {ada});
    book.hear("node-2", {.user_id = ada, .connected = away}, now);
    EXPECT_EQ(status(ada), away);
    connect(ada);
    EXPECT_EQ(status(ada), online);
    book.disconnect(ada, online, now);
    advance(10s);
    EXPECT_EQ(status(ada), away);
    book.hear("node-3", {.user_id = ada, .connected = online, .chosen = ChosenPresence::do_not_disturb}, now);
    EXPECT_EQ(status(ada), do_not_disturb);
    book.forget("node-3", now);
    book.hear("node-2", {.user_id = ada, .connected = offline}, now);
    EXPECT_EQ(status(ada), offline);
}

TEST_F(PresenceBookTest, tells_other_nodes_what_its_own_connections_say) {
    PresenceBook other(10s, 1);
    const auto pass_on = [&] {
        for (const auto& said : book.take_changes(now).for_nodes) other.hear("node-1", said, now);
    };
    connect(ada, ChosenPresence::do_not_disturb);
    book.hear("node-2", {.user_id = bob, .connected = online}, now);
    pass_on();
    EXPECT_EQ(other.look({ada}, now).front().presence.status, do_not_disturb);
    EXPECT_EQ(other.look({bob}, now).front().presence.status, offline) << "that is for node-2 to tell";
    book.choose(ada, ChosenPresence::automatic, false, now);
    pass_on();
    EXPECT_EQ(other.look({ada}, now).front().presence.status, online);
    EXPECT_EQ(book.local(now).size(), 1U);
    book.disconnect(ada, online, now);
    advance(10s);
    pass_on();
    EXPECT_EQ(other.look({ada}, now).front().presence.status, offline);
    EXPECT_TRUE(book.local(now).empty());
}

}  // namespace
}  // namespace chatter::chat
