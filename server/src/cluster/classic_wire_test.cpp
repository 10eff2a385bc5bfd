#include "cluster/classic_wire.hpp"

#include <gtest/gtest.h>

#include "cluster/wire_parts.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

/// What Node's adapter puts on Redis (captured from 8.3.0 and the emitter's 5.1.0).
std::string bytes_of(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

WirePacket packet(std::string_view event_json, socketio::Attachments attachments = {}) {
    return {.event = socketio::parse_json(event_json)->as_array(), .attachments = std::move(attachments)};
}

TEST(ClassicWire, writes_and_reads_broadcasts_as_node_does) {
    const auto emit = bytes_of(
        "93a64a625f4e364683a47479706502a46461746194a568656c6c6f01a13281a16192c3c0a36e7370a12f83a5726f6f6d7390"
        "a6"
        "65786365707490a5666c61677380");
    const WireBroadcast to_all{.uid = "Jb_N6F",
                               .nsp = "/",
                               .packet = packet(R"(["hello",1,"2",{"a":[true,null]}])"),
                               .audience = {},
                               .flags = {}};
    EXPECT_EQ(encode_broadcast(to_all), emit);
    const auto read = decode_broadcast(emit);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->uid, "Jb_N6F");
    EXPECT_EQ(read->nsp, "/");
    EXPECT_EQ(socketio::to_json(read->packet.event), R"(["hello",1,"2",{"a":[true,null]}])");
    EXPECT_TRUE(read->audience.rooms.empty());

    const auto narrowed = bytes_of(
        "93a64a625f4e364683a47479706502a46461746192a56d756c7469cb3ff8000000000000a36e7370a12f83a5726f6f6d7392"
        "a5726f6f"
        "6d31a5726f6f6d32a665786365707491a5726f6f6d33a5666c61677382a8766f6c6174696c65c3a8636f6d7072657373c2");
    const WireBroadcast to_some{.uid = "Jb_N6F",
                                .nsp = "/",
                                .packet = packet(R"(["multi",1.5])"),
                                .audience = {.rooms = {"room1", "room2"}, .except = {"room3"}},
                                .flags = {.is_volatile = true, .local = false, .compress = false}};
    EXPECT_EQ(encode_broadcast(to_some), narrowed);
    EXPECT_EQ(decode_broadcast(narrowed)->audience, to_some.audience);
    EXPECT_TRUE(decode_broadcast(narrowed)->flags.is_volatile);
    EXPECT_FALSE(decode_broadcast(narrowed)->flags.compress);
}

TEST(ClassicWire, carries_bytes_within_a_broadcast) {
    const auto bytes = bytes_of(
        "93a64a625f4e364683a47479706502a46461746193a362696ec40301020381a164c40104a36e7370a12f83a5726f6f6d7390"
        "a66578"
        "6365707490a5666c61677380");
    const auto read = decode_broadcast(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->packet.attachments, (socketio::Attachments{"\x01\x02\x03", "\x04"}));
    EXPECT_EQ(encode_broadcast(*read), bytes);
}

