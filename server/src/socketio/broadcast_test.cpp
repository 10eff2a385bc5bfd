#include "socketio/broadcast.hpp"

#include <algorithm>

#include "base/completion.hpp"
#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

struct BroadcastTest : testing::Loopback {
    std::vector<Client> clients;  // over two workers, as the kernel spreads them

    void connect_each_in(std::initializer_list<const char*> rooms) {
        for (const auto* names : rooms) clients.push_back(connect_in(names));
    }
    /// Which of the clients hear `broadcast`, by their index.
    std::vector<std::size_t> hearers(const Broadcast& broadcast) {
        broadcast.emit("news", {});
        io->of("/").emit("end", {});
        std::vector<std::size_t> heard;
        for (std::size_t i = 0; i < clients.size(); ++i) {
            auto event = clients[i]->read_event();
            for (; event == R"(42["news"])"; event = clients[i]->read_event()) heard.push_back(i);
            EXPECT_EQ(event, R"(42["end"])");
        }
        return heard;
    }
    using Indices = std::vector<std::size_t>;
};

TEST_F(BroadcastTest, reaches_whom_rooms_and_ids_name_once) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("a","b")", R"("b")", R"("c")"});
    auto& nsp = io->of("/");
    EXPECT_EQ(hearers(nsp.all()), (Indices{0, 1, 2, 3}));
    EXPECT_EQ(hearers(nsp.to("a")), (Indices{0, 1}));
    EXPECT_EQ(hearers(nsp.to({"a", "b"})), (Indices{0, 1, 2}));
    EXPECT_EQ(hearers(nsp.to("a").in("b").except("c")), (Indices{0, 1, 2}));
    EXPECT_EQ(hearers(nsp.except({"a", ids[3]})), Indices{2});
    EXPECT_EQ(hearers(nsp.to(ids[2])), Indices{2});
    EXPECT_EQ(hearers(nsp.to({"a", ids[0], ids[3]})), (Indices{0, 1, 3}));
    EXPECT_EQ(hearers(nsp.to("a").except(ids[0])), Indices{1});
    EXPECT_EQ(hearers(nsp.to("nowhere")), Indices{});
    EXPECT_EQ(hearers(nsp.local().compress(false)), (Indices{0, 1, 2, 3}));
}

TEST_F(BroadcastTest, leaves_the_broadcast_that_it_narrows_as_it_was) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("b")"});
    const auto a = io->of("/").to("a");
    const auto both = a.to("b");
    const auto none = a.except("a");
    EXPECT_EQ(hearers(a), Indices{0});
    EXPECT_EQ(hearers(both), (Indices{0, 1}));
    EXPECT_EQ(hearers(none), Indices{});
}

TEST_F(BroadcastTest, reaches_everybody_but_the_socket_that_it_is_of) {
    make_server();
    io->of("/").on("tell", [](const auto& socket, Event event) {
        socket->broadcast().emit("all", {});
        socket->to("a").emit("a", {});
        event.ack({});
    });
    serve();
    connect_each_in({R"("a")", R"("a")", R"("b")"});
    clients[0]->send(R"(421["tell"])");
    EXPECT_EQ(clients[0]->read_event(), "431[]");
    EXPECT_EQ(clients[1]->read_event(), R"(42["all"])");
    EXPECT_EQ(clients[1]->read_event(), R"(42["a"])");
    EXPECT_EQ(clients[2]->read_event(), R"(42["all"])");
    EXPECT_EQ(hearers(io->of("/").all()), (Indices{0, 1, 2}));
}

TEST_F(BroadcastTest, reaches_whoever_joins_the_room_that_a_socket_is) {
    make_server();
    serve();
    connect_each_in({R"("a")"});
    clients.push_back(connect_in("\"" + ids[0] + "\""));
    EXPECT_EQ(hearers(io->of("/").to(ids[0])), (Indices{0, 1}));
    EXPECT_EQ(hearers(io->of("/").except(ids[0])), Indices{});
}

TEST_F(BroadcastTest, gathers_the_answers_of_all) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("a")", R"("b")"});
    auto asked = asio::co_spawn(workers[1].executor(), io->of("/").to("a").emit_with_ack("ask", {1}, 10s),
                                asio::use_future);
    EXPECT_EQ(clients[0]->read_event(), R"(420["ask",1])");
    EXPECT_EQ(clients[1]->read_event(), R"(420["ask",1])");
    clients[2]->send(R"(430["was not asked"])");
    clients[1]->send(R"(430["one"])");
    clients[0]->send(R"(461-0[{"_placeholder":true,"num":0}])");
    clients[0]->send_binary("bytes");
    ASSERT_EQ(asked.wait_for(10s), std::future_status::ready);
    auto heard = asked.get();
    EXPECT_TRUE(heard.complete);
    ASSERT_EQ(heard.replies.size(), 2U);
    std::ranges::sort(heard.replies, {}, [](const Reply& reply) { return reply.attachments.size(); });
    EXPECT_EQ(heard.replies[0].args, json::array{"one"});
    EXPECT_EQ(heard.replies[1].attachments, Attachments{"bytes"});
}

