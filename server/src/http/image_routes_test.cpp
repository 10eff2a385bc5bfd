#include "http/image_routes.hpp"

#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using testing::HeaderFields;
using testing::Person;
using testing::Reply;
using Fields = std::vector<std::string>;

std::string part(const std::string& name, const std::string& content) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name +
           "\"; filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n";
}

struct Gallery {
    Gallery() : ada(bench.sign_up("ada")) {}

    Reply submit(const std::string& body, const std::string& type = "multipart/form-data; boundary=b") {
        return bench.send_as(ada, "POST", "/api/upload", body, {{"Content-Type", type}});
    }
    Reply upload(const std::string& bytes) { return submit(part("image", bytes) + "--b--\r\n"); }
    /// The address of a new image of these bytes.
    std::string keep(const std::string& bytes) {
        const auto reply = upload(bytes);
        EXPECT_EQ(reply.status(), 201U) << reply.body();
        return std::string(reply.data().at("url").as_string());
    }
    Reply get(const std::string& url, const HeaderFields& fields = {}, const std::string& method = "GET") {
        return bench.send_as(ada, method, url, {}, fields);
    }

    ApiTestBench bench;
    Person ada;
};

TEST(ImageRoutes, upload_answers_with_where_the_image_is_and_its_measures) {
    Gallery gallery;
    const std::string bytes("PNG\r\n\r\n--\0x", 11);
    const auto reply = gallery.submit(part("other", "ignored") + part("image", bytes) + "--b--");
    EXPECT_EQ(reply.status(), 201U);
    auto data = reply.data().as_object();
    const std::string url(data.at("url").as_string());
    EXPECT_TRUE(url.starts_with("/api/images/"));
    data.erase("url");
    EXPECT_EQ(boost::json::value(data),
              boost::json::parse(R"({"width":4,"height":3,"bytes":11,"contentType":"image/png"})"));
    EXPECT_EQ(gallery.get(url).body(), bytes);
}

TEST(ImageRoutes, upload_takes_ten_mebibytes_and_not_one_byte_more) {
    Gallery gallery;
    std::string bytes = "PNG" + std::string(chat::image_bytes_max - 3, 'x');
    EXPECT_EQ(gallery.upload(bytes).status(), 201U);
    const auto reply = gallery.upload(bytes + 'x');
    EXPECT_EQ(reply.status(), 413U);
    EXPECT_EQ(reply.code(), "image_too_large");
    EXPECT_EQ(gallery.upload(bytes + std::string(upload_bytes_max, 'x')).code(), "image_too_large");
}

TEST(ImageRoutes, upload_refuses_what_is_no_image) {
    Gallery gallery;
    for (const auto* bytes : {"plain text", ""}) {
        const auto reply = gallery.upload(bytes);
        EXPECT_EQ(reply.status(), 415U) << bytes;
        EXPECT_EQ(reply.code(), "unsupported_image");
    }
}

TEST(ImageRoutes, upload_wants_a_form_with_one_image) {
    Gallery gallery;
    EXPECT_EQ(gallery.submit(part("file", "PNG") + "--b--").refused_fields(), Fields{"image"});
    EXPECT_EQ(gallery.submit(part("image", "PNG") + part("image", "PNG") + "--b--").refused_fields(),
              Fields{"image"});
    EXPECT_EQ(gallery.submit("PNG").code(), "bad_multipart");
    EXPECT_EQ(gallery.submit("").status(), 400U);
    EXPECT_EQ(gallery.submit(part("image", "PNG") + "--b--", "multipart/form-data").code(), "bad_multipart");
    const auto json = gallery.submit("{}", "application/json");
    EXPECT_EQ(json.status(), 415U);
    EXPECT_EQ(json.code(), "unsupported_media_type");
    EXPECT_EQ(gallery.submit("PNG", "image/png").code(), "unsupported_media_type");
}

TEST(ImageRoutes, an_image_is_served_so_that_it_can_only_be_an_image) {
    Gallery gallery;
    const auto url = gallery.keep("PNG bytes");
    const auto reply = gallery.get(url);
    EXPECT_EQ(reply.status(), 200U);
    EXPECT_EQ(reply.field("Content-Type"), "image/png");
    EXPECT_EQ(reply.field("ETag"), '"' + url.substr(std::string("/api/images/").size()) + '"');
    EXPECT_EQ(reply.field("Cache-Control"), "private, immutable, max-age=31536000");
    EXPECT_EQ(reply.field("Accept-Ranges"), "bytes");
    EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.field("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(reply.field("Content-Disposition"), "inline");
    EXPECT_EQ(reply.field("Cross-Origin-Resource-Policy"), "same-origin");
}

TEST(ImageRoutes, an_image_is_for_signed_in_users_only) {
    Gallery gallery;
    const auto url = gallery.keep("PNG bytes");
    EXPECT_EQ(gallery.bench.send("GET", url).status(), 401U);
    EXPECT_EQ(gallery.bench.send_by_cookie(gallery.ada, "GET", url).status(), 200U);
}

TEST(ImageRoutes, an_image_that_the_client_holds_is_not_sent_again) {
    Gallery gallery;
    const auto url = gallery.keep("PNG bytes");
    const auto etag = gallery.get(url).field("ETag");
    const auto reply = gallery.get(url, {{"If-None-Match", etag}});
    EXPECT_EQ(reply.status(), 304U);
    EXPECT_EQ(reply.body(), "");
    EXPECT_EQ(reply.field("ETag"), etag);
    EXPECT_EQ(reply.field("Cache-Control"), "private, immutable, max-age=31536000");
    EXPECT_EQ(gallery.get(url, {{"If-None-Match", "\"other\""}}).status(), 200U);
}

TEST(ImageRoutes, a_part_of_an_image_is_served_by_range) {
    Gallery gallery;
    const auto url = gallery.keep("PNG4567890");
    const auto middle = gallery.get(url, {{"Range", "bytes=3-5"}});
    EXPECT_EQ(middle.status(), 206U);
    EXPECT_EQ(middle.body(), "456");
    EXPECT_EQ(middle.field("Content-Range"), "bytes 3-5/10");
    EXPECT_EQ(gallery.get(url, {{"Range", "bytes=-2"}}).body(), "90");
    EXPECT_EQ(gallery.get(url, {{"Range", "bytes=8-"}}).field("Content-Range"), "bytes 8-9/10");

    const auto beyond = gallery.get(url, {{"Range", "bytes=10-"}});
    EXPECT_EQ(beyond.status(), 416U);
    EXPECT_EQ(beyond.code(), "range_not_satisfiable");
    EXPECT_EQ(beyond.field("Content-Range"), "bytes */10");

    const auto several = gallery.get(url, {{"Range", "bytes=0-1,3-4"}});
    EXPECT_EQ(several.status(), 200U);
    EXPECT_EQ(several.body(), "PNG4567890");
    EXPECT_EQ(gallery.get(url, {{"Range", "bytes=0-1"}}, "HEAD").status(), 200U);
}

TEST(ImageRoutes, an_unknown_image_is_not_found) {
    Gallery gallery;
    EXPECT_EQ(gallery.get("/api/images/0197f000-0000-7000-8000-00000000ffff").code(), "not_found");
    EXPECT_EQ(gallery.get("/api/images/cat.png").code(), "not_found");
}

}  // namespace
}  // namespace chatter::http
