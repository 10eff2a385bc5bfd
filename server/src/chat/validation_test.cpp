#include "chat/validation.hpp"

#include <gtest/gtest.h>

#include "chat/errc.hpp"

namespace chatter::chat {
namespace {

std::string repeat(std::string_view text, std::size_t times) {
    std::string repeated;
    for (std::size_t i = 0; i < times; ++i) repeated += text;
    return repeated;
}

TEST(Validation, reports_all_failing_fields_together) {
    Validation validation;
    validation.check("username", complaint_about_username("x"));
    validation.check("displayName", complaint_about_display_name("Fine"));
    validation.check("password", complaint_about_password("short"));
    const auto result = validation.result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, make_error_code(Errc::validation_failed));
    ASSERT_EQ(result.error().fields.size(), 2U);
    EXPECT_EQ(result.error().fields[0].field, "username");
    EXPECT_EQ(result.error().fields[1].field, "password");
    EXPECT_FALSE(result.error().fields[1].message.empty());
}

TEST(Validation, passes_when_nothing_was_noted) { EXPECT_TRUE(Validation().result().has_value()); }

TEST(Validation, knows_usernames) {
    for (const std::string_view name : {"ab", "a.b-c_d", "0x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        EXPECT_FALSE(complaint_about_username(name)) << name;
    for (const std::string_view name :
         {"", "a", ".ab", "-ab", "_ab", "aB", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "añ", "a\n", "a@"})
        EXPECT_TRUE(complaint_about_username(name)) << name;
}

TEST(Validation, takes_display_names_of_any_script) {
    for (const std::string_view name :
         {"Ada", "Иван Петров", "日本 太郎", "אבי", "👩‍👩‍👧", "❤️", "❤️‍🔥",
          "👩🏽‍🚀 Mae", "1\uFE0F\u20E3", "™\uFE0F", "x"})
        EXPECT_FALSE(complaint_about_display_name(name)) << name;
    EXPECT_FALSE(complaint_about_display_name(repeat("日", 64)));
    EXPECT_TRUE(complaint_about_display_name(repeat("日", 65)));
}

TEST(Validation, refuses_display_names_that_deceive) {
    for (const std::string_view name :
         {"",         "   ",       "\u3000",   "a\nb",     "a\tb",          "a\u0085",  "a\u2028b",
          "a\u202Eb", "a\u2066b",  "a\u200Eb", "\u061Ca",  "a\u200Bb",      "a\u200Db", "👩\u200D",
          "\u200D👩", "👩\u200Dx", "\uFEFFa",  "a\u00ADb", "\u2060a",       "\u3164",   "\xFF",
          "a\xC3",    "a\uFE0F",   "a\uFE00b", "\uFE0Fa",  "❤\uFE0F\uFE0F", "a\uFFF9b"})
        EXPECT_TRUE(complaint_about_display_name(name)) << name;
}

TEST(Validation, takes_status_texts_as_display_names_but_empty_too) {
    for (const std::string_view text : {"", "In Lisbon until Monday 🌴", "אבי"})
        EXPECT_FALSE(complaint_about_status_text(text)) << text;
    EXPECT_FALSE(complaint_about_status_text(repeat("日", 100)));
    EXPECT_TRUE(complaint_about_status_text(repeat("日", 101)));
    for (const std::string_view text : {"a\nb", "a\u202Eb", "a\u200Bb", "\xFF"})
        EXPECT_TRUE(complaint_about_status_text(text)) << text;
}

TEST(Validation, counts_passwords_in_code_points) {
    EXPECT_TRUE(complaint_about_password("1234567"));
    EXPECT_FALSE(complaint_about_password("12345678"));
    EXPECT_FALSE(complaint_about_password("密码密码密码密码"));
    EXPECT_FALSE(complaint_about_password(repeat("密", 256)));
    EXPECT_TRUE(complaint_about_password(repeat("密", 257)));
    EXPECT_TRUE(complaint_about_password(std::string_view("1234\0005678", 9)));
    EXPECT_TRUE(complaint_about_password("12345678\xFF"));
}

TEST(Validation, looks_at_email_addresses_loosely) {
    for (const std::string_view email : {"a@b", "ada.l+x@example.org", "ада@пример.рф"})
        EXPECT_FALSE(complaint_about_email(email)) << email;
    for (const std::string_view email : {"ab", "@ab", "ab@", "a@b@c", "a b@c", "a@\u200Bb", "a@b\n"})
        EXPECT_TRUE(complaint_about_email(email)) << email;
    EXPECT_TRUE(complaint_about_email(repeat("a", 253) + "@b"));
}

TEST(Validation, knows_room_names_and_topics) {
    EXPECT_FALSE(complaint_about_room_name("General — Allgemeines 💬"));
    EXPECT_FALSE(complaint_about_room_name(repeat("é", 80)));
    EXPECT_TRUE(complaint_about_room_name(repeat("é", 81)));
    for (const std::string_view name :
         {"", " ", "a\nb", "a\u202Eb", "\u200B", "a\u200Bb", "a\u00ADb", "a\uFE0F"})
        EXPECT_TRUE(complaint_about_room_name(name)) << name;
    EXPECT_FALSE(complaint_about_topic(""));
    EXPECT_FALSE(complaint_about_topic(repeat("é", 250)));
    EXPECT_TRUE(complaint_about_topic(repeat("é", 251)));
    EXPECT_TRUE(complaint_about_topic("a\x01"));
}

TEST(Validation, knows_message_content) {
    EXPECT_FALSE(complaint_about_content("x"));
    EXPECT_FALSE(complaint_about_content("  kept as sent \n"));
    EXPECT_FALSE(complaint_about_content(repeat("語", 4000)));
    EXPECT_TRUE(complaint_about_content(repeat("語", 4001)));
    for (const std::string_view content :
         {"", " \t\r\n", "\u00A0\u2003\u3000", "\u200B", "\xC0\x80", "\xED\xA0\x80"})
        EXPECT_TRUE(complaint_about_content(content)) << content;
    EXPECT_TRUE(complaint_about_content(std::string_view("a\0b", 3)));
}

TEST(Validation, knows_client_ids) {
    EXPECT_FALSE(complaint_about_client_id("x"));
    EXPECT_FALSE(complaint_about_client_id(repeat("é", 64)));
    EXPECT_TRUE(complaint_about_client_id(""));
    EXPECT_TRUE(complaint_about_client_id(repeat("é", 65)));
    EXPECT_TRUE(complaint_about_client_id("\xFF"));
}

}  // namespace
}  // namespace chatter::chat
