#include "objects/s3_address.hpp"

#include <gtest/gtest.h>

namespace chatter::objects {
namespace {

std::string url(std::string_view endpoint, Addressing addressing, std::string_view bucket = "pictures") {
    return make_address(endpoint, bucket, addressing).url_of("images/1");
}

TEST(S3Address, names_the_bucket_in_the_host_at_amazon_and_in_the_path_elsewhere) {
    EXPECT_EQ(url("https://s3.eu-central-1.amazonaws.com", Addressing::automatic),
              "https://pictures.s3.eu-central-1.amazonaws.com/images/1");
    EXPECT_EQ(url("https://s3.eu-central-1.amazonaws.com/", Addressing::automatic, "pic.tures"),
              "https://s3.eu-central-1.amazonaws.com/pic.tures/images/1");
    EXPECT_EQ(url("http://127.0.0.1:9000", Addressing::automatic), "http://127.0.0.1:9000/pictures/images/1");
    EXPECT_EQ(url("https://abc.r2.cloudflarestorage.com", Addressing::automatic),
              "https://abc.r2.cloudflarestorage.com/pictures/images/1");
}

TEST(S3Address, names_the_bucket_where_it_is_told_to) {
    EXPECT_EQ(url("https://s3.amazonaws.com", Addressing::path),
              "https://s3.amazonaws.com/pictures/images/1");
    EXPECT_EQ(url("http://s3.localhost:9000/", Addressing::virtual_host),
              "http://pictures.s3.localhost:9000/images/1");
    EXPECT_EQ(url("https://a.example/storage/v1/s3", Addressing::automatic),
              "https://a.example/storage/v1/s3/pictures/images/1");
    EXPECT_EQ(make_address("https://a.example", "pics", Addressing::path).url_of_bucket("list-type=2"),
              "https://a.example/pics?list-type=2");
    EXPECT_EQ(
        make_address("https://a.example", "pics", Addressing::virtual_host).url_of_bucket("list-type=2"),
        "https://pics.a.example/?list-type=2");
}

TEST(S3Address, takes_no_address_that_holds_a_password_or_is_none) {
    for (const auto* good : {"https://a.example", "http://127.0.0.1:9000", "http://[::1]:9000/",
                             "https://a.example/storage/v1/s3"})
        EXPECT_EQ(complaint_about_web_address(good), "") << good;
    for (const auto* bad :
         {"", "a.example", "ftp://a.example", "https://", "https:///x", "https://u:p@a.example",
          "https://a.example?x=1", "https://a.example/#", "https://a example", "https://a.example/\"",
          "https://a.example/;", "https://a.example\r\nX: y"})
        EXPECT_NE(complaint_about_web_address(bad), "") << bad;
}

TEST(S3Address, takes_no_bucket_that_would_change_the_address) {
    for (const auto* good : {"abc", "chatter-images", "a.b.c", "Old_Name"})
        EXPECT_EQ(complaint_about_bucket(good), "") << good;
    for (const auto* bad : {"", "ab", "a/b", "abc?", "-abc", "abc.", "a b c"})
        EXPECT_NE(complaint_about_bucket(bad), "") << bad;
}

}  // namespace
}  // namespace chatter::objects
