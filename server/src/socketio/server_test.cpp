#include "socketio/server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "net/testing/raw_client.hpp"
#include "socketio/shard.hpp"
#include "socketio/testing/served_test.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
using net::testing::RawClient;

/// A WebSocket client that speaks raw frames, masked with zeros.
class WebSocketClient {
  public:
    explicit WebSocketClient(std::uint16_t port, const std::string& query = "") : raw_(port) {
        raw_.send("GET /socket.io/?EIO=4&transport=websocket" + query +
                  " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: "
                  "websocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        status = raw_.read_until("\r\n\r\n").value_or("").substr(9, 3);
    }

    void send_frame(unsigned char first, std::string_view payload) {
        std::string frame{static_cast<char>(first), static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0};
        raw_.send(frame + std::string(payload));
    }
    void send(std::string_view text) { send_frame(0x81, text); }

    /// The next message's payload; `close <code>` for a Close frame, `end` when nothing comes any more.
    std::string read() {
        const auto head = raw_.read_bytes(2);
        if (!head) return "end";
        std::size_t length = static_cast<unsigned char>((*head)[1]);
        if (length == 126) {
            const auto more = raw_.read_bytes(2);
            length = static_cast<std::size_t>(static_cast<unsigned char>((*more)[0])) << 8 |
                     static_cast<unsigned char>((*more)[1]);
        }
        const auto payload = raw_.read_bytes(length).value_or("");
        if ((static_cast<unsigned char>((*head)[0]) & 0x0F) != 8) return payload;
        if (payload.size() < 2) return "close";
        return "close " + std::to_string(static_cast<unsigned char>(payload[0]) << 8 |
                                         static_cast<unsigned char>(payload[1]));
    }
    /// As read(), but past the heartbeat, which it answers.
    std::string read_event() {
        auto message = read();
        while (message == "2") {
            send("3");
            message = read();
        }
        return message;
    }

    std::string status;
    RawClient raw_;
};

struct SocketIoTest : testing::ServedTest {
    std::mutex mutex;  // guards what the workers write and the test reads
    std::condition_variable changed;
    std::vector<std::string> reasons;

    static ServerOptions options() {
        ServerOptions made;
        made.engine.session.ping_interval = 20s;
        made.engine.session.payload_bytes_max = 100;
        made.engine.allow_request =
            [](const net::Request& request) -> Task<std::expected<void, std::string>> {
            if (request.fields.get("Origin") == "https://evil.example")
                co_return std::unexpected("Forbidden");
            co_return std::expected<void, std::string>();
        };
        return made;
    }

    void serve(ServerOptions with = options()) {
        make(std::move(with));
        auto& nsp = io->of("/");
        nsp.on("echo", [](const auto& socket, Event event) {
            if (event.ack) return event.ack(event.args);
            socket->emit("echo", event.args);
        });
        nsp.on("join", [](const auto& socket, Event event) {
            for (const auto& room : event.args) socket->join(std::string(room.as_string()));
            event.ack({"joined"});
        });
        nsp.on("leave", [](const auto& socket, Event event) {
            socket->leave(std::string(event.args.at(0).as_string()));
            event.ack({"left"});
        });
        nsp.on("kick", [](const auto& socket, Event) { socket->disconnect(true); });
        nsp.on("drop", [](const auto& socket, Event) { socket->close_connection(); });
        nsp.on("flood", [](const auto& socket, Event) {
            socket->emit("flood", {std::string(3'000'000, 'x')});
            socket->emit("after", {});
        });
        nsp.on_disconnect([this](const auto&, DisconnectReason reason) {
            const std::lock_guard lock(mutex);
            reasons.emplace_back(to_string(reason));
            changed.notify_all();
        });
        auto& guarded = io->of("/guarded");
        guarded.use([](ConnectRequest& request) -> Task<std::expected<void, ConnectError>> {
            const auto* const token = request.auth.if_contains("token");
            if (token && *token == "right") co_return std::expected<void, ConnectError>();
            co_return std::unexpected(
                ConnectError{.message = "unauthorized", .data = boost::json::object{{"code", "no"}}});
        });
        listen();
    }