TEST_F(BroadcastTest, has_no_answers_when_none_came_in_time) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("a")"});
    const auto heard = await(io->of("/").to("a").emit_with_ack("ask", {}, 50ms));
    EXPECT_FALSE(heard.complete);
    EXPECT_TRUE(heard.replies.empty());
}

TEST_F(BroadcastTest, has_the_answers_that_came_once_the_others_have_gone) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("a")"});
    auto asked = asio::co_spawn(workers[0].executor(), io->of("/").to("a").emit_with_ack("ask", {}, 1h),
                                asio::use_future);
    EXPECT_EQ(clients[0]->read_event(), R"(420["ask"])");
    clients[0]->send("430[5]");
    EXPECT_EQ(clients[1]->read_event(), R"(420["ask"])");
    clients.pop_back();
    ASSERT_EQ(asked.wait_for(10s), std::future_status::ready);
    const auto heard = asked.get();
    EXPECT_FALSE(heard.complete);
    ASSERT_EQ(heard.replies.size(), 1U);
    EXPECT_EQ(heard.replies[0].args, json::array{5});
}

TEST_F(BroadcastTest, has_no_answers_at_once_when_nobody_is_asked) {
    make_server();
    serve();
    const auto heard = await(io->of("/").to("nowhere").emit_with_ack("ask", {}, 1h));
    EXPECT_TRUE(heard.complete);
    EXPECT_TRUE(heard.replies.empty());
}

TEST_F(BroadcastTest, describes_sockets_wherever_they_are) {
    make_server();
    auto& nsp = io->of("/");
    nsp.on_connection([](const auto& socket) { socket->data() = std::string("kept"); });
    nsp.describe_data([](const std::any& data) { return json::value(std::any_cast<std::string>(data)); });
    serve();
    connect_each_in({R"("a")", R"("a","b")", R"("b")"});
    auto sockets = await(nsp.to("a").fetch_sockets());
    ASSERT_EQ(sockets.size(), 2U);
    if (sockets[0].id != ids[0]) std::swap(sockets[0], sockets[1]);
    EXPECT_EQ(sockets[0].id, ids[0]);
    EXPECT_EQ(sockets[0].rooms, (std::vector<std::string>{ids[0], "a"}));
    EXPECT_EQ(sockets[0].data, json::value("kept"));
    EXPECT_EQ(sockets[0].handshake.at("address"), json::value("127.0.0.1"));
    EXPECT_EQ(sockets[1].rooms, (std::vector<std::string>{ids[1], "a", "b"}));

    EXPECT_EQ(await(nsp.sockets()).size(), 3U);
    auto rooms = await(nsp.all_rooms());
    std::vector<std::string> expected{"a", "b", ids[0], ids[1], ids[2]};
    std::ranges::sort(expected);
    EXPECT_EQ(rooms, expected);
    const auto named = await(suspend_until_completed<std::vector<std::string>>(
        [&nsp](auto done) { nsp.local_adapter().rooms_among({"b", "c", "a"}, std::move(done)); }));
    EXPECT_EQ(named, (std::vector<std::string>{"a", "b"}));
}

TEST_F(BroadcastTest, moves_and_ends_sockets_from_any_thread) {
    make_server();
    serve();
    connect_each_in({R"("a")", R"("b")"});
    auto& nsp = io->of("/");
    nsp.to("a").sockets_join({"c", "d"});
    EXPECT_EQ(hearers(nsp.to("c")), Indices{0});
    nsp.all().sockets_leave("c");
    EXPECT_EQ(hearers(nsp.to("c")), Indices{});
    EXPECT_EQ(hearers(nsp.to("d")), Indices{0});
    nsp.to("a").disconnect_sockets();
    EXPECT_EQ(clients[0]->read_event(), "41");
    nsp.to("b").disconnect_sockets(true);
    EXPECT_EQ(clients[1]->read_event(), "41");
    EXPECT_EQ(clients[1]->read_event(), "close");
    EXPECT_EQ(wait_for_notes(2), (std::vector<std::string>(2, "server namespace disconnect")));
    EXPECT_TRUE(await(nsp.all_rooms()).empty());
}

TEST_F(BroadcastTest, reaches_no_other_server_where_there_is_none) {
    make_server();
    io->of("/").on_server_side("ping", [this](const json::array&, ServerSideAck) { note("pinged"); });
    serve();
    io->of("/").server_side_emit("ping", {});
    const auto heard = await(io->of("/").server_side_emit_with_ack("ping", {}));
    EXPECT_TRUE(heard.complete);
    EXPECT_TRUE(heard.replies.empty());
    io->of("/").handle_server_side({"ping"}, {});
    EXPECT_EQ(wait_for_notes(1), std::vector<std::string>{"pinged"});
}

}  // namespace
}  // namespace chatter::socketio
