#include <boost/asio/basic_waitable_timer.hpp>
#include <thread>

#include "base/completion.hpp"
#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using Verdict = std::expected<void, ConnectError>;

using testing::WebSocketClient;

/// How sockets come into a namespace and out of it.
struct ConnectionTest : testing::Loopback {
    static Task<Verdict> let_in(ConnectRequest& request) {
        request.rooms.emplace_back("early");
        if (request.auth.contains("refuse"))
            co_return std::unexpected(ConnectError{.message = "no", .data = json::object{{"why", 1}}});
        co_return Verdict();
    }
    /// Waits until the test lets everybody in.
    Task<Verdict> wait_at_the_gate(ConnectRequest&) {
        return suspend_until_completed<Verdict>([this](Completion<Verdict> done) {
            const std::lock_guard lock(gate_mutex);
            if (is_open) return done(Verdict());
            waiting.push_back(std::move(done));
            gate_changed.notify_all();
        });
    }
    bool somebody_waits() {
        std::unique_lock lock(gate_mutex);
        return gate_changed.wait_for(lock, 20s, [this] { return !waiting.empty(); });
    }
    void open_the_gate() {
        const std::lock_guard lock(gate_mutex);
        is_open = true;
        for (auto& one : std::exchange(waiting, {})) one(Verdict());
    }
    bool wait_until_all_have_gone() const {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (io->session_count() > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::yield();
        return io->session_count() == 0;
    }
    static Task<Verdict> wait(ConnectRequest&) {
        asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                   WorkerExecutor>
            timer(co_await asio::this_coro::executor, 100ms);
        co_await timer.async_wait(use_task);
        co_return Verdict();
    }
    std::unique_ptr<WebSocketClient> open() const {
        auto client = std::make_unique<WebSocketClient>(port);
        EXPECT_EQ(client->read().substr(0, 7), "0{\"sid\"");
        return client;
    }

    std::mutex gate_mutex;  // guards what follows, which the workers and the test use
    std::condition_variable gate_changed;
    std::vector<Completion<Verdict>> waiting;
    bool is_open = false;
};

TEST_F(ConnectionTest, joins_the_rooms_of_its_middlewares_only_when_they_let_it_in) {
    make_server();
    io->of("/").use(let_in);
    serve();
    const auto client = open();
    client->send(R"(40{"refuse":true})");
    EXPECT_EQ(client->read_event(), R"(44{"message":"no","data":{"why":1}})");
    EXPECT_TRUE(await(io->of("/").all_rooms()).empty());
    client->send("40");  // it may try again
    EXPECT_EQ(client->read_event().substr(0, 8), "40{\"sid\"");
    EXPECT_EQ(await(io->of("/").all_rooms()).size(), 2U);
}

TEST_F(ConnectionTest, is_forgotten_when_the_client_goes_while_the_middlewares_are_at_work) {
    make_server();
    io->of("/").use([this](ConnectRequest& request) { return wait_at_the_gate(request); });
    io->of("/").on_connection([this](const auto&) { note("connected"); });
    serve();
    auto leaving = open();
    leaving->send("40");
    EXPECT_TRUE(somebody_waits());
    leaving.reset();
    EXPECT_TRUE(wait_until_all_have_gone());
    open_the_gate();
    const auto client = open();
    client->send("40");
    EXPECT_EQ(client->read_event().substr(0, 8), "40{\"sid\"");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"connected"});
}

TEST_F(ConnectionTest, ends_whoever_breaks_the_rules_of_namespaces) {
    make_server();
    io->of("/slow").use(wait);
    serve();
    const std::vector<std::vector<std::string>> dialogues{
        {"42[\"early\"]"},                    // before CONNECT
        {"40/slow,", "42/slow,[\"early\"]"},  // before the answer to it
        {"40/slow,", "40/slow,"},             // twice, before the answer
        {"40", "40"},                         // twice
        {"41"},                               // leaving what it never joined
        {"430[]"},                            // an ack from nowhere
        {"40", "44{\"message\":\"x\"}"},      // which only a server says
    };
    std::size_t joined = 0;
    for (const auto& dialogue : dialogues) {
        const auto client = open();
        client->send_together(dialogue);
        auto last = client->read_event();
        while (last.starts_with("40")) last = client->read_event();
        EXPECT_EQ(last, "close") << dialogue.back();
        if (dialogue.front() == "40") wait_for_notes(++joined);
    }
    // The last one counts as what cannot be read.
    EXPECT_EQ(wait_for_notes(2), (std::vector<std::string>{"forced server close", "forced close"}));
}