    /// A client that has joined the main namespace.
    std::unique_ptr<WebSocketClient> connect() const {
        auto client = std::make_unique<WebSocketClient>(port);
        EXPECT_EQ(client->read().substr(0, 7), "0{\"sid\"");
        client->send("40");
        EXPECT_EQ(client->read_event().substr(0, 8), "40{\"sid\"");
        return client;
    }
    std::string wait_for_reason() {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, 20s, [&] { return !reasons.empty(); });
        return reasons.empty() ? "none" : reasons.front();
    }
    std::string get(const std::string& query, const std::string& fields = "") const {
        RawClient client(port);
        client.send("GET /socket.io/" + query + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
        return client.read_answer().value_or("");
    }
    static std::string body_of(const std::string& answer) {
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }
    std::string open_polling_session() const {
        const auto body = body_of(get("?EIO=4&transport=polling"));
        return body.substr(std::string_view("0{\"sid\":\"").size(), 20);
    }
};

TEST_F(SocketIoTest, opens_a_session_with_exactly_the_keys_of_the_specification) {
    serve();
    const auto body = body_of(get("?EIO=4&transport=polling"));
    EXPECT_EQ(body.substr(0, 9), "0{\"sid\":\"");
    EXPECT_EQ(body.substr(29),
              R"(","upgrades":["websocket"],"pingInterval":20000,"pingTimeout":20000,"maxPayload":100})");
}

TEST_F(SocketIoTest, refuses_bad_handshakes_with_their_codes) {
    serve();
    const struct {
        const char* query;
        const char* fields;
        const char* status;
        const char* body;
    } cases[] = {
        {"?EIO=4&transport=abc", "", "400", R"({"code":0,"message":"Transport unknown"})"},
        {"?EIO=4", "", "400", R"({"code":0,"message":"Transport unknown"})"},
        {"?EIO=4&transport=polling&sid=AAunknown0unknown000", "", "400",
         R"({"code":1,"message":"Session ID unknown"})"},
        {"?EIO=4&transport=websocket", "", "400", R"({"code":3,"message":"Bad request"})"},
        {"?EIO=4&transport=polling", "Origin: https://evil.example\r\n", "403",
         R"({"code":4,"message":"Forbidden"})"},
        {"?EIO=3&transport=polling", "", "400", R"({"code":5,"message":"Unsupported protocol version"})"},
        {"?transport=polling", "", "400", R"({"code":5,"message":"Unsupported protocol version"})"},
    };
    for (const auto& one : cases) {
        const auto answer = get(one.query, one.fields);
        EXPECT_EQ(answer.substr(9, 3), one.status) << one.query;
        EXPECT_EQ(body_of(answer), one.body) << one.query;
    }
    EXPECT_EQ(WebSocketClient(port, "&sid=AAunknown0unknown000").status, "400");
}

TEST_F(SocketIoTest, echoes_events_and_answers_acks) {
    serve();
    const auto client = connect();
    client->send(R"(42["echo",1,{"a":"ü"}])");
    EXPECT_EQ(client->read_event(), R"(42["echo",1,{"a":"ü"}])");
    client->send(R"(427["echo","x"])");
    EXPECT_EQ(client->read_event(), R"(437["x"])");
}

TEST_F(SocketIoTest, echoes_values_equal_as_javascript_sees_them) {
    serve();
    const auto client = connect();
    client->send(R"(42["echo","\ud83d",{"\udead":0.30000000000000004},1E21,18446744073709551615])");
    EXPECT_EQ(client->read_event(),
              R"(42["echo","\ud83d",{"\udead":0.30000000000000004},1e+21,18446744073709551615])");
    client->send(R"(427["echo","\ud83d\n",1.5])");
    EXPECT_EQ(client->read_event(), R"(437["\ud83d\n",1.5])");
}

