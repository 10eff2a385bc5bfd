#include <boost/asio/basic_waitable_timer.hpp>

#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using Verdict = std::expected<void, std::string>;

struct HandlersTest : testing::Loopback {};

TEST_F(HandlersTest, show_every_event_before_its_own_handler_has_it) {
    make_server();
    auto& nsp = io->of("/");
    nsp.on_any([this](const auto&, const Event& event) { note("any " + event.name); });
    nsp.on("known", [this](const auto&, const Event&) { note("known"); });
    nsp.on_unhandled([this](const auto&, Event event) {
        note("unhandled " + event.name);
        event.ack({});
    });
    serve();
    const auto client = connect();
    client->send(R"(42["known"])");
    client->send(R"(421["other"])");
    EXPECT_EQ(client->read_event(), "431[]");
    EXPECT_EQ(wait_for_notes(4),
              (std::vector<std::string>{"any known", "known", "any other", "unhandled other"}));
}

TEST_F(HandlersTest, show_every_event_that_leaves_to_each_socket) {
    make_server();
    io->of("/").on_any_outgoing([this](const SocketPtr& socket, std::string_view event) {
        note((socket->id() == ids[0] ? "first " : "second ") + std::string(event));
    });
    io->of("/").on("tell", [](const auto& socket, Event event) {
        socket->emit("direct", {1});
        event.ack({});
    });
    serve();
    const auto first = connect(), second = connect();
    first->send(R"(421["tell"])");
    EXPECT_EQ(first->read_event(), R"(42["direct",1])");
    EXPECT_EQ(first->read_event(), "431[]");
    io->of("/").to(ids[1]).emit("bytes", {placeholder(0)}, {"x"});
    EXPECT_EQ(second->read_event(), R"(451-["bytes",{"_placeholder":true,"num":0}])");
    EXPECT_EQ(wait_for_notes(2),
              (std::vector<std::string>{R"(first ["direct",1])",
                                        R"(second ["bytes",{"_placeholder":true,"num":0}])"}));
}

TEST_F(HandlersTest, of_one_socket_take_the_place_of_its_namespace_s) {
    make_server();
    auto& nsp = io->of("/");
    nsp.on("who", [](const auto&, Event event) { event.ack({"namespace"}); });
    nsp.on("own", [](const auto& socket, Event event) {
        socket->on("who", [](const auto& self, Event asked) {
            self->off("who");  // while it runs
            asked.ack({"socket"});
        });
        event.ack({});
    });
    serve();
    const auto client = connect(), other = connect();
    client->send(R"(421["own"])");
    EXPECT_EQ(client->read_event(), "431[]");
    other->send(R"(421["who"])");
    EXPECT_EQ(other->read_event(), R"(431["namespace"])");
    client->send(R"(422["who"])");
    EXPECT_EQ(client->read_event(), R"(432["socket"])");
    client->send(R"(423["who"])");
    EXPECT_EQ(client->read_event(), R"(433["namespace"])");
}

TEST_F(HandlersTest, that_throw_end_their_own_connection_only) {
    make_server();
    io->of("/").on("text", [](const auto&, Event event) { event.ack({event.args.at(0).as_string()}); });
    io->of("/").on_disconnecting([](const auto&, DisconnectReason) { throw std::runtime_error("thrown"); });
    serve();
    const auto client = connect_in(R"("a")"), other = connect_in(R"("a")");
    client->send(R"(42["text",1])");
    EXPECT_EQ(client->read_event(), "close");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"forced server close"});
    io->of("/").to("a").emit("still here", {});
    EXPECT_EQ(other->read_event(), R"(42["still here"])");
}

TEST_F(HandlersTest, for_answers_may_throw) {
    make_server();
    io->of("/").on("ask", [this](const auto& socket, Event) {
        socket->emit_with_ack("question", {}, 10ms, [this](const std::expected<Reply, AckError>&) {
            note("given up");
            throw std::runtime_error("thrown");
        });
    });
    serve();
    const auto client = connect();
    client->send(R"(42["ask"])");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"given up"});
    EXPECT_EQ(client->read_event(), R"(420["question"])");
    client->send(R"(421["join","a"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
}

struct EventMiddlewaresTest : testing::Loopback {
    static Task<Verdict> refuse(const SocketPtr&, Event& event) {
        if (event.name == "forbidden") co_return std::unexpected("refused");
        if (event.name == "thrown") throw std::runtime_error("thrown");
        co_return Verdict();
    }
    static Task<Verdict> change(const SocketPtr&, Event& event) {
        event.args.push_back("changed");
        co_return Verdict();
    }
    static Task<Verdict> wait(const SocketPtr&, Event&) {
        asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                   WorkerExecutor>
            timer(co_await asio::this_coro::executor, 50ms);
        co_await timer.async_wait(use_task);
        co_return Verdict();
    }
    void make_server_with_errors() {
        make_server();
        io->of("/").on_error(
            [](const SocketPtr& socket, std::string_view message) { socket->emit("error", {message}); });
        io->of("/").on("echo", [](const auto& socket, Event event) { socket->emit("echo", event.args); });
    }
};

TEST_F(EventMiddlewaresTest, run_in_order_until_one_refuses) {
    make_server_with_errors();
    io->of("/").use_event(refuse);
    io->of("/").use_event(change);
    serve();
    const auto client = connect();
    client->send(R"(42["echo",1])");
    client->send(R"(42["forbidden"])");
    client->send(R"(42["thrown"])");
    client->send(R"(42["echo",2])");
    EXPECT_EQ(client->read_event(), R"(42["echo",1,"changed"])");
    EXPECT_EQ(client->read_event(), R"(42["error","refused"])");
    EXPECT_EQ(client->read_event(), R"(42["error","Internal error"])");
    EXPECT_EQ(client->read_event(), R"(42["echo",2,"changed"])");
}

TEST_F(EventMiddlewaresTest, let_no_event_through_after_the_disconnection) {
    make_server_with_errors();
    io->of("/").use_event(wait);
    io->of("/").on("late", [this](const auto&, const Event&) { note("late"); });
    io->of("/other").on("echo", [](const auto& socket, Event event) { socket->emit("echo", event.args); });
    io->of("/other").use_event(wait);
    serve();
    const auto client = connect();
    client->send("40/other,");
    EXPECT_EQ(client->read_event().substr(0, 9), "40/other,");
    // The last one's middleware ends after the first one's.
    client->send_together({R"(42["late"])", "41", R"(42/other,["echo"])"});
    EXPECT_EQ(client->read_event(), R"(42/other,["echo"])");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"client namespace disconnect"});
}

}  // namespace
}  // namespace chatter::socketio
