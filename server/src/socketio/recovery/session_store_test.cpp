#include "socketio/recovery/session_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chatter::socketio::recovery {
namespace {

using namespace std::chrono_literals;

const TimePoint beginning{};

EncodedPacket packet(const std::string& name, Offset offset) {
    auto encoded = encode_packet(PacketType::event, "/", {}, "[\"" + name + "\"]");
    encoded.offset = offset;
    return encoded;
}

/// A store with a socket "ann" in the room "red", which was sent: b1, d2, b3, and was away for b4 (red), b5
/// (blue), b6 (all but red).
struct RecoveryStore : ::testing::Test {
    SystemRandom random;
    std::shared_ptr<ByteBudget> budget = std::make_shared<ByteBudget>(1'000'000UL);
    RecoveryOptions options;
    std::unique_ptr<SessionStore> made;
    std::vector<Offset> offsets{0};  // [n] is that of packet n

    SessionStore& store() {
        if (!made) made = std::make_unique<SessionStore>(options, budget, 10s, random);
        return *made;
    }
    std::uint64_t broadcast(const std::string& name, Audience audience, TimePoint now = beginning) {
        offsets.push_back(store().make_offset());
        std::uint64_t position = 0;
        store().publish(std::make_shared<const Broadcasted>(Broadcasted{
                            .packet = packet(name, offsets.back()), .audience = std::move(audience)}),
                        now, [&](std::uint64_t given) { position = given; });
        return position;
    }
    Session session() {
        Session ann;
        ann.sid = "ann";
        ann.pid = "secret";
        ann.rooms = {"red"};
        ann.data = std::string("data");
        return ann;
    }
    /// What the comment above tells. Returns the last position.
    std::uint64_t play() {
        auto ann = session();
        broadcast("b1", {});
        offsets.push_back(store().make_offset());
        ann.direct.packets.push_back({.after = 1, .packet = packet("d2", offsets.back())});
        ann.ended_after = broadcast("b3", {.rooms = {"ann"}, .except = {}});
        ann.last_offset = offsets.back();
        store().keep(std::move(ann), beginning);
        broadcast("b4", {.rooms = {"red", "green"}, .except = {}});
        broadcast("b5", {.rooms = {"blue"}, .except = {}});
        return broadcast("b6", {.rooms = {}, .except = {"red"}});
    }
    std::string offset(std::size_t packet) const { return to_text(offsets[packet]); }
    static std::string names(const std::optional<std::vector<EncodedPacket>>& missed) {
        if (!missed) return "gone";
        std::string all;
        for (const auto& one : *missed) {
            const auto text = one.text->payload();
            all += (all.empty() ? "" : " ") + std::string(text.substr(4, text.size() - 6));
        }
        return all;
    }
};

TEST_F(RecoveryStore, gives_back_the_session_and_what_it_missed_of_its_rooms) {
    const auto last = play();
    auto resumption = store().claim("secret", offset(3), beginning + 1s);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(resumption->session.sid, "ann");
    EXPECT_EQ(resumption->session.rooms, std::vector<std::string>{"red"});
    EXPECT_EQ(std::any_cast<std::string>(resumption->session.data), "data");
    EXPECT_EQ(names(store().missed(*resumption, last)), "b4");
}

TEST_F(RecoveryStore, sends_again_what_the_client_had_not_got_when_the_connection_broke) {
    const auto last = play();
    auto resumption = store().claim("secret", offset(1), beginning);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(names(store().missed(*resumption, last)), "d2 b3 b4");
    store().give_back(std::move(*resumption));
    resumption = store().claim("secret", offset(2), beginning);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(names(store().missed(*resumption, last)), "b3 b4");
}

TEST_F(RecoveryStore, leaves_out_what_the_worker_has_yet_to_deliver) {
    const auto last = play();
    const auto resumption = store().claim("secret", offset(1), beginning);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(names(store().missed(*resumption, last - 3)), "d2 b3");
}

TEST_F(RecoveryStore, gives_a_session_to_one_alone) {
    play();
    EXPECT_TRUE(store().claim("secret", offset(3), beginning));
    EXPECT_FALSE(store().claim("secret", offset(3), beginning));
}

TEST_F(RecoveryStore, knows_no_session_by_a_wrong_secret_or_a_wrong_offset) {
    play();
    EXPECT_FALSE(store().claim("ann", offset(3), beginning));
    EXPECT_FALSE(store().claim("", offset(3), beginning));
    EXPECT_FALSE(store().claim("secret", to_text(offsets[1] - 1), beginning));
    EXPECT_FALSE(store().claim("secret", "no offset", beginning));
    EXPECT_TRUE(store().claim("secret", offset(3), beginning)) << "the session is there for who knows better";
}

TEST_F(RecoveryStore, takes_no_offset_from_after_the_end_or_before_the_beginning_of_the_session) {
    for (const std::size_t packet : {std::size_t{1}, std::size_t{4}}) {
        made.reset();
        offsets.resize(1);
        broadcast("b1", {});
        auto ann = session();
        ann.began_after = broadcast("b2", {});
        ann.ended_after = broadcast("b3", {});
        store().keep(std::move(ann), beginning);
        broadcast("b4", {});
        EXPECT_FALSE(store().claim("secret", offset(packet), beginning)) << packet;
    }
}

TEST_F(RecoveryStore, forgets_a_session_after_its_time) {
    play();
    EXPECT_FALSE(store().claim("secret", offset(3), beginning + options.max_disconnection_duration + 1ms));
    play();
    EXPECT_TRUE(store().expire(beginning + options.max_disconnection_duration + 1ms))
        << "the packets stay longer";
    EXPECT_FALSE(store().claim("secret", offset(3), beginning));
    EXPECT_FALSE(store().expire(beginning + options.max_disconnection_duration + 10s + 1ms));
    EXPECT_EQ(budget->used, 0U);
}

TEST_F(RecoveryStore, recovers_who_was_sent_nothing_for_long_before_the_break) {
    const auto sent = broadcast("b1", {});
    auto ann = session();
    ann.ended_after = sent;
    ann.last_offset = offsets[1];
    const auto later = beginning + 1h;
    store().keep(std::move(ann), later);
    const auto last = broadcast("b2", {}, later);
    const auto resumption = store().claim("secret", offset(1), later);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(names(store().missed(*resumption, last)), "b2");
}

TEST_F(RecoveryStore, has_a_new_session_begin_when_a_missed_packet_has_gone) {
    options.packets_bytes_max = 2'000;
    const auto small = std::make_shared<ByteBudget>(2'000UL);
    made = std::make_unique<SessionStore>(options, small, 10s, random);
    play();
    const auto resumption = store().claim("secret", offset(3), beginning);
    ASSERT_TRUE(resumption);
    const auto last = broadcast(std::string(1'900, 'x'), {});
    EXPECT_EQ(names(store().missed(*resumption, last)), "gone");
    store().keep(session(), beginning);
    EXPECT_FALSE(store().claim("secret", offset(3), beginning));
}

TEST_F(RecoveryStore, has_a_new_session_begin_when_a_direct_packet_may_have_gone) {
    auto ann = session();
    broadcast("b1", {});
    ann.ended_after = broadcast("b2", {});
    ann.direct.lost_up_to = 1;
    store().keep(std::move(ann), beginning);
    EXPECT_FALSE(store().claim("secret", offset(1), beginning)) << "d may have come between b1 and b2";
    ann = session();
    ann.ended_after = 2;
    ann.direct.lost_up_to = 1;
    store().keep(std::move(ann), beginning);
    EXPECT_TRUE(store().claim("secret", offset(2), beginning));
}

TEST_F(RecoveryStore, follows_the_rooms_that_were_joined_and_left) {
    auto ann = session();
    broadcast("b1", {});
    broadcast("b2", {.rooms = {"red"}, .except = {}});   // not yet in red
    broadcast("b3", {.rooms = {"blue"}, .except = {}});  // still in blue
    broadcast("b4", {.rooms = {"blue"}, .except = {}});
    broadcast("b5", {.rooms = {"red"}, .except = {}});
    ann.changes = {{.after = 0, .room = "blue", .joined = true},
                   {.after = 3, .room = "red", .joined = true},
                   {.after = 3, .room = "blue", .joined = false}};
    ann.ended_after = 4;
    store().keep(std::move(ann), beginning);
    const auto resumption = store().claim("secret", offset(1), beginning);
    ASSERT_TRUE(resumption);
    EXPECT_EQ(names(store().missed(*resumption, 5)), "b3 b5");
}

TEST_F(RecoveryStore, trusts_no_rooms_from_before_what_it_has_forgotten) {
    broadcast("b1", {});
    broadcast("b2", {});
    auto ann = session();
    ann.changes_lost_up_to = 2;
    ann.ended_after = 2;
    store().keep(std::move(ann), beginning);
    EXPECT_FALSE(store().claim("secret", offset(1), beginning));
}

TEST_F(RecoveryStore, keeps_no_more_sessions_than_it_may) {
    options.sessions_max = 3;
    broadcast("b1", {});
    for (int i = 0; i < 10; ++i) {
        auto one = session();
        one.pid = "secret" + std::to_string(i);
        one.ended_after = 1;
        store().keep(std::move(one), beginning + std::chrono::milliseconds(i));
    }
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(store().claim("secret" + std::to_string(i), offset(1), beginning).has_value(), i >= 7) << i;
}

TEST_F(RecoveryStore, makes_secrets_and_offsets_that_do_not_repeat) {
    EXPECT_EQ(store().make_pid().size(), 24U);
    EXPECT_NE(store().make_pid(), store().make_pid());
    EXPECT_NE(store().make_offset(), store().make_offset());
    SessionStore other(options, budget, 10s, random);
    EXPECT_NE(other.make_offset(), store().make_offset());
}

}  // namespace
}  // namespace chatter::socketio::recovery