TEST_F(SocketIoTest, reaches_the_union_of_rooms_once_and_leaves_out_the_excepted) {
    serve();
    std::vector<std::unique_ptr<WebSocketClient>> clients;  // over two workers, as the kernel spreads them
    for (const char* const rooms :
         {R"(["join","a"])", R"(["join","a","b"])", R"(["join","b","c"])", R"(["join","a","quiet"])"}) {
        clients.push_back(connect());
        clients.back()->send("421" + std::string(rooms));
        EXPECT_EQ(clients.back()->read_event(), R"(431["joined"])");
    }
    io->of("/").to("a").to("b").except("quiet").emit("news", {1});
    io->of("/").to("c").emit("news", {2});
    io->of("/").all().emit("end", {});
    EXPECT_EQ(clients[0]->read_event(), R"(42["news",1])");
    EXPECT_EQ(clients[0]->read_event(), R"(42["end"])");
    EXPECT_EQ(clients[1]->read_event(), R"(42["news",1])");
    EXPECT_EQ(clients[1]->read_event(), R"(42["end"])");
    EXPECT_EQ(clients[2]->read_event(), R"(42["news",1])");
    EXPECT_EQ(clients[2]->read_event(), R"(42["news",2])");
    EXPECT_EQ(clients[3]->read_event(), R"(42["end"])");

    clients[0]->send(R"(422["leave","a"])");
    EXPECT_EQ(clients[0]->read_event(), R"(432["left"])");
    io->of("/").to("a").emit("after", {});
    io->of("/").all().emit("end", {});
    EXPECT_EQ(clients[0]->read_event(), R"(42["end"])");
    EXPECT_EQ(clients[1]->read_event(), R"(42["after"])");
}

