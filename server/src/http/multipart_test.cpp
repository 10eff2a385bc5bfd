#include "http/multipart.hpp"

#include <gtest/gtest.h>

#include "http/errc.hpp"

namespace chatter::http {
namespace {

constexpr auto form_of_b = "multipart/form-data; boundary=b";

std::string field(const std::string& name, const std::string& content) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
}

TEST(Multipart, gives_every_part_its_name_and_bytes) {
    const std::string bytes("\r\n\0--b\r\n--\r", 11);
    const auto body = field("a", "one") + field("b", bytes) + field("c", "") + "--b--\r\n";
    const auto parts = parse_form(body, form_of_b);
    ASSERT_TRUE(parts) << parts.error().detail;
    ASSERT_EQ(parts->size(), 3U);
    EXPECT_EQ((*parts)[0].name, "a");
    EXPECT_EQ((*parts)[0].content, "one");
    EXPECT_EQ((*parts)[1].content, bytes);
    EXPECT_EQ((*parts)[2].name, "c");
    EXPECT_EQ((*parts)[2].content, "");
}

TEST(Multipart, reads_what_browsers_and_programs_write) {
    const std::string body =
        "--b \t\r\n"
        "content-type: image/png\r\n"
        "CONTENT-DISPOSITION: Form-Data; filename=\"C:\\cats\\\"a;b\\\".png\"; name=image\r\n"
        "X-Other: ; name=\"no\"\r\n"
        "\r\n"
        "bytes\r\n"
        "--b-- \r\nwhat follows is nothing";
    for (const auto* type :
         {"multipart/form-data; boundary=b", "Multipart/Form-Data; charset=utf-8; Boundary=\"b\"",
          "multipart/form-data;boundary=b;x=y"}) {
        const auto parts = parse_form(body, type);
        ASSERT_TRUE(parts) << type << ": " << parts.error().detail;
        ASSERT_EQ(parts->size(), 1U);
        EXPECT_EQ((*parts)[0].name, "image");
        EXPECT_EQ((*parts)[0].content, "bytes");
    }
}

TEST(Multipart, takes_an_empty_form) {
    const auto parts = parse_form("--b--", form_of_b);
    ASSERT_TRUE(parts);
    EXPECT_TRUE(parts->empty());
}

TEST(Multipart, refuses_every_form_that_is_cut_short) {
    const auto whole = field("a", "one") + field("image", "two") + "--b--";
    ASSERT_TRUE(parse_form(whole, form_of_b));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto parts = parse_form(std::string_view(whole).substr(0, length), form_of_b);
        ASSERT_FALSE(parts) << length;
        EXPECT_EQ(parts.error().code, Errc::bad_multipart);
    }
}

TEST(Multipart, refuses_broken_forms) {
    const std::string disposition = "Content-Disposition: form-data; name=\"a\"";
    const std::string table[] = {
        "preamble\r\n" + field("a", "x") + "--b--",
        "\r\n" + field("a", "x") + "--b--",
        "-b\r\n" + disposition + "\r\n\r\nx\r\n--b--",
        "--c\r\n" + disposition + "\r\n\r\nx\r\n--c--",
        "--bc\r\n" + disposition + "\r\n\r\nx\r\n--b--",
        "--b\n" + disposition + "\n\nx\n--b--",
        "--b\r\n" + disposition + "\r\n\r\nx\n--b--",
        "--b\r\n" + disposition + "\r\n\r\nx\r\n--bz\r\n\r\n--b--",
        "--b\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--",
        "--b\r\nno colon\r\n" + disposition + "\r\n\r\nx\r\n--b--",
        "--b\r\n: x\r\n" + disposition + "\r\n\r\nx\r\n--b--",
        "--b\r\n" + disposition + "\r\n" + disposition + "\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
        field("a", "x") + "--b--trailing",
        "--b\r\nX: " + std::string(5000, 'x') + "\r\n" + disposition + "\r\n\r\nx\r\n--b--",
    };
    for (const auto& body : table) {
        const auto parts = parse_form(body, form_of_b);
        ASSERT_FALSE(parts) << body.substr(0, 80);
        EXPECT_EQ(parts.error().code, Errc::bad_multipart) << body.substr(0, 80);
    }
}

TEST(Multipart, bounds_the_number_of_parts) {
    std::string body;
    for (int i = 0; i < 16; ++i) body += field("a", "x");
    EXPECT_TRUE(parse_form(body + "--b--", form_of_b));
    EXPECT_FALSE(parse_form(body + field("a", "x") + "--b--", form_of_b));
}

TEST(Multipart, refuses_boundaries_that_are_none) {
    for (const auto& type :
         {std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
          std::string("multipart/form-data; boundary=\"b"),
          "multipart/form-data; boundary=" + std::string(71, 'b'),
          std::string("multipart/form-data; boundary=\"a \""),
          std::string("multipart/form-data; boundary=\"a*b\"")}) {
        const auto parts = parse_form(field("a", "x") + "--b--", type);
        ASSERT_FALSE(parts) << type;
        EXPECT_EQ(parts.error().code, Errc::bad_multipart) << type;
    }
}

TEST(Multipart, refuses_other_media_types) {
    for (const auto* type : {"", "application/json", "multipart/mixed; boundary=b"}) {
        const auto parts = parse_form("--b--", type);
        ASSERT_FALSE(parts);
        EXPECT_EQ(parts.error().code, Errc::unsupported_media_type) << type;
    }
}

}  // namespace
}  // namespace chatter::http
