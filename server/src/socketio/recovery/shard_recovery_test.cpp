#include "socketio/recovery/shard_recovery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>

namespace chatter::socketio::recovery {
namespace {

using namespace std::chrono_literals;

const TimePoint start{};

EncodedPacket packet(Offset offset) {
    auto encoded = encode_packet(PacketType::event, "/", {}, "[\"x\"]");
    encoded.offset = offset;
    return encoded;
}

/// A worker that has yet to handle what was posted to it.
struct WorkerModel {
    explicit WorkerModel(SessionStore& store) : recovery(store) {}
    ShardRecovery recovery;
    std::deque<std::pair<std::uint64_t, SharedBroadcasted>> posted;
};

struct ClientModel {
    std::string sid;
    WorkerModel* worker = nullptr;  // null while it is away
    Trail trail;
    std::set<std::string> rooms;
    std::vector<Offset> held;
    bool is_holding = false;
    std::deque<Offset> wire;  // sent, not yet received
    std::vector<Offset> received;
    std::vector<Offset> expected;  // what one whose connection never breaks would receive
    std::string pid;
    std::uint64_t ended_after = 0;

    [[nodiscard]] bool is_reached(const Audience& audience) const {
        const auto is_in = [this](const std::string& room) { return room == sid || rooms.contains(room); };
        return (audience.rooms.empty() || std::ranges::any_of(audience.rooms, is_in)) &&
               std::ranges::none_of(audience.except, is_in);
    }
    void send(Offset offset) {
        wire.push_back(offset);
        trail.last_offset = offset;
    }
    void receive(std::size_t count) {
        for (; count > 0 && !wire.empty(); --count, wire.pop_front()) received.push_back(wire.front());
    }
    void deliver(Offset offset) {
        if (is_holding) return held.push_back(offset);
        expected.push_back(offset);
        send(offset);
    }
    void release() {
        ShardRecovery::release(trail);
        is_holding = false;
        for (const auto offset : std::exchange(held, {})) deliver(offset);
    }
};

/// Workers that handle the same broadcasts each at a pace of its own, and clients that come and go.
struct RecoverySimulation {
    explicit RecoverySimulation(unsigned seed) : dice(seed) {
        for (int i = 0; i < 3; ++i) workers.push_back(std::make_unique<WorkerModel>(store));
        for (int i = 0; i < 5; ++i) {
            auto& client = clients.emplace_back();
            client.sid = "sid" + std::to_string(i);
            client.worker = workers[roll(3)].get();
            client.trail = client.worker->recovery.begin();
            client.pid = client.trail.pid;
        }
    }

    std::size_t roll(std::size_t sides) { return dice() % sides; }
    std::string room() {
        return roll(8) == 0 ? "sid" + std::to_string(roll(5)) : "room" + std::to_string(roll(3));
    }

    void broadcast() {
        Audience audience;
        for (auto count = roll(3); count > 0; --count) audience.rooms.push_back(room());
        if (roll(3) == 0) audience.except.push_back(room());
        const auto sent = std::make_shared<const Broadcasted>(
            Broadcasted{.packet = packet(store.make_offset()), .audience = std::move(audience)});
        store.publish(sent, start, [&](std::uint64_t position) {
            for (auto& worker : workers) worker->posted.emplace_back(position, sent);
        });
        all.push_back(sent);
    }
    void handle_one(WorkerModel& worker) {
        if (worker.posted.empty()) return;
        const auto [position, broadcasted] = worker.posted.front();
        worker.posted.pop_front();
        worker.recovery.advance(position);
        for (auto& client : clients)
            if (client.worker == &worker && client.is_reached(broadcasted->audience))
                client.deliver(broadcasted->packet.offset);
    }
    void catch_up(WorkerModel& worker) {
        while (!worker.posted.empty()) handle_one(worker);
    }
    void emit(ClientModel& client) {
        const auto sent = packet(store.make_offset());
        client.worker->recovery.note_direct(client.trail, sent, start);
        client.expected.push_back(sent.offset);
        client.send(sent.offset);
    }
    void move(ClientModel& client) {
        const auto name = "room" + std::to_string(roll(3));
        const bool joined = client.rooms.insert(name).second;
        if (!joined) client.rooms.erase(name);
        client.worker->recovery.note_room(client.trail, name, joined);
    }
    void hold_or_release(ClientModel& client) {
        if (client.is_holding) return client.release();
        client.worker->recovery.hold(client.trail);
        client.is_holding = true;
    }
    void cut(ClientModel& client) {
        client.receive(roll(4));
        if (client.received.empty()) return;  // it could not tell where it stopped
        client.wire.clear();
        std::ranges::copy(std::exchange(client.held, {}), std::back_inserter(client.expected));
        client.is_holding = false;
        client.ended_after = client.worker->recovery.handled();
        client.worker->recovery.end(std::exchange(client.trail, {}), client.sid,
                                    {client.rooms.begin(), client.rooms.end()}, {}, start);
        client.worker = nullptr;
    }
    void come_back(ClientModel& client) {
        auto& worker = *workers[roll(workers.size())];
        catch_up(worker);
        auto resumption = store.claim(client.pid, to_text(client.received.back()), start);
        ASSERT_TRUE(resumption);
        const auto missed = store.missed(*resumption, worker.recovery.handled());
        ASSERT_TRUE(missed);
        for (const auto& one : *missed) client.wire.push_back(one.offset);
        client.trail = worker.recovery.resume(std::move(*resumption), *missed, start);
        client.worker = &worker;
        for (auto position = client.ended_after; position < worker.recovery.handled(); ++position)
            if (client.is_reached(all[position]->audience))
                client.expected.push_back(all[position]->packet.offset);
    }
    void step() {
        auto& client = clients[roll(clients.size())];
        if (roll(3) == 0) return broadcast();
        if (roll(2) == 0) return handle_one(*workers[roll(workers.size())]);
        if (!client.worker) return roll(3) == 0 ? come_back(client) : void();
        switch (roll(8)) {
            case 0: return cut(client);
            case 1: return move(client);
            case 2: return hold_or_release(client);
            case 3: return client.receive(roll(5));
            default: return emit(client);
        }
    }
    void settle() {
        for (auto& worker : workers) catch_up(*worker);
        for (auto& client : clients) {
            if (!client.worker) come_back(client);
            client.release();
            client.receive(client.wire.size());
        }
    }

