#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "socketio/server.hpp"
#include "socketio/shard.hpp"
#include "socketio/testing/recovering_client.hpp"
#include "socketio/testing/served_test.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
using testing::RecoveringClient;

struct ConnectionStateRecovery : testing::ServedTest {
    std::mutex mutex;  // guards what the workers write and the test reads
    std::condition_variable changed;
    std::multiset<std::string> gone;  // the sid of each socket that ended
    std::vector<std::string> log;

    static ServerOptions options() {
        ServerOptions made;
        made.recovery = RecoveryOptions();
        return made;
    }
    Namespace& nsp() { return io->of("/"); }

    void serve(ServerOptions with = options(), const std::function<void(Namespace&)>& declare = {}) {
        make(std::move(with));
        if (declare) declare(nsp());
        nsp().on_connection([this](const std::shared_ptr<Socket>& socket) {
            const std::lock_guard lock(mutex);
            std::string rooms;
            for (const auto& room : socket->rooms())
                if (room != socket->id()) rooms += " " + room;
            const auto* const data = std::any_cast<std::string>(&socket->data());
            log.push_back((socket->recovered() ? "recovered" : "new") + rooms + (data ? " " + *data : ""));
        });
        nsp().on("join", [](const auto& socket, Event event) {
            socket->join(event.args.at(0).as_string());
            socket->data() = std::string("data");
            socket->emit("joined", {});
        });
        nsp().on("kick", [](const auto& socket, Event) { socket->disconnect(); });
        nsp().on("drop", [](const auto& socket, Event) { socket->close_connection(); });
        nsp().on("greet", [](const auto& socket, Event) {
            socket->emit("volatile", {}, {}, {.is_volatile = true});
            socket->emit_with_ack("asking", {"x"}, 1s, [](const auto&) {});
            socket->emit("binary", {placeholder(0)}, {"bytes"});
            socket->emit("plain", {});
        });
        nsp().on_disconnect([this](const auto& socket, DisconnectReason) {
            const std::lock_guard lock(mutex);
            gone.emplace(socket->id());
            changed.notify_all();
        });
        listen();
    }
    /// Waits until the server has noticed that a socket is gone, and has seen to it.
    void wait_until_gone(const std::string& sid, std::size_t times = 1) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, 20s, [&] { return gone.count(sid) >= times; }));
        lock.unlock();
        settle();
    }
    std::string last_log() {
        const std::lock_guard lock(mutex);
        return log.empty() ? "" : log.back();
    }
    /// In the room "red", with data, and with an offset.
    std::unique_ptr<RecoveringClient> make_client(RecoveringClient::OnEvent on_event = {}) {
        auto client = std::make_unique<RecoveringClient>(port, std::move(on_event));
        EXPECT_FALSE(client->connect());
        client->send(R"(42["join","red"])");
        EXPECT_TRUE(client->read_until("joined"));
        return client;
    }
    void cut(RecoveringClient& client) {
        client.cut();
        wait_until_gone(client.sid);
    }
};

TEST_F(ConnectionStateRecovery, is_off_unless_it_is_asked_for) {
    serve({});
    testing::WebSocketClient client(port);
    client.read();
    client.send(R"(40{"pid":"a","offset":"b"})");
    EXPECT_EQ(client.read_event().find("pid"), std::string::npos);
    nsp().emit("news", {1});
    EXPECT_EQ(client.read_event(), R"(42["news",1])");
}

TEST_F(ConnectionStateRecovery, gives_each_event_that_can_be_recovered_the_same_offset_for_all) {
    serve();
    std::vector<boost::json::array> first, second;
    const auto ann = make_client([&](const auto&, const auto& event) { first.push_back(event); });
    const auto ben = make_client([&](const auto&, const auto& event) { second.push_back(event); });
    nsp().emit("news", {1});
    EXPECT_TRUE(ann->read_until("news"));
    EXPECT_TRUE(ben->read_until("news"));
    EXPECT_EQ(first.back().size(), 3U);
    EXPECT_EQ(first.back(), second.back());
    EXPECT_NE(first.front(), second.front()) << "each was told alone that it had joined";

    ann->send(R"(42["greet"])");
    ann->read_one();
    EXPECT_EQ(first.back(), boost::json::array({"volatile"}));
    ann->read_one();
    EXPECT_EQ(first.back(), boost::json::array({"asking", "x"})) << "it asks for an ack";
    ann->read_one();
    EXPECT_EQ(first.back().size(), 3U);
    EXPECT_EQ(first.back().front(), "binary");
}

