#include "socketio/broadcast_batch.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>

#include "net/http_server.hpp"
#include "socketio/server.hpp"
#include "socketio/shard.hpp"
#include "socketio/testing/websocket_client.hpp"

namespace chatter::socketio {
namespace {

using testing::WebSocketClient;

EncodedPacket packet_of(const std::string& name) {
    return encode_packet(PacketType::event, "/", {}, "[\"" + name + "\"]");
}

TEST(BroadcastBatch, takes_what_goes_to_the_same_audience_up_to_a_bound) {
    BroadcastBatch batch;
    const Audience room{.rooms = {"a"}, .except = {}}, other{.rooms = {"b"}, .except = {}};
    EXPECT_TRUE(batch.takes(other));
    batch.add(packet_of("one"), room);
    EXPECT_TRUE(batch.takes(room));
    EXPECT_FALSE(batch.takes(other));
    for (int i = 0; i < 1000 && batch.takes(room); ++i) batch.add(packet_of("more"), room);
    EXPECT_EQ(batch.size(), 256U);
    const auto number = batch.number();
    batch.clear();
    EXPECT_TRUE(batch.is_empty());
    EXPECT_NE(batch.number(), number);
    batch.add(packet_of(std::string(2'000'000, 'x')), room);
    EXPECT_FALSE(batch.takes(room));
}

TEST(BroadcastBatch, gives_the_frames_behind_those_that_were_sent_already) {
    BroadcastBatch batch;
    batch.add(encode_packet(PacketType::event, "/", {}, R"(["a",{"_placeholder":true,"num":0}])", {"bytes"}),
              {});
    batch.add(packet_of("b"), {});
    EXPECT_EQ(batch.frames(0).size(), 3U);
    EXPECT_EQ(batch.frames(1).size(), 1U);
    EXPECT_TRUE(batch.frames(2).empty());
}

/// Three clients of one worker, by the names that they joined with.
struct BroadcastBatchTest : ::testing::Test {
    SystemRandom random;
    net::WorkerGroup workers{1};
    Server io{workers, {}, random};
    Namespace& nsp = io.of("/");
    net::HttpServer http{workers, io.http()};
    std::map<std::string, std::shared_ptr<Socket>>
        sockets;  // filled by the worker, before a client is answered
    std::map<std::string, std::unique_ptr<WebSocketClient>> clients;

    void SetUp() override {
        nsp.on("name", [this](const auto& socket, Event event) {
            sockets[std::string(event.args.at(0).as_string())] = socket;
            event.ack(boost::json::array{});
        });
        const auto port = http.listen("127.0.0.1", 0).value();
        workers.start();
        for (const std::string name : {"ada", "bob", "eve"}) {
            auto client = std::make_unique<WebSocketClient>(port);
            client->read();
            client->send("40");
            client->read();
            client->send("421[\"name\",\"" + name + "\"]");
            EXPECT_EQ(client->read(), "431[]");
            clients[name] = std::move(client);
        }
    }
    void TearDown() override {
        workers.stop();
        sockets.clear();
    }

    /// Runs `action` in one turn of the worker's loop.
    void in_one_turn(const std::function<void(NamespaceShard&)>& action) {
        std::promise<void> done;
        workers[0].post([&] {
            action(nsp.on_worker(workers[0]));
            done.set_value();
        });
        done.get_future().wait();
    }
    /// What a client is told up to the event `end`.
    std::string heard(const std::string& name) {
        std::string events;
        while (true) {
            const auto message = clients[name]->read_event();
            if (message == "42[\"end\"]" || !message.starts_with("42[\"")) return events;
            events += message.substr(4, message.size() - 6) + ' ';
        }
    }
    static void tell(NamespaceShard& shard, const std::string& event, Audience audience,
                     bool is_volatile = false) {
        shard.broadcast(packet_of(event), audience, {.is_volatile = is_volatile});
    }
};

TEST_F(BroadcastBatchTest, keeps_the_order_of_broadcasts_and_what_one_socket_alone_is_told) {
    const Audience all;
    in_one_turn([&](NamespaceShard& shard) {
        tell(shard, "1", all);
        sockets["ada"]->emit("to-ada", {});
        tell(shard, "2", all);
        tell(shard, "3", all);
        sockets["ada"]->emit("again", {});
        tell(shard, "end", all);
    });
    EXPECT_EQ(heard("ada"), "1 to-ada 2 3 again ");
    EXPECT_EQ(heard("bob"), "1 2 3 ");
}

TEST_F(BroadcastBatchTest, reaches_who_was_in_the_room_at_the_moment_of_the_broadcast) {
    const Audience room{.rooms = {"room"}, .except = {}};
    in_one_turn([&](NamespaceShard& shard) {
        sockets["ada"]->join("room");
        tell(shard, "1", room);
        sockets["bob"]->join("room");
        tell(shard, "2", room);
        sockets["ada"]->leave("room");
        tell(shard, "3", room);
        sockets["ada"]->join("room");
        tell(shard, "4", room);
        tell(shard, "end", {});
    });
    EXPECT_EQ(heard("ada"), "1 2 4 ");
    EXPECT_EQ(heard("bob"), "2 3 4 ");
    EXPECT_EQ(heard("eve"), "");
}

TEST_F(BroadcastBatchTest, keeps_the_order_of_broadcasts_to_different_audiences) {
    in_one_turn([&](NamespaceShard& shard) {
        const auto ada = std::string(sockets["ada"]->id());
        tell(shard, "all", {});
        tell(shard, "not-ada", {.rooms = {}, .except = {ada}});
        tell(shard, "ada", {.rooms = {ada}, .except = {}});
        tell(shard, "all", {});
        tell(shard, "end", {});
    });
    EXPECT_EQ(heard("ada"), "all ada all ");
    EXPECT_EQ(heard("bob"), "all not-ada all ");
}

TEST_F(BroadcastBatchTest, drops_a_volatile_packet_behind_one_that_waits) {
    in_one_turn([&](NamespaceShard& shard) {
        tell(shard, "1", {});
        tell(shard, "volatile", {}, true);
        tell(shard, "end", {});
    });
    EXPECT_EQ(heard("ada"), "1 ");
    in_one_turn([&](NamespaceShard& shard) { tell(shard, "volatile", {}, true); });
    in_one_turn([&](NamespaceShard& shard) { tell(shard, "end", {}); });
    EXPECT_EQ(heard("ada"), "volatile ");
}

TEST_F(BroadcastBatchTest, says_what_was_broadcast_before_a_goodbye) {
    in_one_turn([&](NamespaceShard& shard) {
        tell(shard, "1", {});
        sockets["ada"]->disconnect();
        tell(shard, "2", {});
        tell(shard, "end", {});
    });
    EXPECT_EQ(clients["ada"]->read_event(), "42[\"1\"]");
    EXPECT_EQ(clients["ada"]->read_event(), "41");
    EXPECT_EQ(heard("bob"), "1 2 ");
}

TEST_F(BroadcastBatchTest, holds_for_a_greeting_only_what_is_broadcast_during_it) {
    in_one_turn([&](NamespaceShard& shard) {
        tell(shard, "before", {});
        sockets["ada"]->hold_broadcasts();
        tell(shard, "during", {});
        sockets["ada"]->emit("greeting", {});
        sockets["ada"]->release_broadcasts();
        tell(shard, "end", {});
    });
    EXPECT_EQ(heard("ada"), "before greeting during ");
}

}  // namespace
}  // namespace chatter::socketio
