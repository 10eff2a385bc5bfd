#include "http/conditional.hpp"

#include <gtest/gtest.h>

namespace chatter::http {
namespace {

net::Request with_field(const std::string& name, const std::string& value) {
    net::Request request;
    request.method = "GET";
    request.fields.add(name, value);
    return request;
}

TEST(Etag, is_strong_and_differs_for_different_bodies) {
    EXPECT_EQ(etag_of("a"), etag_of("a"));
    EXPECT_NE(etag_of("a"), etag_of("b"));
    EXPECT_NE(etag_of(""), etag_of("a"));
    EXPECT_EQ(etag_of("a").size(), 24U);
    EXPECT_TRUE(etag_of("a").starts_with('"') && etag_of("a").ends_with('"'));
}

TEST(Etag, is_found_in_if_none_match) {
    for (const auto* list : {"\"a\"", "W/\"a\"", " \"x\" , \"a\"", "\"x,y\",W/\"a\"", "*"})
        EXPECT_TRUE(is_unmodified(with_field("if-none-match", list), "\"a\"")) << list;
    for (const auto* list : {"", "a", "\"b\"", "\"a", "\"ab\"", "\"b\"\"", "**"})
        EXPECT_FALSE(is_unmodified(with_field("If-None-Match", list), "\"a\"")) << list;
    auto request = with_field("If-None-Match", "\"x\"");
    request.fields.add("If-None-Match", "\"a\"");
    EXPECT_TRUE(is_unmodified(request, "\"a\""));
    EXPECT_FALSE(is_unmodified(net::Request{}, "\"a\""));
}

std::string range_of(const std::string& value, std::size_t size = 10) {
    const auto range = requested_range(with_field("Range", value), size, "\"a\"");
    if (const auto* part = std::get_if<ByteRange>(&range))
        return std::to_string(part->first) + ".." + std::to_string(part->last);
    return std::holds_alternative<WholeBody>(range) ? "whole" : "unsatisfiable";
}

TEST(Range, is_read_as_rfc_9110_says) {
    const std::pair<const char*, const char*> table[] = {
        {"bytes=0-0", "0..0"},
        {"bytes=0-9", "0..9"},
        {"bytes=2-5", "2..5"},
        {"bytes=5-", "5..9"},
        {"bytes=5-999", "5..9"},
        {"bytes=-3", "7..9"},
        {"bytes=-999", "0..9"},
        {"Bytes= 2-5 ", "2..5"},
        {"bytes=10-", "unsatisfiable"},
        {"bytes=10-20", "unsatisfiable"},
        {"bytes=-0", "unsatisfiable"},
        {"bytes=5-2", "whole"},
        {"bytes=20-10", "whole"},
        {"bytes=", "whole"},
        {"bytes=-", "whole"},
        {"bytes=a-b", "whole"},
        {"bytes=1-b", "whole"},
        {"bytes=--1", "whole"},
        {"bytes=+1-2", "whole"},
        {"bytes=1-2,4-5", "whole"},
        {"bytes=99999999999999999999-", "whole"},
        {"items=0-1", "whole"},
        {"0-1", "whole"},
        {"", "whole"},
    };
    for (const auto& [value, expected] : table) EXPECT_EQ(range_of(value), expected) << value;
}

TEST(Range, of_nothing_cannot_be_satisfied) {
    EXPECT_EQ(range_of("bytes=0-", 0), "unsatisfiable");
    EXPECT_EQ(range_of("bytes=-1", 0), "unsatisfiable");
}

TEST(Range, counts_for_get_and_the_same_entity_only) {
    auto request = with_field("Range", "bytes=0-1");
    EXPECT_TRUE(std::holds_alternative<ByteRange>(requested_range(request, 10, "\"a\"")));
    request.fields.add("If-Range", "\"a\"");
    EXPECT_TRUE(std::holds_alternative<ByteRange>(requested_range(request, 10, "\"a\"")));
    EXPECT_TRUE(std::holds_alternative<WholeBody>(requested_range(request, 10, "\"b\"")));
    request.fields.set("If-Range", "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_TRUE(std::holds_alternative<WholeBody>(requested_range(request, 10, "\"a\"")));
    auto head = with_field("Range", "bytes=0-1");
    head.method = "HEAD";
    EXPECT_TRUE(std::holds_alternative<WholeBody>(requested_range(head, 10, "\"a\"")));
}

}  // namespace
}  // namespace chatter::http