    std::mt19937 dice;
    SystemRandom random;
    std::shared_ptr<ByteBudget> budget = std::make_shared<ByteBudget>(100'000'000UL);
    SessionStore store{{}, budget, 10s, random};
    std::vector<std::unique_ptr<WorkerModel>> workers;
    std::deque<ClientModel> clients;
    std::vector<SharedBroadcasted> all;  // [n] is at position n + 1
};

TEST(ShardRecovery, brings_every_packet_once_and_in_order_wherever_the_client_comes_back) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE(seed);
        RecoverySimulation simulation(seed);
        for (int i = 0; i < 400; ++i) simulation.step();
        simulation.settle();
        for (const auto& client : simulation.clients) ASSERT_EQ(client.received, client.expected);
        if (HasFatalFailure()) return;
    }
}

struct OneShard : ::testing::Test {
    SystemRandom random;
    std::shared_ptr<ByteBudget> budget = std::make_shared<ByteBudget>(10'000UL);
    SessionStore store{{}, budget, 10s, random};
    ShardRecovery shard{store};
};

TEST_F(OneShard, keeps_no_session_that_could_not_tell_where_it_stopped) {
    auto trail = shard.begin();
    const auto pid = trail.pid;
    shard.end(std::move(trail), "sid", {}, {}, start);
    EXPECT_FALSE(shard.expire(start)) << "nothing is there";
    EXPECT_FALSE(store.claim(pid, to_text(1), start));
}

TEST_F(OneShard, remembers_a_bounded_number_of_room_changes) {
    auto trail = shard.begin();
    for (std::uint64_t position = 1; position <= 1'000; ++position) {
        shard.advance(position);
        shard.note_room(trail, "room", position % 2 == 0);
    }
    EXPECT_LE(trail.changes.size(), 128U);
    EXPECT_EQ(trail.changes_lost_up_to + 1, trail.changes.front().after);
}

TEST_F(OneShard, holds_no_more_bytes_than_the_budget_however_many_break_off) {
    for (int round = 0; round < 100; ++round) {
        auto trail = shard.begin();
        for (int i = 0; i < 20; ++i) {
            const auto sent = packet(store.make_offset());
            shard.note_direct(trail, sent, start);
            trail.last_offset = sent.offset;
        }
        shard.end(std::move(trail), "sid", {}, {}, start);
        EXPECT_LE(budget->used, budget->bytes_max);
    }
    EXPECT_FALSE(shard.expire(start + 1h));
    EXPECT_EQ(budget->used, 0U);
}

TEST_F(OneShard, sends_again_after_a_second_break_what_was_sent_directly_before_the_first) {
    auto trail = shard.begin();
    std::vector<Offset> offsets;
    for (int i = 0; i < 3; ++i) {
        const auto sent = packet(store.make_offset());
        shard.note_direct(trail, sent, start);
        offsets.push_back(trail.last_offset = sent.offset);
    }
    const auto pid = trail.pid;
    for (int i = 0; i < 3; ++i) {
        shard.end(std::move(trail), "sid", {}, {}, start);
        auto resumption = store.claim(pid, to_text(offsets.front()), start);
        ASSERT_TRUE(resumption);
        const auto missed = store.missed(*resumption, 0);
        ASSERT_TRUE(missed);
        ASSERT_EQ(missed->size(), 2U);
        EXPECT_EQ(missed->back().offset, offsets.back());
        trail = shard.resume(std::move(*resumption), *missed, start);
        EXPECT_EQ(trail.pid, pid);
    }
}

}  // namespace
}  // namespace chatter::socketio::recovery
