#include "wire/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/errc.hpp"
#include "chat/errc.hpp"

namespace chatter::wire {
namespace {

namespace json = boost::json;

struct Expected {
    Error error;
    unsigned status;
    std::string_view code;
};

TEST(Problem, gives_every_error_its_status_and_word) {
    const Expected table[] = {
        {chat::Errc::validation_failed, 422, "validation_failed"},
        {chat::Errc::not_found, 404, "not_found"},
        {chat::Errc::forbidden, 403, "forbidden"},
        {chat::Errc::unauthorized, 401, "unauthorized"},
        {chat::Errc::invalid_credentials, 401, "invalid_credentials"},
        {chat::Errc::account_deactivated, 403, "account_deactivated"},
        {chat::Errc::registration_closed, 403, "registration_closed"},
        {chat::Errc::username_taken, 409, "username_taken"},
        {chat::Errc::room_name_taken, 409, "room_name_taken"},
        {chat::Errc::last_owner, 409, "last_owner"},
        {chat::Errc::last_admin, 409, "last_admin"},
        {chat::Errc::direct_room_closed, 409, "direct_room_closed"},
        {chat::Errc::room_archived, 409, "room_archived"},
        {chat::Errc::too_many_blocks, 409, "too_many_blocks"},
        {chat::Errc::image_too_large, 413, "image_too_large"},
        {chat::Errc::unsupported_image, 415, "unsupported_image"},
        {chatter::Errc::busy, 503, "busy"},
        {chatter::Errc::unavailable, 503, "unavailable"},
        {chatter::Errc::internal, 500, "internal"},
        {std::make_error_code(std::errc::no_space_on_device), 500, "internal"},
    };
    for (const auto& [error, status, code] : table) {
        const auto problem = to_problem(error.code);
        EXPECT_EQ(problem.status, status) << code;
        EXPECT_EQ(problem.code, code);
        EXPECT_FALSE(problem.sentence.empty()) << code;
    }
}

TEST(Problem, has_the_members_of_rfc_9457) {
    EXPECT_EQ(json::value(problem_json(chat::Errc::username_taken)),
              json::parse(R"({"type":"about:blank","title":"Conflict","status":409,"code":"username_taken",
                              "detail":"That username is taken."})"));
}

TEST(Problem, prefers_the_errors_own_detail_and_lists_refused_fields) {
    const Error error(chat::Errc::validation_failed, "Two fields are wrong.",
                      {{"username", "Too short."}, {"password", "Required."}});
    const auto problem = problem_json(error);
    EXPECT_EQ(problem.at("detail").as_string(), "Two fields are wrong.");
    EXPECT_EQ(problem.at("title").as_string(), "Unprocessable Content");
    EXPECT_EQ(problem.at("errors"), json::parse(R"([{"field":"username","message":"Too short."},
                                                    {"field":"password","message":"Required."}])"));
}

TEST(Problem, tells_a_client_nothing_about_our_own_faults) {
    const auto problem = problem_json({chatter::Errc::internal, "row 5 of table users is damaged"});
    EXPECT_EQ(json::serialize(problem).find("users"), std::string::npos);
}

TEST(Problem, becomes_an_acks_error) {
    const Error error(chat::Errc::validation_failed, {}, {{"content", "Required."}});
    EXPECT_EQ(json::value(ack_error_json(error)),
              json::parse(R"({"code":"validation_failed","message":"Some of this is not right.",
                              "errors":[{"field":"content","message":"Required."}]})"));
    EXPECT_FALSE(ack_error_json(chat::Errc::forbidden).contains("errors"));
}

}  // namespace
}  // namespace chatter::wire
