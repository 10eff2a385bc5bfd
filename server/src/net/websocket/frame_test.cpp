#include "net/websocket/frame.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chatter::net::websocket {
namespace {

Parsed parse(std::string_view bytes, std::uint64_t payload_bytes_max = 1000) {
    return parse_header(std::span(bytes.data(), bytes.size()), payload_bytes_max);
}

std::string bytes_of(std::initializer_list<int> values) {
    std::string bytes;
    for (const int value : values) bytes.push_back(static_cast<char>(value));
    return bytes;
}

TEST(Frame, writes_each_length_in_its_shortest_form) {
    EXPECT_EQ(Frame(Opcode::text, "hi").bytes(), bytes_of({0x81, 2, 'h', 'i'}));
    EXPECT_EQ(Frame(Opcode::binary, std::string(126, 'x')).bytes().substr(0, 4),
              bytes_of({0x82, 126, 0, 126}));
    EXPECT_EQ(Frame(Opcode::text, std::string(65536, 'x')).bytes().substr(0, 10),
              bytes_of({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(Frame, knows_its_payload_behind_the_header) {
    const Frame frame(Opcode::text, "4", "2[\"a\"]");
    EXPECT_EQ(frame.payload(), "42[\"a\"]");
    EXPECT_FALSE(frame.is_binary());
}

TEST(FrameHeader, reads_the_example_of_rfc_6455) {
    auto hello = bytes_of({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58});
    const auto parsed = parse(hello);
    ASSERT_TRUE(parsed.header);
    EXPECT_EQ(parsed.header->opcode, Opcode::text);
    EXPECT_EQ(parsed.header->payload_bytes, 5U);
    const std::span payload(hello.data() + parsed.header->header_bytes, 5);
    unmask(payload, parsed.header->mask);
    EXPECT_EQ(std::string_view(payload.data(), 5), "Hello");
}

TEST(FrameHeader, waits_for_the_rest_of_a_cut_header) {
    const auto whole = bytes_of({0x81, 0xFE, 0x01, 0x00, 1, 2, 3, 4});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto parsed = parse(std::string_view(whole).substr(0, length));
        EXPECT_FALSE(parsed.header || parsed.error) << length;
    }
    EXPECT_TRUE(parse(whole).header);
}

TEST(FrameHeader, refuses_what_breaks_the_protocol) {
    const struct {
        const char* what;
        std::string bytes;
        CloseCode code;
    } cases[] = {
        {"no mask", bytes_of({0x81, 0x02, 'h', 'i'}), CloseCode::protocol_error},
        {"a reserved bit", bytes_of({0xC1, 0x80, 0, 0, 0, 0}), CloseCode::protocol_error},
        {"an unknown opcode", bytes_of({0x83, 0x80, 0, 0, 0, 0}), CloseCode::protocol_error},
        {"a long ping", bytes_of({0x89, 0xFE, 0, 126, 0, 0, 0, 0}), CloseCode::protocol_error},
        {"a fragmented ping", bytes_of({0x09, 0x80, 0, 0, 0, 0}), CloseCode::protocol_error},
        {"a length not in its shortest form", bytes_of({0x81, 0xFE, 0, 5, 0, 0, 0, 0}),
         CloseCode::protocol_error},
        {"a length with its top bit set", bytes_of({0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}),
         CloseCode::protocol_error},
        {"more than the bound", bytes_of({0x81, 0xFE, 0x10, 0, 0, 0, 0, 0}), CloseCode::too_big},
    };
    for (const auto& one : cases) EXPECT_EQ(parse(one.bytes).error, one.code) << one.what;
}

TEST(FrameHeader, unmasks_any_length) {
    const std::array<std::uint8_t, 4> mask{1, 2, 3, 4};
    for (std::size_t length = 0; length < 40; ++length) {
        std::string plain(length, 'a'), masked = plain;
        for (std::size_t i = 0; i < length; ++i) masked[i] = static_cast<char>(plain[i] ^ mask[i % 4]);
        unmask(masked, mask);
        EXPECT_EQ(masked, plain);
    }
}

TEST(ClosePayload, is_checked_as_rfc_6455_says) {
    EXPECT_EQ(check_close_payload(""), std::nullopt);
    EXPECT_EQ(check_close_payload(bytes_of({0x03, 0xE8})), std::nullopt);
    EXPECT_EQ(check_close_payload(bytes_of({0x03})), CloseCode::protocol_error);
    EXPECT_EQ(check_close_payload(bytes_of({0x03, 0xED})), CloseCode::protocol_error);  // 1005
    EXPECT_EQ(check_close_payload(bytes_of({0x00, 0x01})), CloseCode::protocol_error);
    EXPECT_EQ(check_close_payload(bytes_of({0x03, 0xE8, 0xFF})), CloseCode::invalid_payload);
}

TEST(AcceptKey, is_that_of_rfc_6455) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(accept_key("short"), std::nullopt);
    EXPECT_EQ(accept_key(""), std::nullopt);
}

TEST(AcceptKey, wants_its_padding_and_no_more) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ"), std::nullopt);
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ="), std::nullopt);
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ==="), std::nullopt);
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZ==="), std::nullopt);
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25j*Q=="), std::nullopt);
}

}  // namespace
}  // namespace chatter::net::websocket