TEST_F(ConnectionStateRecovery, brings_back_id_rooms_data_and_what_was_missed_on_any_worker) {
    serve();
    std::string names;
    const auto client = make_client([&](const auto& name, const auto&) { names += name + " "; });
    std::set<std::string> workers_seen;
    for (int round = 0; round < 200 && workers_seen.size() < 2; ++round) {
        const auto sid = client->sid, pid = client->pid;
        client->cut();
        wait_until_gone(sid, static_cast<std::size_t>(round) + 1);
        nsp().emit("all", {});
        nsp().to("blue").emit("blue", {});
        nsp().to({"red", "blue"}).emit("red", {});
        nsp().to(sid).emit("own", {});
        nsp().except("red").emit("others", {});
        nsp().as_volatile().emit("volatile", {});
        names.clear();
        ASSERT_TRUE(client->connect());
        EXPECT_EQ(names, "all red own ");
        EXPECT_EQ(client->last, R"(40{"sid":")" + sid + R"(","pid":")" + pid + R"("})");
        workers_seen.insert(client->engine_sid.substr(0, 2));
        nsp().to("red").emit("after", {});
        EXPECT_TRUE(client->read_until("after"));
        EXPECT_EQ(names, "all red own after ");
        EXPECT_EQ(last_log(), "recovered red data");
    }
    EXPECT_EQ(workers_seen.size(), 2U);
}

TEST_F(ConnectionStateRecovery, sends_again_what_was_sent_and_not_received) {
    serve();
    std::string names;
    const auto client = make_client([&](const auto& name, const auto&) { names += name + " "; });
    client->send(R"(42["greet"])");
    nsp().emit("news", {});
    client->send(R"(42["drop"])");  // its packets are on the way, and nobody reads them
    wait_until_gone(client->sid);
    names.clear();
    ASSERT_TRUE(client->connect());
    EXPECT_TRUE(names == "binary plain news " || names == "news binary plain ") << names;
}

TEST_F(ConnectionStateRecovery, knows_nobody_by_a_wrong_secret_or_a_wrong_offset) {
    serve();
    const auto client = make_client();
    cut(*client);
    for (const std::string& auth :
         {std::string(R"("pid":"foo","offset":"bar")"), R"("pid":")" + client->sid + R"(","offset":"bar")",
          R"("pid":1,"offset":")" + client->offset + "\"", R"("pid":")" + client->pid + "\"",
          R"("pid":")" + std::string(5'000, 'x') + R"(","offset":")" + client->offset + "\""}) {
        testing::WebSocketClient other(port);
        other.read();
        other.send("40{" + auth + "}");
        const auto answer = other.read_event();
        EXPECT_EQ(answer.substr(0, 8), R"(40{"sid")") << "a new session";
        EXPECT_EQ(answer.find(client->sid), std::string::npos);
        EXPECT_EQ(answer.find(client->pid), std::string::npos);
        EXPECT_EQ(last_log(), "new");
    }
    EXPECT_TRUE(client->connect()) << "none of them took the session away";
}

TEST_F(ConnectionStateRecovery, begins_anew_when_the_time_is_over) {
    auto with = options();
    with.recovery->max_disconnection_duration = 1ms;
    serve(with);
    const auto client = make_client();
    cut(*client);
    const auto end = std::chrono::steady_clock::now() + 2ms;
    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_FALSE(client->connect());
    EXPECT_EQ(last_log(), "new");
}

TEST_F(ConnectionStateRecovery, begins_anew_after_a_disconnection_that_was_meant) {
    serve();
    for (const auto* const ending : {"41", R"(42["kick"])"}) {
        const auto client = make_client();
        const auto sid = client->sid;
        client->send(ending);
        wait_until_gone(sid);
        client->cut();
        EXPECT_FALSE(client->connect()) << ending;
        EXPECT_NE(client->sid, sid);
    }
}

/// A namespace that counts whom its middleware sees.
struct GuardedRecovery : ConnectionStateRecovery {
    std::atomic<bool> is_open = true;
    std::atomic<int> seen = 0, seen_recovered = 0;

    void serve_guarded(bool skip_middlewares) {
        auto with = options();
        with.recovery->skip_middlewares = skip_middlewares;
        serve(with, [this](Namespace& guarded) {
            guarded.use([this](ConnectRequest& request) -> Task<std::expected<void, ConnectError>> {
                ++seen;
                if (request.recovered) seen_recovered += std::any_cast<std::string>(request.data) == "data";
                if (is_open) co_return std::expected<void, ConnectError>();
                co_return std::unexpected(ConnectError{.message = "closed", .data = nullptr});
            });
        });
    }
};

TEST_F(GuardedRecovery, passes_by_the_middlewares) {
    serve_guarded(true);
    const auto client = make_client();
    cut(*client);
    is_open = false;
    EXPECT_TRUE(client->connect());
    EXPECT_EQ(seen, 1);
    EXPECT_EQ(last_log(), "recovered red data");
}

TEST_F(GuardedRecovery, runs_the_middlewares_when_it_is_told_to) {
    serve_guarded(false);
    const auto client = make_client();
    cut(*client);
    EXPECT_TRUE(client->connect());
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(seen_recovered, 1) << "with the data of before";
    EXPECT_EQ(last_log(), "recovered red data");
}

TEST_F(GuardedRecovery, keeps_the_session_of_whom_a_middleware_refuses) {
    serve_guarded(false);
    const auto client = make_client();
    cut(*client);
    const auto pid = client->pid;
    is_open = false;
    EXPECT_FALSE(client->connect());
    EXPECT_EQ(client->last, R"(44{"message":"closed"})");
    EXPECT_EQ(client->pid, pid);
    client->cut();
    is_open = true;
    EXPECT_TRUE(client->connect());
}

}  // namespace
}  // namespace chatter::socketio