TEST_F(SocketIoTest, moves_sockets_between_rooms_from_outside) {
    serve();
    const auto client = connect();
    client->send(R"(421["join","user:1"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
    const auto sockets = io->of("/").to("user:1");
    sockets.sockets_join({"room:9"});
    io->of("/").to("room:9").emit("in", {});
    sockets.sockets_leave({"room:9"});
    io->of("/").to("room:9").emit("lost", {});
    sockets.disconnect_sockets(false);
    EXPECT_EQ(client->read_event(), R"(42["in"])");
    EXPECT_EQ(client->read_event(), "41");
    EXPECT_EQ(wait_for_reason(), "server namespace disconnect");
}

TEST_F(SocketIoTest, refuses_what_a_middleware_refuses_and_unknown_namespaces) {
    serve();
    WebSocketClient client(port);
    client.read();
    client.send("40/guarded,{\"token\":\"wrong\"}");
    EXPECT_EQ(client.read_event(), R"(44/guarded,{"message":"unauthorized","data":{"code":"no"}})");
    client.send("40/nowhere,");
    EXPECT_EQ(client.read_event(), R"(44/nowhere,{"message":"Invalid namespace"})");
    client.send("40/guarded,{\"token\":\"right\"}");
    EXPECT_EQ(client.read_event().substr(0, 18), "40/guarded,{\"sid\":");
}

TEST_F(SocketIoTest, closes_whoever_breaks_the_protocol) {
    serve();
    for (const char* const packet :
         {"40", "42[\"connect\"]", "42{}", "4x", "42[\"a\"", "3probe4", "2", "0", "x", "451-[\"a\"]"}) {
        const auto client = connect();
        client->send(packet);
        if (std::string_view(packet) == "3probe4") {
            client->send(R"(42["echo"])");
            EXPECT_EQ(client->read(), R"(42["echo"])") << packet;  // a pong with data is a pong
        } else {
            EXPECT_EQ(client->read().substr(0, 5), "close") << packet;
        }
    }
}

TEST_F(SocketIoTest, closes_with_the_code_that_rfc_6455_gives) {
    serve();
    const struct {
        unsigned char first;
        std::string payload;
        const char* answer;
    } cases[] = {
        {0x81, "4\xFF", "close 1007"},
        {0xC1, "", "close 1002"},
        {0x83, "", "close 1002"},
        {0x80, "x", "close 1002"},
        {0x81, std::string(101, 'x'), "close 1009"},
        {0x09, "", "close 1002"},
        {0x88, "\x03", "close 1002"},
        {0x88, "\x03\xE8", "close 1000"},
    };
    for (const auto& one : cases) {
        const auto client = connect();
        client->send_frame(one.first, one.payload);
        EXPECT_EQ(client->read(), one.answer);
    }
}

TEST_F(SocketIoTest, joins_fragments_and_answers_pings_between_them) {
    serve();
    const auto client = connect();
    client->send_frame(0x01, "42[\"ec");
    client->send_frame(0x89, "hi");
    client->send_frame(0x80, "ho\"]");
    EXPECT_EQ(client->read(), "hi");
    EXPECT_EQ(client->read(), "42[\"echo\"]");
}

TEST_F(SocketIoTest, tells_why_a_socket_went) {
    serve();
    const auto client = connect();
    client->send("41");
    EXPECT_EQ(wait_for_reason(), "client namespace disconnect");
}

TEST_F(SocketIoTest, closes_a_client_that_answers_no_ping) {
    auto with = options();
    with.engine.session.ping_interval = 200ms;
    with.engine.session.ping_timeout = 200ms;
    serve(std::move(with));
    bool has_joined = false;
    for (int i = 0; i < 20 && !has_joined; ++i) {  // not at once, on a machine too busy to join in time
        WebSocketClient client(port);
        client.read();
        client.send("40");
        auto last = client.read_event();
        has_joined = last.starts_with("40{\"sid\"");
        while (last != "end" && !last.starts_with("close")) last = client.read();
    }
    EXPECT_TRUE(has_joined);
    EXPECT_EQ(wait_for_reason(), "ping timeout");
}

TEST_F(SocketIoTest, closes_a_connection_that_joins_no_namespace) {
    auto with = options();
    with.connect_timeout = 50ms;
    serve(std::move(with));
    WebSocketClient client(port);
    client.read();
    EXPECT_EQ(client.read().substr(0, 5), "close");
}

TEST_F(SocketIoTest, carries_packets_over_polling_whichever_worker_gets_the_request) {
    serve();
    for (int round = 0; round < 8; ++round) {
        const auto sid = open_polling_session();
        const auto query = "?EIO=4&transport=polling&sid=" + sid;
        const auto post = [&](const std::string& body) {
            RawClient client(port);
            client.send("POST /socket.io/" + query + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
            return client.read_answer().value_or("");
        };
        EXPECT_TRUE(post("40").ends_with("ok"));
        EXPECT_EQ(body_of(get(query)).substr(0, 8), "40{\"sid\"");
        EXPECT_TRUE(post("42[\"echo\",1]\x1e"
                         "42[\"echo\",2]")
                        .ends_with("ok"));
        EXPECT_EQ(body_of(get(query)),
                  "42[\"echo\",1]\x1e"
                  "42[\"echo\",2]");
        EXPECT_EQ(post(std::string(101, '4')).substr(9, 3), "413");
        EXPECT_EQ(post("nonsense").substr(9, 3), "400");
        EXPECT_EQ(get(query).substr(9, 3), "400");
    }
}

TEST_F(SocketIoTest, ends_a_session_whose_gets_overlap) {
    serve();
    const auto sid = open_polling_session();
    const auto request =
        "GET /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: x\r\n\r\n";
    RawClient first(port), second(port);
    first.send(request);
    std::string first_answer, second_answer;
    // Which of the two arrives first is not ours to say; one must hear "1", the other 400.
    second.send(request);
    first_answer = first.read_answer().value_or("");
    second_answer = second.read_answer().value_or("");
    const auto& told = first_answer.substr(9, 3) == "200" ? first_answer : second_answer;
    const auto& refused = first_answer.substr(9, 3) == "200" ? second_answer : first_answer;
    EXPECT_EQ(body_of(told), "1");
    EXPECT_EQ(refused.substr(9, 3), "400");
}

TEST_F(SocketIoTest, upgrades_from_polling_releasing_the_pending_get) {
    serve();
    const auto sid = open_polling_session();
    RawClient poll(port);
    poll.send("GET /socket.io/?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: x\r\n\r\n");
    WebSocketClient socket(port, "&sid=" + sid);
    ASSERT_EQ(socket.status, "101");
    socket.send("2probe");
    EXPECT_EQ(socket.read(), "3probe");
    EXPECT_EQ(body_of(poll.read_answer().value_or("")), "6");
    socket.send("5");
    socket.send("40");
    EXPECT_EQ(socket.read().substr(0, 8), "40{\"sid\"");
    EXPECT_EQ(get("?EIO=4&transport=polling&sid=" + sid).substr(9, 3), "400");
}

TEST_F(SocketIoTest, says_which_disconnection_is_final) {
    serve();
    const auto kicked = connect();
    kicked->send(R"(42["kick"])");
    EXPECT_EQ(kicked->read_event(), "41");
    EXPECT_EQ(kicked->read().substr(0, 5), "close");
    EXPECT_EQ(wait_for_reason(), "server namespace disconnect");
    const auto dropped = connect();
    dropped->send(R"(42["drop"])");
    EXPECT_EQ(dropped->read_event().substr(0, 5), "close");
}

TEST_F(SocketIoTest, sends_one_packet_larger_than_the_outbox_to_a_client_that_reads) {
    auto with = options();
    with.engine.session.outbox_bytes_max = 100'000;
    serve(std::move(with));
    const auto client = connect();
    client->send(R"(42["flood"])");
    const auto head = client->raw_.read_bytes(10).value_or("");
    ASSERT_EQ(head.substr(0, 2), "\x81\x7F");
    const auto payload =
        client->raw_.read_bytes(3'000'000 + std::string_view(R"(42["flood",""])").size()).value_or("");
    EXPECT_EQ(payload.substr(0, 12), R"(42["flood",")");
    EXPECT_EQ(client->read_event(), R"(42["after"])");
}

TEST_F(SocketIoTest, says_goodbye_when_it_closes) {
    serve();
    const auto client = connect();
    io->close();
    EXPECT_EQ(client->read().substr(0, 5), "close");
    EXPECT_EQ(wait_for_reason(), "server shutting down");
}

TEST_F(SocketIoTest, lets_go_of_what_was_held_only_what_is_still_wanted) {
    serve();
    const auto client = connect();
    client->send(R"(421["join","room"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
    for (std::size_t i = 0; i < workers.size(); ++i)
        workers[i].post([&, i] {
            auto& shard = io->of("/").on_worker(workers[i]);
            for (const auto& socket : shard.sockets()) {
                socket->hold_broadcasts();
                for (const auto* const event : {R"(["first"])", R"(["stale",1])", R"(["last"])"})
                    shard.broadcast(encode_packet(PacketType::event, "/", {}, event),
                                    {.rooms = {"room"}, .except = {}}, {});
                socket->release_broadcasts(
                    [](std::string_view event_json) { return !event_json.starts_with(R"(["stale")"); });
            }
        });
    EXPECT_EQ(client->read_event(), R"(42["first"])");
    EXPECT_EQ(client->read_event(), R"(42["last"])");
}

TEST_F(SocketIoTest, lets_a_greeting_come_before_what_is_broadcast_meanwhile) {
    serve();
    const auto client = connect();
    client->send(R"(421["join","room"])");
    EXPECT_EQ(client->read_event(), R"(431["joined"])");
    for (std::size_t i = 0; i < workers.size(); ++i)
        workers[i].post([&, i] {
            auto& shard = io->of("/").on_worker(workers[i]);
            for (const auto& socket : shard.sockets()) {
                socket->hold_broadcasts();
                shard.broadcast(encode_packet(PacketType::event, "/", {}, R"(["late"])"),
                                {.rooms = {"room"}, .except = {}}, {});
                socket->emit("greeting", {});
                socket->release_broadcasts();
            }
        });
    EXPECT_EQ(client->read_event(), R"(42["greeting"])");
    EXPECT_EQ(client->read_event(), R"(42["late"])");
}

}  // namespace
}  // namespace chatter::socketio