TEST(ClassicWire, reads_what_the_emitter_says) {
    const auto read =
        decode_broadcast(bytes_of("93a7656d697474657283a47479706502a46461746192a26562c40109a36e7370a12f83a572"
                                  "6f6f6d7391a5726f6f6d31a5666c61677380"
                                  "a665786365707490"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->uid, "emitter");
    EXPECT_EQ(read->audience.rooms, std::vector<std::string>{"room1"});
    const auto join = decode_request(R"({"type":2,"opts":{"rooms":["room1"],"except":[]},"rooms":["a",7]})");
    ASSERT_TRUE(join);
    EXPECT_EQ(join->uid, "");
    EXPECT_EQ(join->rooms, (std::vector<std::string>{"a", "7"}));
}

TEST(ClassicWire, writes_requests_as_node_does) {
    WireRequest request{.type = RequestType::remote_fetch, .uid = "Jb_N6F", .request_id = "UoUC8V"};
    EXPECT_EQ(encode_request(request),
              R"({"uid":"Jb_N6F","requestId":"UoUC8V","type":5,"opts":{"rooms":[],"except":[]}})");
    request = {.type = RequestType::all_rooms, .uid = "Jb_N6F", .request_id = "_VoYBw"};
    EXPECT_EQ(encode_request(request), R"({"uid":"Jb_N6F","requestId":"_VoYBw","type":1})");
    request = {.type = RequestType::remote_join,
               .uid = "Jb_N6F",
               .audience = {.rooms = {"room1"}, .except = {}},
               .rooms = {"r9"}};
    EXPECT_EQ(encode_request(request),
              R"({"uid":"Jb_N6F","type":2,"opts":{"rooms":["room1"],"except":[]},"rooms":["r9"]})");
    request = {.type = RequestType::remote_disconnect,
               .uid = "Jb_N6F",
               .audience = {.rooms = {"room1"}, .except = {}},
               .close = true};
    EXPECT_EQ(encode_request(request),
              R"({"uid":"Jb_N6F","type":4,"opts":{"rooms":["room1"],"except":[]},"close":true})");
    request = {.type = RequestType::server_side_emit,
               .uid = "Jb_N6F",
               .request_id = "-8yoWd",
               .packet = packet(R"(["sse",1])")};
    EXPECT_EQ(encode_request(request), R"({"uid":"Jb_N6F","requestId":"-8yoWd","type":6,"data":["sse",1]})");
}

TEST(ClassicWire, reads_nodes_broadcast_with_acks_and_writes_one_that_reads_alike) {
    const auto bytes = bytes_of(
        "85a3756964a64a625f4e3646a9726571756573744964a6524970665a77a47479706507a67061636b657483a47479706502a4"
        "64617461"
        "91a171a36e7370a12fa46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd012c");
    const auto read = decode_request(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, RequestType::broadcast_with_ack);
    EXPECT_EQ(read->request_id, "RIpfZw");
    EXPECT_EQ(read->timeout, 300ms);
    const auto again = decode_request(encode_request(*read));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->packet.event, read->packet.event);
    EXPECT_EQ(again->timeout, read->timeout);
}

TEST(ClassicWire, writes_and_reads_responses_as_node_does) {
    EXPECT_EQ(encode_response({.request_id = "RIpfZw",
                               .type = RequestType::broadcast_client_count,
                               .body = {{"clientCount", 1}}}),
              R"({"type":8,"requestId":"RIpfZw","clientCount":1})");
    const auto ack = bytes_of("83a47479706509a9726571756573744964a6524970665a77a67061636b6574a461636b64");
    EXPECT_EQ(encode_response(
                  {.request_id = "RIpfZw", .type = RequestType::broadcast_ack, .body = {{"packet", "ackd"}}}),
              ack);
    const auto read = decode_response(ack);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, RequestType::broadcast_ack);
    EXPECT_EQ(read->body.at("packet"), "ackd");
    const auto sockets = decode_response(
        R"({"requestId":"UoUC8V","sockets":[{"id":"0q","handshake":{"url":"/"},"rooms":["0q","room1"],"data":{"n":1}}]})");
    ASSERT_TRUE(sockets);
    const auto socket = to_remote_socket(sockets->body.at("sockets").at(0));
    ASSERT_TRUE(socket);
    EXPECT_EQ(socket->rooms, (std::vector<std::string>{"0q", "room1"}));
    EXPECT_EQ(to_json(*socket), sockets->body.at("sockets").at(0));
}

TEST(ClassicWire, refuses_what_no_server_says) {
    for (const auto* text :
         {"", "{", "[]", "{}", R"({"type":99})", R"({"type":"2"})", R"({"type":1.5})", R"({"type":6})",
          R"({"type":2,"opts":{"rooms":"x"}})", R"({"type":2,"opts":7})", R"({"type":2,"rooms":[{}]})",
          R"({"type":7,"requestId":"x","packet":{"type":2,"data":["connect"]},"opts":{}})"})
        EXPECT_FALSE(decode_request(text)) << text;
    EXPECT_FALSE(decode_response(R"({"sockets":[]})"));
    std::string reserved = encode_broadcast(
        {.uid = "x", .nsp = "/", .packet = packet(R"(["disconnect"])"), .audience = {}, .flags = {}});
    EXPECT_FALSE(decode_broadcast(reserved));
}

}  // namespace
}  // namespace chatter::cluster
