#include "realtime/presence_watchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "chat/testing/manual_clock.hpp"

namespace chatter::realtime {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using chat::UserId;
using enum chat::PresenceStatus;

struct RecordingHearer final : PresenceHearer {
    [[nodiscard]] bool is_ready() const override { return ready; }
    void hear(std::string_view event_json) override { packets.emplace_back(event_json); }

    bool ready = true;
    std::vector<std::string> packets;
};

class PresenceWatchersTest : public ::testing::Test {
  protected:
    struct Socket {
        UserId user_id;
        PresenceWatchers::Number number;
        std::shared_ptr<RecordingHearer> hearer;
    };

    UserId new_person() { return UserId::make(noon, random); }
    Socket new_socket(UserId user_id) {
        auto hearer = std::make_shared<RecordingHearer>();
        return {.user_id = user_id, .number = watchers.begin(user_id, hearer), .hearer = hearer};
    }
    /// Watches people who are all offline.
    PresenceWatchers::Difference watch(const Socket& socket, const std::vector<UserId>& people,
                                       const PresenceWatchers::Hidden& hidden = {}) {
        auto difference = watchers.watch(socket.number, people, hidden);
        std::vector<chat::SeenPerson> seen;
        for (const auto& id : people) seen.push_back(seen_as(id, offline));
        (void)watchers.answer(socket.number, seen);
        return difference;
    }
    chat::SeenPerson seen_as(UserId id, chat::PresenceStatus status) {
        return {.presence = {.user_id = id, .status = status, .last_seen_at = noon}, .own = status};
    }
    void say(UserId id, chat::PresenceStatus status) { watchers.take({seen_as(id, status)}); }
    void work() {
        while (watchers.step()) {
        }
    }
    /// Of whom the socket was told since the last call.
    static std::vector<std::pair<std::string, std::string>> told(const Socket& socket) {
        std::vector<std::pair<std::string, std::string>> all;
        for (const auto& packet : std::exchange(socket.hearer->packets, {})) {
            const auto event = json::parse(packet).as_array();
            EXPECT_EQ(event.at(0).as_string(), "presence");
            for (const auto& change : event.at(1).at("changes").as_array())
                all.emplace_back(change.at("userId").as_string(), change.at("status").as_string());
        }
        return all;
    }
    static std::pair<std::string, std::string> as(UserId id, const char* status) {
        return {id.to_string(), status};
    }
    using Told = std::vector<std::pair<std::string, std::string>>;

    const Time noon{1'780'000'000s};
    chat::testing::CountingRandom random;
    PresenceWatchers watchers;
    const UserId ada = new_person();
    const UserId bob = new_person();
    const UserId eve = new_person();
};

TEST_F(PresenceWatchersTest, tells_those_who_watch_and_no_others) {
    const auto one = new_socket(eve);
    const auto other = new_socket(eve);
    watch(one, {ada, bob});
    watch(other, {bob});
    say(ada, online);
    work();
    EXPECT_EQ(told(one), (Told{as(ada, "online")}));
    EXPECT_EQ(told(other), Told{});
}

TEST_F(PresenceWatchersTest, puts_all_changes_of_a_moment_into_one_packet) {
    const auto socket = new_socket(eve);
    watch(socket, {ada, bob});
    watchers.take({seen_as(ada, online), seen_as(bob, away)});
    work();
    ASSERT_EQ(socket.hearer->packets.size(), 1U);
    EXPECT_EQ(
        json::parse(socket.hearer->packets.front()),
        json::parse(R"(["presence",{"changes":[{"userId":")" + ada.to_string() +
                    R"(","status":"online","lastSeenAt":"2026-05-28T20:26:40.000Z"},{"userId":")" +
                    bob.to_string() + R"(","status":"away","lastSeenAt":"2026-05-28T20:26:40.000Z"}]}])"));
}

TEST_F(PresenceWatchersTest, tells_nothing_that_the_watcher_knows) {
    const auto socket = new_socket(eve);
    watch(socket, {ada});
    say(ada, online);
    say(ada, offline);
    work();
    EXPECT_EQ(told(socket), Told{});
    const auto late = new_socket(eve);
    (void)watchers.watch(late.number, {ada}, {});
    (void)watchers.answer(late.number, {seen_as(ada, online)});
    say(ada, online);
    work();
    EXPECT_EQ(told(late), Told{}) << "its answer said so";
    EXPECT_EQ(told(socket), (Told{as(ada, "online")}));
}

TEST_F(PresenceWatchersTest, keeps_what_a_slow_watcher_is_due_until_it_reads) {
    const auto socket = new_socket(eve);
    watch(socket, {ada, bob});
    socket.hearer->ready = false;
    say(ada, online);
    work();
    EXPECT_TRUE(watchers.has_put_off());
    watchers.take({seen_as(ada, away), seen_as(bob, online)});
    work();
    EXPECT_EQ(told(socket), Told{});
    socket.hearer->ready = true;
    watchers.retry();
    work();
    EXPECT_EQ(socket.hearer->packets.size(), 1U);
    EXPECT_EQ(told(socket), (Told{as(ada, "away"), as(bob, "online")}));
    EXPECT_FALSE(watchers.has_put_off());
}