TEST_F(ConnectionTest, answers_unknown_namespaces_and_goes_on) {
    make_server();
    serve();
    const auto client = connect();
    client->send("40/nowhere,");
    EXPECT_EQ(client->read_event(), R"(44/nowhere,{"message":"Invalid namespace"})");
    client->send("40/?a=b,");
    EXPECT_EQ(client->read_event(), R"(44/?a=b,{"message":"Invalid namespace"})");
    client->send(R"(421["join"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
}

TEST_F(ConnectionTest, may_leave_a_namespace_and_come_back) {
    make_server();
    serve();
    const auto client = connect_in(R"("a")");
    client->send("41");
    client->send("40");
    EXPECT_EQ(client->read_event().substr(0, 8), "40{\"sid\"");
    io->of("/").to("a").emit("old", {});
    io->of("/").emit("new", {});
    EXPECT_EQ(client->read_event(), R"(42["new"])");
}

TEST_F(ConnectionTest, still_has_its_rooms_while_it_leaves_and_none_after) {
    make_server();
    auto& nsp = io->of("/");
    nsp.on_disconnecting([this](const SocketPtr& socket, DisconnectReason) {
        socket->join("too late");
        note(std::to_string(socket->rooms().size()) + " rooms");
    });
    nsp.on_disconnect([this](const SocketPtr& socket, DisconnectReason) {
        socket->join("too late");
        socket->emit("too late", {});
        note(std::to_string(socket->rooms().size()) +
             " room, connected: " + (socket->is_connected() ? "yes" : "no"));
    });
    nsp.on("leave", [](const auto& socket, const Event&) {
        socket->disconnect();
        socket->join("too late");
    });
    serve();
    const auto client = connect_in(R"("a","b")");
    client->send(R"(42["leave"])");
    EXPECT_EQ(client->read_event(), "41");
    EXPECT_EQ(wait_for_notes(3),
              (std::vector<std::string>{"3 rooms", "server namespace disconnect", "1 room, connected: no"}));
    EXPECT_TRUE(await(nsp.all_rooms()).empty());
}

TEST_F(ConnectionTest, hears_nothing_of_what_the_client_sent_before_it_knew_of_its_end) {
    make_server();
    io->of("/").on("leave", [](const auto& socket, const Event&) { socket->disconnect(); });
    io->of("/").on("late", [this](const auto&, const Event&) { note("late"); });
    io->of("/other").on("ping", [](const auto&, Event event) { event.ack({}); });
    serve();
    const auto client = connect();
    client->send("40/other,");
    EXPECT_EQ(client->read_event().substr(0, 9), "40/other,");
    client->send_together({R"(42["leave"])", R"(42["late"])", R"(42/other,1["ping"])"});
    EXPECT_EQ(client->read_event(), "41");
    EXPECT_EQ(client->read_event(), "43/other,1[]");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"server namespace disconnect"});
}

TEST_F(ConnectionTest, says_forced_close_of_a_packet_that_cannot_be_read) {
    make_server();
    io->of("/").on_error([this](const auto&, std::string_view message) { note(message); });
    serve();
    const auto client = connect();
    client->send("42{}");
    EXPECT_EQ(client->read_event(), "close");
    EXPECT_EQ(wait_for_notes(2), (std::vector<std::string>{"parse error", "forced close"}));
}

TEST_F(ConnectionTest, keeps_the_handshake_and_what_came_with_it_until_it_is_told_to_forget) {
    make_server();
    io->of("/").on("shake", [](const auto& socket, Event event) {
        const auto shown = socket->handshake_json();
        event.ack({shown.at("query"), shown.at("auth"), shown.at("headers").at("host")});
    });
    io->of("/").on("forget", [](const auto& socket, Event event) {
        socket->forget_handshake();
        event.ack({socket->handshake_json(), socket->auth(), socket->handshake() == nullptr});
    });
    serve();
    const auto client = connect(R"({"token":"t"})");
    client->send(R"(421["shake"])");
    EXPECT_EQ(client->read_event(), R"(431[{"EIO":"4","transport":"websocket"},{"token":"t"},"x"])");
    client->send(R"(422["forget"])");
    EXPECT_EQ(client->read_event(), "432[{},{},true]");
}

TEST_F(ConnectionTest, ends_with_the_server_however_often_that_is_closed) {
    make_server();
    serve();
    const auto client = connect();
    io->close([this] { note("closed"); });
    io->close();
    EXPECT_EQ(client->read_event(), "close");
    EXPECT_EQ(wait_for_notes(2), (std::vector<std::string>{"server shutting down", "closed"}));
    EXPECT_EQ(io->session_count(), 0U);
}

}  // namespace
}  // namespace chatter::socketio
