#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "socketio/server.hpp"
#include "socketio/testing/recovering_client.hpp"
#include "socketio/testing/served_test.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
using testing::RecoveringClient;

constexpr int sender_count = 3;
constexpr int first_worker_sender = 10;
constexpr int client_count = 6;
constexpr std::int64_t events_each = 400;

struct RecoveryStress : testing::ServedTest {
    RecoveryStress() : ServedTest(3) {}

    std::mutex mutex;  // guards `gone`
    std::condition_variable changed;
    std::map<std::string, int> gone;  // how often each sid has ended
    std::atomic<int> recoveries = 0;
    std::array<std::int64_t, 3> shouts{};  // of each worker, touched by it alone

    void SetUp() override {
        ServerOptions options;
        options.recovery = RecoveryOptions();
        make(std::move(options));
        auto& nsp = io->of("/");
        nsp.on_connection([](const auto& socket) {
            if (socket->recovered()) return;
            socket->data() = std::int64_t{0};
            socket->join("room");
            socket->emit("hello", {});
        });
        // What it counts goes with it from worker to worker.
        nsp.on("count", [](const auto& socket, Event) {
            socket->emit("direct", {++std::any_cast<std::int64_t&>(socket->data())});
        });
        // A worker broadcasts between others, which do so from outside.
        nsp.on("shout", [this, &nsp](const auto& socket, Event) {
            const auto worker = socket->worker().index();
            for (int i = 0; i < 3; ++i)
                nsp.emit("event", {first_worker_sender + worker, ++shouts.at(worker)});
        });
        nsp.on("hold", [](const auto& socket, Event) {
            socket->hold_broadcasts();
            socket->worker().post([socket] { socket->release_broadcasts(); });
        });
        nsp.on_disconnect([this](const auto& socket, DisconnectReason) {
            const std::lock_guard lock(mutex);
            ++gone[std::string(socket->id())];
            changed.notify_all();
        });
        listen();
    }
    bool wait_until_gone(const std::string& sid, int times) {
        std::unique_lock lock(mutex);
        if (!changed.wait_for(lock, 20s, [&] { return gone[sid] >= times; })) return false;
        lock.unlock();
        settle();
        return true;
    }

    void send_events(int sender) {
        auto& nsp = io->of("/");
        for (std::int64_t number = 1; number <= events_each; ++number) {
            if (number % 2 == 0)
                nsp.to("room").emit("event", {sender, number});
            else
                nsp.emit("event", {sender, number});
            if (number % 4 == 0) std::this_thread::sleep_for(1ms);  // or it is over before anybody is cut
        }
    }

    /// Reads until all has come, breaking off now and then; tells the first thing that is wrong.
    std::string read_events(RecoveringClient& client, std::map<std::int64_t, std::int64_t>& last,
                            unsigned seed) {
        std::mt19937 dice(seed);
        const auto is_done = [&] {
            for (int sender = 0; sender < sender_count; ++sender)
                if (last[sender] < events_each) return false;
            return true;
        };
        for (int cuts = 1; !is_done(); ++cuts) {
            for (auto until_cut = dice() % 40 + 5; until_cut > 0 && !is_done(); --until_cut) {
                if (until_cut % 10 == 0) client.send(R"(42["count"])");
                if (until_cut % 7 == 0) client.send(R"(42["shout"])");
                if (until_cut % 16 == 0) client.send(R"(42["hold"])");
                if (client.read_one() != "event") return "an event was expected: " + client.last;
            }
            const auto sid = client.sid;
            client.cut();
            if (!wait_until_gone(sid, cuts)) return "the server does not notice the end";
            if (!client.connect()) return "not recovered: " + client.last;
            if (client.sid != sid) return "another id";
            ++recoveries;
        }
        return "";
    }
};

TEST_F(RecoveryStress,
       brings_every_event_once_and_in_the_order_of_its_sender_however_often_connections_break) {
    std::vector<std::string> problems(client_count);
    std::vector<std::map<std::int64_t, std::int64_t>> last(client_count);  // by sender; -1: sent directly
    std::vector<std::unique_ptr<RecoveringClient>> clients;
    for (std::size_t i = 0; i < client_count; ++i) {
        clients.push_back(
            std::make_unique<RecoveringClient>(port, [&, i](const auto& name, const auto& event) {
                if (name == "hello") return;
                const auto sender = name == "event" ? event.at(1).as_int64() : -1;
                const auto number = event.at(name == "event" ? 2 : 1).as_int64();
                if (number != ++last[i][sender] && problems[i].empty())
                    problems[i] = "sender " + std::to_string(sender) + ": " + std::to_string(number) +
                                  " in place of " + std::to_string(last[i][sender]);
            }));
        clients.back()->connect();
        ASSERT_TRUE(clients.back()->read_until("hello"));
    }
    std::vector<std::jthread> threads;
    for (int sender = 0; sender < sender_count; ++sender)
        threads.emplace_back([this, sender] { send_events(sender); });
    for (std::size_t i = 0; i < client_count; ++i)
        threads.emplace_back([&, i] {
            const auto problem = read_events(*clients[i], last[i], static_cast<unsigned>(i));
            if (problems[i].empty()) problems[i] = problem;
        });
    threads.clear();  // joins
    for (const auto& problem : problems) EXPECT_EQ(problem, "");
    EXPECT_GE(recoveries, client_count);
}

}  // namespace
}  // namespace chatter::socketio
