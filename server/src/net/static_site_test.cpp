#include "net/static_site.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fstream>

namespace chatter::net {
namespace {

struct StaticSiteTest : ::testing::Test {
    const std::vector<Asset> assets{
        {.path = "/index.html", .identity = "<!doctype html>", .brotli = "BR", .gzip = "GZ", .digest = "d1"},
        {.path = "/assets/app-1234.js", .identity = "let a", .brotli = {}, .gzip = {}, .digest = "d2"},
    };
    StaticSite site{assets};

    static Response ask(const StaticSite& asked, Request request) {
        asio::io_context loop{1};
        Response response;
        asio::co_spawn(
            loop.get_executor(),
            [](Endpoint endpoint, Request sent, Response& out) -> Task<void> {
                out = co_await endpoint.handle(std::move(sent));
            }(asked.find(request), request, response),
            asio::detached);
        loop.run();
        return response;
    }
    Response get(std::string path, std::initializer_list<std::pair<const char*, const char*>> fields = {},
                 std::string method = "GET") const {
        Request request;
        request.method = std::move(method);
        request.path = request.target = std::move(path);
        for (const auto& [name, value] : fields) request.fields.add(name, value);
        return ask(site, std::move(request));
    }
};

TEST_F(StaticSiteTest, serves_the_page_at_the_root_and_at_every_path_without_a_dot) {
    for (const auto* path : {"/", "/rooms/017f22e2", "/deep/er", "/index.html"}) {
        const auto response = get(path);
        EXPECT_EQ(response.status, 200U) << path;
        EXPECT_EQ(response.body_view(), "<!doctype html>") << path;
        EXPECT_EQ(response.fields.get("Cache-Control"), "no-cache") << path;
        EXPECT_EQ(response.fields.get("Content-Type"), "text/html; charset=utf-8") << path;
    }
}

TEST_F(StaticSiteTest, lets_hashed_assets_be_kept_for_ever_and_misses_unknown_ones) {
    EXPECT_EQ(get("/assets/app-1234.js").fields.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(get("/assets/gone").status, 404U);
    EXPECT_EQ(get("/favicon.ico").status, 404U);
    EXPECT_EQ(get("/.git/config").status, 404U);
}

TEST_F(StaticSiteTest, sends_the_smallest_form_that_the_browser_takes) {
    EXPECT_EQ(get("/", {{"Accept-Encoding", "gzip, br"}}).body_view(), "BR");
    EXPECT_EQ(get("/", {{"Accept-Encoding", "gzip"}}).fields.get("Content-Encoding"), "gzip");
    EXPECT_EQ(get("/", {{"Accept-Encoding", "br;q=0"}}).body_view(), "<!doctype html>");
    EXPECT_NE(get("/", {{"Accept-Encoding", "br"}}).fields.get("ETag"), get("/").fields.get("ETag"));
}

TEST_F(StaticSiteTest, lets_pages_of_other_origins_load_hashed_assets_and_nothing_else) {
    EXPECT_EQ(get("/assets/app-1234.js").fields.get("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(get("/").fields.get("Access-Control-Allow-Origin"), "");
}

TEST_F(StaticSiteTest, allows_its_page_the_place_that_assets_are_named_at) {
    StaticSite elsewhere{assets};
    const auto before = std::string(get("/").fields.get("ETag"));
    elsewhere.name_assets_at("https://cdn.example.com");
    Request request;
    request.method = "GET";
    request.path = "/rooms/1";
    request.fields.add("Accept-Encoding", "br");
    const auto response = ask(elsewhere, request);
    EXPECT_NE(response.body_view().find("importmap"), std::string::npos);
    EXPECT_NE(response.fields.get("ETag"), before);
    const auto policy = std::string(response.fields.get("Content-Security-Policy"));
    EXPECT_NE(policy.find("' https://cdn.example.com/assets/; style-src 'self' 'unsafe-inline' https://cdn"),
              std::string::npos)
        << policy;
    EXPECT_NE(policy.find("font-src 'self' https://cdn.example.com/assets/;"), std::string::npos);
    request.path = "/assets/app-1234.js";
    EXPECT_EQ(ask(elsewhere, request).body_view(), "let a");
}

TEST_F(StaticSiteTest, answers_a_known_etag_with_304) {
    const auto etag = std::string(get("/").fields.get("ETag"));
    const auto response = get("/", {{"If-None-Match", etag.c_str()}});
    EXPECT_EQ(response.status, 304U);
    EXPECT_TRUE(response.body_view().empty());
    EXPECT_EQ(get("/", {{"If-None-Match", "\"other\""}}).status, 200U);
}

TEST_F(StaticSiteTest, refuses_to_leave_its_folder) {
    for (const auto* path : {"/../etc/passwd", "/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc/passwd", "/a%00b",
                             "/a%5cb", "/%ff", "/%"})
        EXPECT_EQ(get(path).status, 404U) << path;
}

TEST_F(StaticSiteTest, takes_no_other_method_than_get_and_head) {
    EXPECT_EQ(get("/", {}, "POST").status, 405U);
    EXPECT_EQ(get("/", {}, "HEAD").status, 200U);
}

TEST_F(StaticSiteTest, forbids_inline_scripts_and_frames) {
    const auto policy = std::string(get("/").fields.get("Content-Security-Policy"));
    EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(get("/").fields.get("X-Content-Type-Options"), "nosniff");
}

TEST_F(StaticSiteTest, shows_images_of_an_origin_that_is_named) {
    StaticSite elsewhere{assets};
    elsewhere.allow_images_of("http://127.0.0.1:9000");
    Request request;
    request.method = "GET";
    request.path = "/";
    const auto policy = std::string(ask(elsewhere, request).fields.get("Content-Security-Policy"));
    EXPECT_NE(policy.find("; img-src 'self' data: blob: https: http://127.0.0.1:9000; font-src 'self';"),
              std::string::npos)
        << policy;
}

TEST_F(StaticSiteTest, reads_a_folder_with_the_compressed_files_beside_the_plain_ones) {
    const auto folder = std::filesystem::path(::testing::TempDir()) / "static_site_test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "assets");
    std::ofstream(folder / "index.html") << "<p>";
    std::ofstream(folder / "index.html.gz") << "packed";
    std::ofstream(folder / ".secret") << "no";
    std::filesystem::create_symlink("/etc/hostname", folder / "assets/link.txt");
    const auto loaded = StaticSite::load(folder);
    ASSERT_TRUE(loaded);
    Request request;
    request.method = "GET";
    request.path = "/";
    request.fields.add("Accept-Encoding", "gzip");
    EXPECT_EQ(ask(**loaded, request).body_view(), "packed");
    for (const auto* path : {"/.secret", "/assets/link.txt", "/index.html.gz"}) {
        request.path = path;
        EXPECT_EQ(ask(**loaded, request).status, 404U) << path;
    }
    std::filesystem::remove_all(folder);
    EXPECT_FALSE(StaticSite::load(folder));
}

}  // namespace
}  // namespace chatter::net
