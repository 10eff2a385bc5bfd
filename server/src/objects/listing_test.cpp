#include "objects/listing.hpp"

#include <gtest/gtest.h>

namespace chatter::objects {
namespace {

TEST(Listing, gives_every_object_and_where_to_go_on) {
    const auto listing = parse_listing(
        R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>images/</Prefix>
<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
<KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
<Contents><Key>images/a&amp;b</Key><LastModified>2026-11-29T09:15:14.000Z</LastModified><Size>1</Size></Contents>
<Contents><LastModified>2026-11-29T09:15:14Z</LastModified><Key>images/c</Key></Contents></ListBucketResult>)");
    ASSERT_TRUE(listing.has_value());
    EXPECT_EQ(listing->next, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
    ASSERT_EQ(listing->objects.size(), 2U);
    EXPECT_EQ(listing->objects[0].key, "images/a&b");
    EXPECT_EQ(to_iso8601(listing->objects[0].last_modified), "2026-11-29T09:15:14.000Z");
    EXPECT_EQ(listing->objects[1].key, "images/c");
    EXPECT_EQ(listing->objects[1].last_modified, listing->objects[0].last_modified);
}

TEST(Listing, ends_where_nothing_is_truncated) {
    const auto listing =
        parse_listing("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
    ASSERT_TRUE(listing.has_value());
    EXPECT_TRUE(listing->next.empty());
    EXPECT_TRUE(listing->objects.empty());
}

TEST(Listing, is_nothing_where_the_answer_is_something_else) {
    EXPECT_FALSE(parse_listing("").has_value());
    EXPECT_FALSE(parse_listing("<html>Welcome</html>").has_value());
    EXPECT_FALSE(
        parse_listing("<ListBucketResult><Contents><Key>a</Key><LastModified>yesterday</LastModified>"
                      "</Contents></ListBucketResult>")
            .has_value());
}

TEST(Listing, tells_an_errors_code_and_nothing_that_is_none) {
    EXPECT_EQ(parse_error_code("<Error><Code>NoSuchBucket</Code><Message>No</Message></Error>"),
              "NoSuchBucket");
    EXPECT_EQ(parse_error_code("<Error><Code>a b\n</Code></Error>"), "");
    EXPECT_EQ(parse_error_code("<html>"), "");
}

}  // namespace
}  // namespace chatter::objects
