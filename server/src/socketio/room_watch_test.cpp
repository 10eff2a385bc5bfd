#include "socketio/room_watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "socketio/server.hpp"
#include "socketio/testing/served_test.hpp"
#include "socketio/testing/websocket_client.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
using testing::WebSocketClient;

struct RoomEvents : testing::ServedTest {
    std::mutex mutex;  // guards what the workers write and the test reads
    std::condition_variable changed;
    std::vector<std::array<std::string, 3>> events;  // what, room, id
    std::map<std::string, std::string> names;        // of the sockets, by id

    void SetUp() override {
        make();
        auto& nsp = io->of("/");
        for (const auto event :
             {RoomEvent::create_room, RoomEvent::join_room, RoomEvent::leave_room, RoomEvent::delete_room})
            nsp.on_room(event, [this, event](Namespace&, std::string_view room, std::string_view id) {
                const std::lock_guard lock(mutex);
                events.push_back({std::string(to_string(event)), std::string(room), std::string(id)});
                changed.notify_all();
            });
        nsp.on("join", [](const auto& socket, Event event) {
            for (const auto& room : event.args) socket->join(room.as_string());
            event.ack({});
        });
        nsp.on("leave", [](const auto& socket, Event event) {
            for (const auto& room : event.args) socket->leave(room.as_string());
            event.ack({});
        });
        listen();
    }
    std::string name_of(const std::string& room_or_id) const {
        const auto found = names.find(room_or_id);
        return found == names.end() ? room_or_id : found->second;
    }
    std::unique_ptr<WebSocketClient> connect(const std::string& name) {
        auto client = std::make_unique<WebSocketClient>(port);
        client->read_event();
        client->send("40");
        const auto id = client->read_event().substr(10, Socket::id_length);
        names[id] = name;
        return client;
    }
    /// Waits for as many events as are expected, and gives them away.
    std::vector<std::string> take(std::size_t count) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, 10s, [&] { return events.size() >= count; });
        std::vector<std::string> taken;
        for (const auto& [event, room, id] : std::exchange(events, {}))
            taken.push_back(event + " " + name_of(room) + (id.empty() ? "" : " " + name_of(id)));
        return taken;
    }
    using Events = std::vector<std::string>;
};

TEST_F(RoomEvents, tells_of_each_room_and_of_the_sockets_own) {
    auto ann = connect("ann");
    EXPECT_EQ(take(2), (Events{"create-room ann", "join-room ann ann"}));
    ann->send(R"(421["join","red","red"])");
    ann->read_event();
    EXPECT_EQ(take(2), (Events{"create-room red", "join-room red ann"}));
    ann->send(R"(421["leave","red","blue"])");
    ann->read_event();
    EXPECT_EQ(take(2), (Events{"leave-room red ann", "delete-room red"}));
    ann->send(R"(421["join","red","blue"])");
    ann->read_event();
    take(4);
    ann.reset();
    EXPECT_EQ(take(6), (Events{"leave-room ann ann", "delete-room ann", "leave-room red ann",
                               "delete-room red", "leave-room blue ann", "delete-room blue"}));
}

TEST_F(RoomEvents, counts_a_room_once_however_many_workers_have_it) {
    std::vector<std::unique_ptr<WebSocketClient>> clients;
    for (int i = 0; i < 8; ++i) {
        const auto name = std::to_string(i);
        clients.push_back(connect(name));
        clients.back()->send(R"(421["join","red"])");
        clients.back()->read_event();
        auto expected = Events{"create-room " + name, "join-room " + name + " " + name};
        if (i == 0) expected.emplace_back("create-room red");
        expected.push_back("join-room red " + name);
        EXPECT_EQ(take(expected.size()), expected);
    }
    while (!clients.empty()) {
        const auto name = std::to_string(clients.size() - 1);
        clients.pop_back();
        auto expected =
            Events{"leave-room " + name + " " + name, "delete-room " + name, "leave-room red " + name};
        if (clients.empty()) expected.emplace_back("delete-room red");
        EXPECT_EQ(take(expected.size()), expected);
    }
}

TEST_F(RoomEvents, keep_their_order_while_workers_race) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            WebSocketClient client(port);
            client.read_event();
            client.send("40");
            client.read_event();
            for (int round = 0; round < 50; ++round) {
                client.send(R"(421["join","red"])");
                client.read_event();
                client.send(R"(421["leave","red"])");
                client.read_event();
            }
        });
    threads.clear();
    {
        std::unique_lock lock(mutex);
        const auto is_own_deleted = [](const auto& event) {
            return event[0] == "delete-room" && event[1] != "red";
        };
        EXPECT_TRUE(
            changed.wait_for(lock, 10s, [&] { return std::ranges::count_if(events, is_own_deleted) == 4; }));
    }
    int members = 0;
    bool exists = false;
    for (const auto& event : take(0)) {
        if (event == "create-room red") {
            EXPECT_FALSE(std::exchange(exists, true));
            EXPECT_EQ(members, 0);
        } else if (event == "delete-room red") {
            EXPECT_TRUE(std::exchange(exists, false));
            EXPECT_EQ(members, 0);
        } else if (event.starts_with("join-room red")) {
            EXPECT_TRUE(exists);
            ++members;
        } else if (event.starts_with("leave-room red")) {
            --members;
        }
    }
    EXPECT_FALSE(exists);
}

}  // namespace
}  // namespace chatter::socketio
