#include <boost/asio/detached.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using Answer = std::expected<Reply, AckError>;

struct EmitTest : testing::Loopback {
    /// What became of an ack, as text.
    static std::string describe(const Answer& answer) {
        if (answer) return json::serialize(answer->args) + std::to_string(answer->attachments.size());
        return answer.error() == AckError::timeout ? "timeout" : "disconnected";
    }
};

TEST_F(EmitTest, sends_bytes_behind_the_packet_that_names_their_places) {
    make_server();
    io->of("/").on("bytes", [](const auto& socket, Event event) {
        socket->emit("bytes", {placeholder(0), json::object{{"deep", placeholder(1)}}}, {"one", ""});
        event.ack({placeholder(0)}, {"three"});
    });
    serve();
    const auto client = connect();
    client->send(R"(427["bytes"])");
    EXPECT_EQ(client->read_event(),
              R"(452-["bytes",{"_placeholder":true,"num":0},{"deep":{"_placeholder":true,"num":1}}])");
    EXPECT_EQ(client->read_event(), "one");
    EXPECT_EQ(client->read_event(), "");
    EXPECT_EQ(client->read_event(), R"(461-7[{"_placeholder":true,"num":0}])");
    EXPECT_EQ(client->read_event(), "three");
}

TEST_F(EmitTest, numbers_attachments_as_they_stand_in_the_event) {
    make_server();
    io->of("/").on("bytes", [](const auto&, Event event) { event.ack(event.args, event.attachments); });
    serve();
    const auto client = connect();
    client->send(R"(452-1["bytes",{"b":{"_placeholder":true,"num":1}},[{"_placeholder":true,"num":0}]])");
    client->send_binary("zero");
    client->send_binary("one");
    EXPECT_EQ(client->read_event(),
              R"(462-1[{"b":{"_placeholder":true,"num":0}},[{"_placeholder":true,"num":1}]])");
    EXPECT_EQ(client->read_event(), "one");
    EXPECT_EQ(client->read_event(), "zero");
}

TEST_F(EmitTest, broadcasts_bytes) {
    make_server();
    serve();
    const auto first = connect_in(R"("a")"), second = connect_in(R"("a")");
    io->of("/").to("a").emit("bytes", {placeholder(0)}, {"xyz"});
    for (auto* client : {first.get(), second.get()}) {
        EXPECT_EQ(client->read_event(), R"(451-["bytes",{"_placeholder":true,"num":0}])");
        EXPECT_EQ(client->read_event(), "xyz");
    }
}

TEST_F(EmitTest, refuses_reserved_names) {
    make_server();
    for (const auto* name :
         {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}) {
        EXPECT_THROW(io->of("/").emit(name, {}), std::invalid_argument) << name;
    }
}

TEST_F(EmitTest, hears_what_a_client_answers) {
    make_server();
    io->of("/").on("ask", [this](const auto& socket, Event) {
        socket->emit_with_ack("question", {1}, 10s, [this](const Answer& answer) { note(describe(answer)); });
    });
    serve();
    const auto client = connect();
    client->send(R"(42["ask"])");
    EXPECT_EQ(client->read_event(), R"(420["question",1])");
    client->send(R"(4399["unknown"])");  // ignored
    client->send(R"(461-0["yes",{"_placeholder":true,"num":0}])");
    client->send_binary("bytes");
    client->send(R"(430["twice"])");  // ignored
    client->send(R"(42["ask"])");
    EXPECT_EQ(client->read_event(), R"(421["question",1])");
    client->send("431[]");
    EXPECT_EQ(wait_for_notes(2),
              (std::vector<std::string>{R"(["yes",{"_placeholder":true,"num":0}]1)", "[]0"}));
}

TEST_F(EmitTest, gives_up_a_client_that_does_not_answer_in_time) {
    make_server();
    io->of("/").on("ask", [this](const auto& socket, Event) {
        socket->emit_with_ack("question", {}, 20ms, [this](const Answer& answer) { note(describe(answer)); });
    });
    serve();
    const auto client = connect();
    client->send(R"(42["ask"])");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"timeout"});
    EXPECT_EQ(client->read_event(), R"(420["question"])");
    client->send("430[]");  // too late, and ignored
    client->send(R"(421["join"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
}

TEST_F(EmitTest, tells_who_waits_for_an_answer_that_the_client_has_gone) {
    make_server();
    io->of("/").on("ask", [this](const auto& socket, Event) {
        socket->emit_with_ack("question", {}, 1h, [this](const Answer& answer) { note(describe(answer)); });
    });
    serve();
    const auto client = connect();
    client->send(R"(42["ask"])");
    client->send("41");
    EXPECT_EQ(wait_for_notes(2), (std::vector<std::string>{"client namespace disconnect", "disconnected"}));
}

TEST_F(EmitTest, waits_for_an_answer_in_a_coroutine) {
    make_server();
    struct Asking {
        static Task<void> ask(std::shared_ptr<Socket> socket, std::function<void(const Answer&)> tell) {
            tell(co_await socket->emit_with_ack("question", {"?"}, 10s));
        }
    };
    io->of("/").on_connection([this](const auto& socket) {
        asio::co_spawn(socket->worker().executor(),
                       Asking::ask(socket, [this](const Answer& answer) { note(describe(answer)); }),
                       asio::detached);
    });
    serve();
    const auto client = connect();
    EXPECT_EQ(client->read_event(), R"(420["question","?"])");
    client->send("430[42]");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"[42]0"});
}

TEST_F(EmitTest, closes_on_an_ack_that_is_none) {
    make_server();
    serve();
    const auto client = connect();
    client->send("43[]");
    EXPECT_EQ(client->read_event(), "close");
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"forced close"});
}

TEST_F(EmitTest, drops_a_volatile_event_while_another_waits_to_leave) {
    make_server();
    io->of("/").on("burst", [](const auto& socket, Event) {
        socket->emit("volatile", {1}, {}, {.is_volatile = true});
        socket->emit("volatile", {placeholder(0)}, {"never half"}, {.is_volatile = true});
        socket->emit("regular", {3});
        socket->emit("volatile", {4}, {}, {.is_volatile = true});
    });
    serve();
    const auto client = connect();
    client->send(R"(42["burst"])");
    EXPECT_EQ(client->read_event(), R"(42["volatile",1])");
    EXPECT_EQ(client->read_event(), R"(42["regular",3])");
    client->send(R"(421["join"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
}

}  // namespace
}  // namespace chatter::socketio
