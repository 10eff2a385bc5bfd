#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using testing::Person;
using Fields = std::vector<std::string>;

struct Talk {
    Talk() : ada(bench.sign_up("ada")), room(bench.make_room(ada, "General")) {
        for (const auto* content : {"a red fox", "a dog", "foxes"})
            EXPECT_EQ(bench
                          .send_as(ada, "POST", "/api/rooms/" + room + "/messages",
                                   R"({"content":")" + std::string(content) + "\"}")
                          .status(),
                      201U);
    }

    testing::Reply search(const std::string& query) {
        return bench.send_as(ada, "GET", "/api/search" + query);
    }

    ApiTestBench bench;
    Person ada;
    std::string room;
};

TEST(SearchRoutes, answer_with_messages_their_rooms_and_what_to_highlight) {
    Talk talk;
    const auto reply = talk.search("?q=fox");
    ASSERT_EQ(reply.status(), 200U);
    const auto data = reply.data();
    EXPECT_TRUE(data.at("nextBefore").is_null());
    const auto& results = data.at("results").as_array();
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].at("message").at("content").as_string(), "foxes");
    EXPECT_EQ(results[1].at("message").at("content").as_string(), "a red fox");
    EXPECT_EQ(results[1].at("room").at("id").as_string(), talk.room);
    EXPECT_EQ(results[1].at("room").at("name").as_string(), "General");
    EXPECT_EQ(results[1].at("highlights"), boost::json::parse(R"([{"start":6,"end":9}])"));
}

std::string first_id_of(const boost::json::value& page) {
    return std::string(page.at("results").as_array().at(0).at("message").at("id").as_string());
}

TEST(SearchRoutes, go_on_where_a_page_ended) {
    Talk talk;
    const auto first = talk.search("?q=fox&limit=1").data();
    ASSERT_EQ(first.at("results").as_array().size(), 1U);
    const std::string before(first.at("nextBefore").as_string());
    const auto rest = talk.search("?q=fox&limit=1&before=" + before).data();
    ASSERT_EQ(rest.at("results").as_array().size(), 1U);
    EXPECT_EQ(rest.at("results").as_array()[0].at("message").at("content").as_string(), "a red fox");
    EXPECT_TRUE(rest.at("nextBefore").is_null());
    const auto newer = talk.search("?q=fox&after=" + first_id_of(rest)).data();
    ASSERT_EQ(newer.at("results").as_array().size(), 1U);
    EXPECT_EQ(first_id_of(newer), first_id_of(first));
}

TEST(SearchRoutes, look_into_one_room_or_for_one_author) {
    Talk talk;
    const auto other = talk.bench.make_room(talk.ada, "Other");
    EXPECT_TRUE(talk.search("?q=fox&roomId=" + other).data().at("results").as_array().empty());
    EXPECT_EQ(talk.search("?q=fox&roomId=" + talk.room).data().at("results").as_array().size(), 2U);
    EXPECT_EQ(talk.search("?q=fox&authorId=" + talk.ada.id).data().at("results").as_array().size(), 2U);
    EXPECT_TRUE(talk.search("?q=fox&authorId=" + talk.room).data().at("results").as_array().empty());
}

TEST(SearchRoutes, refuse_what_is_wrong_by_its_name) {
    Talk talk;
    EXPECT_EQ(talk.search("").refused_fields(), Fields{"q"});
    EXPECT_EQ(talk.search("?q=%20&limit=0").refused_fields(), (Fields{"q", "limit"}));
    EXPECT_EQ(talk.search("?q=fox&roomId=x&authorId=&before=1&after=2&limit=many").refused_fields(),
              (Fields{"roomId", "authorId", "before", "after", "limit"}));
    EXPECT_EQ(talk.search("?q=%FF").status(), 422U);
    EXPECT_EQ(talk.search("?q=fox&roomId=" + talk.ada.id).code(), "not_found");
    EXPECT_EQ(talk.bench.send("GET", "/api/search?q=fox").code(), "unauthorized");
}

}  // namespace
}  // namespace chatter::http
