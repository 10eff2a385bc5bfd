#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/completion.hpp"
#include "socketio/server.hpp"
#include "socketio/testing/served_test.hpp"
#include "socketio/testing/websocket_client.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
using testing::WebSocketClient;

struct DynamicNamespaces : testing::ServedTest {
    std::atomic<int> made = 0;

    Server& server(const NamespaceLimits& limits = {}) {
        ServerOptions options;
        options.namespaces = limits;
        make(std::move(options));
        io->on_new_namespace([this](Namespace&) { ++made; });
        return *io;
    }
    /// Joins `nsp`; what the server answered.
    std::unique_ptr<WebSocketClient> connect(const std::string& nsp, std::string* answer,
                                             const std::string& auth = "") const {
        auto client = std::make_unique<WebSocketClient>(port);
        client->read_event();
        client->send("40" + nsp + "," + auth);
        const auto given = client->read_event();
        if (answer) *answer = given;
        return client;
    }
    bool has(const std::string& name) const {
        const auto names = io->namespace_names();
        return std::ranges::find(names, name) != names.end();
    }
    bool wait_until_gone(const std::string& name) const {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (has(name) && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        return !has(name);
    }
    static bool joined(const std::string& answer, const std::string& nsp) {
        return answer.starts_with("40" + nsp + ",{\"sid\"");
    }
};

TEST_F(DynamicNamespaces, gives_a_child_the_handlers_of_its_parent_and_each_child_what_the_parent_emits) {
    auto& parent = server().of(std::regex(R"(^/dynamic-\d+$)"));
    parent.on_connection([](const auto& socket) { socket->join("room"); });
    parent.on("who", [](const auto& socket, Event event) { event.ack({socket->nsp().name()}); });
    listen();
    std::string first, second, other;
    const auto a = connect("/dynamic-1", &first), b = connect("/dynamic-2", &second);
    const auto c = connect("/dynamic-x", &other);
    EXPECT_TRUE(joined(first, "/dynamic-1")) << first;
    EXPECT_TRUE(joined(second, "/dynamic-2")) << second;
    EXPECT_EQ(other, R"(44/dynamic-x,{"message":"Invalid namespace"})");
    EXPECT_EQ(made, 2);

    a->send(R"(42/dynamic-1,1["who"])");
    EXPECT_EQ(a->read_event(), R"(43/dynamic-1,1["/dynamic-1"])");
    parent.emit("hello", {1, "2"});
    parent.to("room").emit("room", {});
    parent.to("nobody").emit("none", {});
    io->of("/dynamic-1").emit("own", {});
    EXPECT_EQ(a->read_event(), R"(42/dynamic-1,["hello",1,"2"])");
    EXPECT_EQ(a->read_event(), R"(42/dynamic-1,["room"])");
    EXPECT_EQ(a->read_event(), R"(42/dynamic-1,["own"])");
    EXPECT_EQ(b->read_event(), R"(42/dynamic-2,["hello",1,"2"])");
    EXPECT_EQ(b->read_event(), R"(42/dynamic-2,["room"])");
    parent.all().disconnect_sockets();
    EXPECT_EQ(a->read_event(), "41/dynamic-1,");
    EXPECT_EQ(b->read_event(), "41/dynamic-2,");
}

TEST_F(DynamicNamespaces, asks_a_filter_who_sees_the_name_and_what_the_client_sent) {
    server().of([](std::string name, const boost::json::object& auth) -> Task<bool> {
        if (name == "/throws") throw std::runtime_error("no");
        co_return name == "/secret" && auth.contains("key");
    });
    listen();
    std::string answer;
    const auto a = connect("/secret", &answer);
    EXPECT_EQ(answer, R"(44/secret,{"message":"Invalid namespace"})");
    const auto b = connect("/secret", &answer, R"({"key":1})");
    EXPECT_TRUE(joined(answer, "/secret")) << answer;
    const auto c = connect("/throws", &answer);
    EXPECT_EQ(answer, R"(44/throws,{"message":"Invalid namespace"})");
}

TEST_F(DynamicNamespaces, takes_a_declared_namespace_for_a_child_where_the_pattern_fits) {
    auto& parent = server().of(std::regex("^/child"));
    parent.on("who", [](const auto&, Event event) { event.ack({"parent"}); });
    io->of("/child-1");
    listen();
    std::string answer;
    const auto client = connect("/child-1", &answer);
    client->send(R"(42/child-1,1["who"])");
    EXPECT_EQ(client->read_event(), R"(43/child-1,1["parent"])");
}

TEST_F(DynamicNamespaces, makes_one_child_when_two_clients_ask_at_once) {
    std::mutex mutex;
    std::vector<Completion<bool>> waiting;
    auto& parent = server().of([&](std::string, const boost::json::object&) -> Task<bool> {
        return suspend_until_completed<bool>([&](Completion<bool> done) {
            const std::lock_guard lock(mutex);
            waiting.push_back(std::move(done));
            if (waiting.size() < 2) return;
            for (auto& one : waiting) one(true);
        });
    });
    listen();
    WebSocketClient one(port), two(port);
    for (auto* client : {&one, &two}) {
        client->read_event();
        client->send("40/race,");
    }
    EXPECT_TRUE(joined(one.read_event(), "/race"));
    EXPECT_TRUE(joined(two.read_event(), "/race"));
    EXPECT_EQ(made, 1);
    parent.emit("both", {});
    EXPECT_EQ(one.read_event(), R"(42/race,["both"])");
    EXPECT_EQ(two.read_event(), R"(42/race,["both"])");
}

TEST_F(DynamicNamespaces, cleans_up_a_child_with_its_last_socket_and_makes_it_again) {
    server({.cleanup_empty_child_namespaces = true}).of(std::regex("^/child"));
    listen();
    for (int round = 1; round <= 3; ++round) {
        std::string answer;
        const auto one = connect("/child", &answer);
        auto two = connect("/child", nullptr);
        EXPECT_TRUE(joined(answer, "/child"));
        one->send("41/child,");
        one->send("40/other,");
        one->read_event();
        EXPECT_TRUE(has("/child")) << "one is left";
        two.reset();
        EXPECT_TRUE(wait_until_gone("/child"));
        EXPECT_EQ(made, round);
    }
}

TEST_F(DynamicNamespaces, keeps_an_empty_child_unless_it_is_told_to_clean_up) {
    server().of(std::regex("^/child"));
    listen();
    const auto client = connect("/child", nullptr);
    client->send("41/child,");
    client->send("40/child,");
    EXPECT_TRUE(joined(client->read_event(), "/child"));
    EXPECT_EQ(made, 1);
}

TEST_F(DynamicNamespaces, cleans_up_a_child_whose_only_client_is_refused) {
    server({.cleanup_empty_child_namespaces = true})
        .of(std::regex("^/child"))
        .use([](ConnectRequest&) -> Task<std::expected<void, ConnectError>> {
            co_return std::unexpected(ConnectError{.message = "no", .data = nullptr});
        });
    listen();
    std::string answer;
    const auto client = connect("/child", &answer);
    EXPECT_EQ(answer, R"(44/child,{"message":"no"})");
    EXPECT_TRUE(wait_until_gone("/child"));
}

TEST_F(DynamicNamespaces, makes_no_more_children_and_no_longer_names_than_it_may) {
    server({.child_namespaces_max = 2, .name_bytes_max = 20}).of(std::regex("^/child"));
    listen();
    const std::string long_name = "/child" + std::string(15, 'x');
    for (const auto& [name, is_made] : std::vector<std::pair<std::string, bool>>{{long_name, false},
                                                                                 {"/child1", true},
                                                                                 {"/child2", true},
                                                                                 {"/child3", false},
                                                                                 {"/child1", true}}) {
        std::string answer;
        const auto client = connect(name, &answer);
        EXPECT_EQ(joined(answer, name), is_made) << answer;
    }
    EXPECT_EQ(made, 2);
}

TEST_F(DynamicNamespaces, leaves_a_socket_that_somebody_keeps_its_namespace) {
    std::mutex mutex;
    std::shared_ptr<Socket> kept;
    server({.cleanup_empty_child_namespaces = true})
        .of(std::regex("^/child"))
        .on_connection([&](const auto& socket) {
            const std::lock_guard lock(mutex);
            kept = socket;
        });
    listen();
    connect("/child", nullptr);  // and away
    EXPECT_TRUE(wait_until_gone("/child"));
    settle();
    const std::lock_guard lock(mutex);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->nsp().name(), "/child");
    kept->broadcast().emit("anybody", {});
    settle();
    kept.reset();
}

TEST_F(DynamicNamespaces, serves_clients_that_come_and_go_while_the_parent_emits) {
    auto& parent = server({.cleanup_empty_child_namespaces = true}).of(std::regex("^/child"));
    parent.on_connection([](const auto& socket) { socket->join("room"); });
    listen();
    std::atomic<bool> is_over = false;
    std::jthread emitter([&] {
        for (int ticks = 1; !is_over; ++ticks) {
            parent.to("room").emit("tick", {});
            for (const auto& name : io->namespace_names()) static_cast<void>(name);
            if (ticks % 100 == 0) settle();  // or slower workers fall behind without end
            std::this_thread::yield();
        }
    });
    std::vector<std::jthread> threads;
    std::atomic<int> problems = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 40; ++round) {
                WebSocketClient client(port);
                client.read_event();
                client.send("40/child,");
                if (!joined(client.read_event(), "/child")) ++problems;
                if (client.read_event() != R"(42/child,["tick"])") ++problems;
            }
        });
    threads.clear();
    is_over = true;
    emitter.join();
    EXPECT_EQ(problems, 0);
    EXPECT_TRUE(wait_until_gone("/child"));
}

}  // namespace
}  // namespace chatter::socketio