TEST_F(PresenceWatchersTest, tells_a_watcher_that_is_never_ready_after_some_tries) {
    const auto socket = new_socket(eve);
    watch(socket, {ada});
    socket.hearer->ready = false;
    say(ada, online);
    work();
    int tries = 0;
    for (; socket.hearer->packets.empty() && tries < 100; ++tries) {
        watchers.retry();
        work();
    }
    EXPECT_EQ(tries, 5);
    EXPECT_EQ(told(socket), (Told{as(ada, "online")}));
}

TEST_F(PresenceWatchersTest, replaces_whom_a_socket_watches) {
    const auto one = new_socket(eve);
    const auto other = new_socket(eve);
    EXPECT_EQ(watch(one, {ada, bob}).begun, (std::vector{ada, bob}));
    EXPECT_EQ(watch(other, {bob}).begun, std::vector<UserId>{});
    const auto replaced = watch(one, {eve, bob});
    EXPECT_EQ(replaced.begun, (std::vector{eve}));
    EXPECT_EQ(replaced.ended, (std::vector{ada}));
    watchers.take({seen_as(ada, online), seen_as(bob, online), seen_as(eve, online)});
    work();
    EXPECT_EQ(told(one), (Told{as(bob, "online"), as(eve, "online")}));
    EXPECT_EQ(told(other), (Told{as(bob, "online")}));
    EXPECT_EQ(watchers.end(one.number).ended, (std::vector{eve}));
    EXPECT_EQ(watchers.end(other.number).ended, (std::vector{bob}));
}

TEST_F(PresenceWatchersTest, stays_right_while_many_come_and_go) {
    std::vector<UserId> people;
    for (int i = 0; i < 40; ++i) people.push_back(new_person());
    std::vector<Socket> sockets;
    std::vector<std::vector<UserId>> lists;
    std::uint32_t state = 7;
    const auto next = [&state](std::size_t below) {
        state = state * 1'664'525U + 1'013'904'223U;
        return (state >> 8) % below;
    };
    const auto some_people = [&] {
        std::vector<UserId> chosen;
        for (const auto& id : people)
            if (next(3) == 0) chosen.push_back(id);
        return chosen;
    };
    for (int round = 0; round < 300; ++round) {
        const auto what = next(4);
        if (what == 0 || sockets.empty()) {
            sockets.push_back(new_socket(eve));
            lists.emplace_back();
        } else if (what == 1) {
            const auto which = static_cast<std::ptrdiff_t>(next(sockets.size()));
            (void)watchers.end(sockets[static_cast<std::size_t>(which)].number);
            sockets.erase(sockets.begin() + which);
            lists.erase(lists.begin() + which);
        } else {
            const auto which = next(sockets.size());
            lists[which] = some_people();
            watch(sockets[which], lists[which]);
        }
        const auto changed = people[next(people.size())];
        say(changed, online);
        work();
        for (std::size_t i = 0; i < sockets.size(); ++i) {
            const bool watches = std::ranges::find(lists[i], changed) != lists[i].end();
            EXPECT_EQ(told(sockets[i]), watches ? Told{as(changed, "online")} : Told{}) << round;
        }
        say(changed, offline);
        work();
        for (const auto& socket : sockets) (void)told(socket);
    }
}

TEST_F(PresenceWatchersTest, works_in_steps_however_large_the_crowd) {
    PresenceWatchers crowd({.visits = 10, .bytes = 200, .retries = 5});
    std::vector<std::shared_ptr<RecordingHearer>> hearers;
    for (int i = 0; i < 20; ++i) {
        hearers.push_back(std::make_shared<RecordingHearer>());
        const auto number = crowd.begin(eve, hearers.back());
        (void)crowd.watch(number, {ada, bob}, {});
    }
    crowd.take({seen_as(ada, online), seen_as(bob, online)});
    int steps = 1;
    while (crowd.step()) ++steps;
    EXPECT_GE(steps, 2 + 20);
    for (const auto& hearer : hearers) EXPECT_EQ(hearer->packets.size(), 1U);
}

TEST_F(PresenceWatchersTest, shows_people_as_offline_to_whom_they_hide_from) {
    const auto socket = new_socket(eve);
    const auto other = new_socket(bob);
    (void)watchers.watch(socket.number, {ada}, {ada});
    EXPECT_EQ(watchers.answer(socket.number, {seen_as(ada, online)}).front().status, offline);
    watch(other, {ada});
    say(ada, away);
    work();
    EXPECT_EQ(told(socket), Told{});
    EXPECT_EQ(told(other), (Told{as(ada, "away")}));
    watchers.hide(ada, eve, false);
    work();
    EXPECT_EQ(told(socket), (Told{as(ada, "away")}));
    watchers.hide(ada, eve, true);
    work();
    EXPECT_EQ(told(socket), (Told{as(ada, "offline")}));
    EXPECT_EQ(told(other), Told{});
}

TEST_F(PresenceWatchersTest, shows_people_themselves_as_they_are) {
    const auto own = new_socket(ada);
    const auto other = new_socket(eve);
    watch(own, {ada});
    watch(other, {ada});
    watchers.take({{.presence = {.user_id = ada, .status = offline, .last_seen_at = noon}, .own = online}});
    work();
    EXPECT_EQ(told(own), (Told{as(ada, "online")}));
    EXPECT_EQ(told(other), Told{});
}

}  // namespace
}  // namespace chatter::realtime
