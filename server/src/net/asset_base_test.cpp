#include "net/asset_base.hpp"

#include <gtest/gtest.h>

namespace chatter::net {
namespace {

TEST(AssetBaseTest, has_assets_come_from_elsewhere_as_they_were_built) {
    const auto page = rebase_assets(
        "<head><meta charset><link href=\"/favicon.svg\"><script src=\"/theme.js\"></script>"
        "<script type=\"module\" crossorigin src=\"/assets/a-1.js\"></script>"
        "<link rel=\"stylesheet\" crossorigin href=\"/assets/a-2.css\"></head>",
        {{"/assets/a-1.js", "let a"},
         {"/assets/a-2.css", "b{}"},
         {"/assets/later.js", ""},
         {"/theme.js", "t"}},
        "https://cdn.example.com/chat");
    EXPECT_NE(page.html.find(R"({"integrity":{"https://cdn.example.com/chat/assets/a-1.js":"sha256-)"
                             R"(IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE=",)"
                             R"("https://cdn.example.com/chat/assets/later.js":"sha256-)"
                             R"(47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}}</script>)"),
              std::string::npos);
    EXPECT_LT(page.html.find("charset"), page.html.find("<script type=\"importmap\">"));
    EXPECT_LT(page.html.find("importmap"), page.html.find("/theme.js"));
    EXPECT_NE(page.html.find("src=\"https://cdn.example.com/chat/assets/a-1.js\" integrity=\"sha256-"),
              std::string::npos);
    EXPECT_NE(page.html.find("href=\"https://cdn.example.com/chat/assets/a-2.css\" integrity=\"sha256-"),
              std::string::npos);
    EXPECT_NE(page.html.find("href=\"/favicon.svg\""), std::string::npos);
    EXPECT_NE(page.html.find("src=\"/theme.js\""), std::string::npos);
    EXPECT_TRUE(page.html.ends_with("</head>"));
    EXPECT_EQ(page.asset_sources, " https://cdn.example.com/chat/assets/");
    EXPECT_TRUE(page.script_sources.starts_with(" 'sha256-"));
    EXPECT_TRUE(page.script_sources.ends_with("=' https://cdn.example.com/chat/assets/"));
}

TEST(AssetBaseTest, takes_addresses_that_mean_nothing_in_a_page_or_a_header) {
    for (const auto* url : {"https://cdn.example.com", "https://cdn.example.com/a/b", "http://127.0.0.1:8080",
                            "http://[::1]:8080"})
        EXPECT_TRUE(is_asset_base(url)) << url;
    for (const auto* url :
         {"", "cdn.example.com", "https://", "https:///a", "https://cdn.example.com/", "ftp://a",
          "https://a/\"x", "https://a b", "https://a;", "https://a?b", "https://a#b", "https://u@a"})
        EXPECT_FALSE(is_asset_base(url)) << url;
}

}  // namespace
}  // namespace chatter::net
