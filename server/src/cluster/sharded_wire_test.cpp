#include "cluster/sharded_wire.hpp"

#include <gtest/gtest.h>

#include "cluster/wire_parts.hpp"
#include "socketio/protocol/json.hpp"

// What Node's sharded adapter puts on Redis, of @socket.io/redis-adapter 8.3.0 and socket.io-adapter 2.5.9
// (tests/support/sharded_adapter_bytes.mjs).
namespace chatter::cluster {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view nodes_uid = "2523d04c51993fd3";

std::string bytes_in(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

template <class Content>
Content read_as(std::string_view bytes) {
    auto message = decode_sharded(bytes);
    if (!message || !std::holds_alternative<Content>(message->content)) {
        ADD_FAILURE() << bytes;
        return {};
    }
    EXPECT_EQ(message->uid, nodes_uid);
    EXPECT_EQ(message->nsp, "/");
    return std::get<Content>(std::move(message->content));
}

WireResponse response_of(RequestType type, std::string id, boost::json::object body,
                         socketio::Attachments attachments = {}) {
    return {.request_id = std::move(id),
            .type = type,
            .body = std::move(body),
            .attachments = std::move(attachments)};
}

TEST(ShardedWire, writes_and_reads_broadcasts_as_node_does) {
    const std::string_view to_all =
        R"({"type":3,"data":{"packet":{"type":2,"data":["hello",1,"2",{"a":[true,null]}]},)"
        R"("opts":{"rooms":[],"except":[],"flags":{}}},"uid":"2523d04c51993fd3","nsp":"/"})";
    auto broadcast = read_as<WireBroadcast>(to_all);
    EXPECT_EQ(socketio::to_json(broadcast.packet.event), R"(["hello",1,"2",{"a":[true,null]}])");
    EXPECT_TRUE(broadcast.audience.rooms.empty());
    EXPECT_EQ(encode_sharded(broadcast), to_all);

    const std::string_view narrowed =
        R"({"type":3,"data":{"packet":{"type":2,"data":["multi",1.5]},)"
        R"("opts":{"rooms":["room1","room2"],"except":["room3"],"flags":{"volatile":true,"compress":false}}},)"
        R"("uid":"2523d04c51993fd3","nsp":"/"})";
    broadcast = read_as<WireBroadcast>(narrowed);
    EXPECT_EQ(broadcast.audience, (socketio::Audience{.rooms = {"room1", "room2"}, .except = {"room3"}}));
    EXPECT_TRUE(broadcast.flags.is_volatile);
    EXPECT_FALSE(broadcast.flags.compress);
    const auto again = read_as<WireBroadcast>(encode_sharded(broadcast));
    EXPECT_EQ(again.audience, broadcast.audience);
    EXPECT_TRUE(again.flags.is_volatile);
}

TEST(ShardedWire, carries_bytes_in_messagepack) {
    const auto bytes = bytes_in(
        "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a362696ec40301020381a164c40104a46f"
        "7074"
        "7383a5726f6f6d7390a665786365707490a5666c61677380a3756964b032353233643034633531393933666433a36e7370a1"
        "2f");
    const auto broadcast = read_as<WireBroadcast>(bytes);
    EXPECT_EQ(broadcast.packet.attachments, (socketio::Attachments{"\x01\x02\x03", "\x04"}));
    EXPECT_EQ(encode_sharded(broadcast), bytes);
}

TEST(ShardedWire, writes_and_reads_a_broadcast_with_acks_and_what_is_answered) {
    const std::string_view asked =
        R"({"type":3,"data":{"packet":{"type":2,"data":["q"]},"requestId":"3907087dfbf84a85",)"
        R"("opts":{"rooms":[],"except":[],"flags":{"timeout":300}}},"uid":"2523d04c51993fd3","nsp":"/"})";
    const auto request = read_as<WireRequest>(asked);
    EXPECT_EQ(request.type, RequestType::broadcast_with_ack);
    EXPECT_EQ(request.request_id, "3907087dfbf84a85");
    EXPECT_EQ(request.timeout, 300ms);
    EXPECT_EQ(encode_sharded(request, "/"), asked);

    const std::string_view count =
        R"({"type":11,"data":{"requestId":"96af901926a0bec0","clientCount":0},"uid":"2523d04c51993fd3","nsp":"/"})";
    EXPECT_EQ(read_as<WireResponse>(count).body.at("clientCount"), 0);
    EXPECT_EQ(encode_sharded(
                  response_of(RequestType::broadcast_client_count, "96af901926a0bec0", {{"clientCount", 0}}),
                  nodes_uid, "/"),
              count);
    const std::string_view ack =
        R"({"type":12,"data":{"requestId":"96af901926a0bec0","packet":"ackd"},"uid":"2523d04c51993fd3","nsp":"/"})";
    EXPECT_EQ(read_as<WireResponse>(ack).body.at("packet"), "ackd");
    EXPECT_EQ(
        encode_sharded(response_of(RequestType::broadcast_ack, "96af901926a0bec0", {{"packet", "ackd"}}),
                       nodes_uid, "/"),
        ack);
    const std::string_view nothing =
        R"({"type":12,"data":{"requestId":"96af901926a0bec0"},"uid":"2523d04c51993fd3","nsp":"/"})";
    EXPECT_TRUE(read_as<WireResponse>(nothing).body.empty());
    EXPECT_EQ(encode_sharded(response_of(RequestType::broadcast_ack, "96af901926a0bec0", {}), nodes_uid, "/"),
              nothing);
    const auto with_bytes = bytes_in(
        "84a4747970650ca46461746182a9726571756573744964b039366166393031393236613062656330a67061636b6574c40106"
        "a375"
        "6964b032353233643034633531393933666433a36e7370a12f");
    const auto read_bytes = read_as<WireResponse>(with_bytes);
    EXPECT_EQ(read_bytes.attachments, socketio::Attachments{"\x06"});
    EXPECT_EQ(encode_sharded(read_bytes, nodes_uid, "/"), with_bytes);
}

TEST(ShardedWire, writes_and_reads_requests_to_the_others_sockets_as_node_does) {
    const std::string_view join =
        R"({"type":4,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"rooms":["r9"]},"uid":"2523d04c51993fd3","nsp":"/"})";
    const std::string_view leave =
        R"({"type":5,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"rooms":["r9"]},"uid":"2523d04c51993fd3","nsp":"/"})";
    const std::string_view disconnect =
        R"({"type":6,"data":{"opts":{"rooms":["room1"],"except":[],"flags":{}},"close":true},"uid":"2523d04c51993fd3","nsp":"/"})";
    const std::string_view fetch =
        R"({"type":7,"data":{"opts":{"rooms":[],"except":[],"flags":{}},"requestId":"81b165ae67756780"},"uid":"2523d04c51993fd3","nsp":"/"})";
    for (const auto& [bytes, type] : {std::pair{join, RequestType::remote_join},
                                      {leave, RequestType::remote_leave},
                                      {disconnect, RequestType::remote_disconnect},
                                      {fetch, RequestType::remote_fetch}}) {
        const auto request = read_as<WireRequest>(bytes);
        EXPECT_EQ(request.type, type);
        EXPECT_EQ(encode_sharded(request, "/"), bytes);
    }
    EXPECT_EQ(read_as<WireRequest>(join).rooms, std::vector<std::string>{"r9"});
    EXPECT_TRUE(read_as<WireRequest>(disconnect).close);

    const std::string_view found =
        R"({"type":8,"data":{"requestId":"751fbf646dfc0201","sockets":[)"
        R"({"id":"gf7G","handshake":{"url":"/","auth":{}},"rooms":["gf7G","room1"],"data":{"n":1}}]},)"
        R"("uid":"2523d04c51993fd3","nsp":"/"})";
    const auto response = read_as<WireResponse>(found);
    EXPECT_EQ(to_remote_socket(response.body.at("sockets").at(0))->rooms,
              (std::vector<std::string>{"gf7G", "room1"}));
    EXPECT_EQ(encode_sharded(response, nodes_uid, "/"), found);
}

TEST(ShardedWire, writes_and_reads_server_side_events_as_node_does) {
    const std::string_view told =
        R"({"type":9,"data":{"packet":["sse",1]},"uid":"2523d04c51993fd3","nsp":"/"})";
    const std::string_view asked =
        R"({"type":9,"data":{"requestId":"6de69245ab65ca90","packet":["sse",1]},"uid":"2523d04c51993fd3","nsp":"/"})";
    for (const auto bytes : {told, asked}) EXPECT_EQ(encode_sharded(read_as<WireRequest>(bytes), "/"), bytes);
    EXPECT_EQ(read_as<WireRequest>(asked).request_id, "6de69245ab65ca90");

    const std::string_view answered =
        R"({"type":10,"data":{"requestId":"2c396c8af52d74eb","packet":"r"},"uid":"2523d04c51993fd3","nsp":"/"})";
    EXPECT_EQ(read_as<WireResponse>(answered).body.at("data"), "r");
    EXPECT_EQ(encode_sharded(response_of(RequestType::server_side_emit, "2c396c8af52d74eb", {{"data", "r"}}),
                             nodes_uid, "/"),
              answered);
}

TEST(ShardedWire, spells_bytes_out_where_servers_talk_among_themselves) {
    const auto told = read_as<WireRequest>(bytes_in(
        "84a47479706509a46461746181a67061636b657492a3737365c40107a3756964b03235323364303463353139393366643"
        "3a36e7370a12f"));
    EXPECT_EQ(socketio::to_json(told.packet.event), R"(["sse",{"type":"Buffer","data":[7]}])");
    const auto answered = read_as<WireResponse>(bytes_in(
        "84a4747970650aa46461746182a9726571756573744964b032633339366338616635326437346562a67061636b6574c4"
        "0105a3756964b032353233643034633531393933666433a36e7370a12f"));
    EXPECT_EQ(socketio::to_json(answered.body.at("data")), R"({"type":"Buffer","data":[5]})");
}

TEST(ShardedWire, knows_which_rooms_could_be_sockets) {
    EXPECT_TRUE(looks_like_a_socket_id("gf7G8AZ8I-Od4P_DAAAA"));
    EXPECT_FALSE(looks_like_a_socket_id("room1"));
    EXPECT_FALSE(looks_like_a_socket_id(""));
    EXPECT_TRUE(looks_like_a_socket_id("ääääääääääääääääääää"));
    EXPECT_TRUE(looks_like_a_socket_id("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂")) << "JavaScript counts each twice";
}

TEST(ShardedWire, refuses_what_no_server_says) {
    for (const auto* text :
         {"",
          "{",
          "[]",
          "{}",
          "\x93",
          R"({"type":3})",
          R"({"type":3,"data":[]})",
          R"({"type":3,"data":{}})",
          R"({"type":1,"data":{}})",
          R"({"type":13,"data":{}})",
          R"({"type":3.5,"data":{}})",
          R"({"type":4,"data":{"rooms":["a"]}})",
          R"({"type":4,"data":{"opts":7,"rooms":["a"]}})",
          R"({"type":4,"data":{"opts":{"rooms":[{}]},"rooms":["a"]}})",
          R"({"type":7,"data":{"opts":{}}})",
          R"({"type":9,"data":{"packet":[]}})",
          R"({"type":9,"data":{"packet":"x"}})",
          R"({"type":8,"data":{"sockets":[]}})",
          R"({"type":12,"data":{"packet":1}})",
          R"({"type":3,"data":{"packet":{"type":2,"data":["disconnect"]},"opts":{}}})",
          R"({"type":3,"data":{"packet":{"type":0,"data":["x"]},"opts":{}}})",
          R"({"type":3,"data":{"packet":{"type":2,"data":["x"]},"requestId":"","opts":{}}})"})
        EXPECT_FALSE(decode_sharded(text)) << text;
    EXPECT_TRUE(decode_sharded(R"({"type":3,"data":{"packet":{"type":2,"data":["x"]},"opts":{}}})"));
}

}  // namespace
}  // namespace chatter::cluster
