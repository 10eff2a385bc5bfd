#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using namespace std::chrono_literals;
using testing::ApiTestBench;
using testing::Person;
using Fields = std::vector<std::string>;

std::vector<std::string> names_of(const boost::json::value& data) {
    std::vector<std::string> names;
    for (const auto& room : data.at("rooms").as_array()) names.emplace_back(room.at("name").as_string());
    return names;
}

TEST(RoomRoutes, create_answers_with_the_room_as_its_owner_sees_it) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto reply =
        bench.send_as(ada, "POST", "/api/rooms", R"({"kind":"public","name":"General","topic":"All"})");
    EXPECT_EQ(reply.status(), 201U);
    const auto data = reply.data();
    const auto& room = data.at("room");
    EXPECT_EQ(room.at("kind").as_string(), "public");
    EXPECT_EQ(room.at("name").as_string(), "General");
    EXPECT_EQ(room.at("topic").as_string(), "All");
    EXPECT_EQ(room.at("memberCount").as_int64(), 1);
    EXPECT_EQ(room.at("membership").at("role").as_string(), "owner");
    EXPECT_TRUE(room.at("lastMessageAt").is_null());
    EXPECT_EQ(bench.send_as(ada, "POST", "/api/rooms", R"({"kind":"public","name":"GENERAL"})").code(),
              "room_name_taken");
}

TEST(RoomRoutes, create_gives_back_the_one_direct_room_of_the_same_people) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto first =
        bench.send_as(ada, "POST", "/api/rooms", R"({"kind":"direct","userIds":[")" + bob.id + R"("]})");
    EXPECT_EQ(first.status(), 201U);
    const auto second =
        bench.send_as(bob, "POST", "/api/rooms", R"({"kind":"direct","userIds":[")" + ada.id + R"("]})");
    EXPECT_EQ(second.status(), 200U);
    EXPECT_EQ(first.data().at("room").at("id"), second.data().at("room").at("id"));
    EXPECT_EQ(second.data().at("room").at("members").as_array().size(), 2U);
}

TEST(RoomRoutes, create_names_every_field_that_is_wrong) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    std::string many = R"({"kind":"private","name":"x","userIds":[)";
    for (int i = 0; i < 501; ++i) many += (i == 0 ? "\"" : ",\"") + ada.id + "\"";
    const std::pair<std::string, Fields> table[] = {
        {R"({})", {"kind"}},
        {R"({"kind":"secret","name":"x"})", {"kind"}},
        {R"({"kind":"","name":"x"})", {"kind"}},
        {R"({"kind":1,"name":2,"topic":3,"userIds":4})", {"kind", "name", "topic", "userIds"}},
        {R"({"kind":"public"})", {"name"}},
        {R"({"kind":"public","name":" "})", {"name"}},
        {R"({"kind":"private","name":"x","userIds":["nobody"]})", {"userIds"}},
        {R"({"kind":"private","name":"x","userIds":["0197f000-0000-7000-8000-00000000ffff"]})", {"userIds"}},
        {R"({"kind":"direct","userIds":[]})", {"userIds"}},
        {many + "]}", {"userIds"}},
    };
    for (const auto& [body, fields] : table) {
        const auto reply = bench.send_as(ada, "POST", "/api/rooms", body);
        EXPECT_EQ(reply.status(), 422U) << body;
        EXPECT_EQ(reply.refused_fields(), fields) << body;
    }
}

TEST(RoomRoutes, list_gives_my_rooms_with_the_latest_message_first) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto old = bench.make_room(ada, "Old");
    bench.clock.advance(1s);
    (void)bench.make_room(ada, "New");
    EXPECT_EQ(names_of(bench.send_as(ada, "GET", "/api/rooms").data()), (Fields{"New", "Old"}));
    bench.clock.advance(1s);
    (void)bench.send_as(ada, "POST", "/api/rooms/" + old + "/messages", R"({"content":"hi"})");
    EXPECT_EQ(names_of(bench.send_as(ada, "GET", "/api/rooms").data()), (Fields{"Old", "New"}));
    EXPECT_TRUE(names_of(bench.send_as(bench.sign_up("bob"), "GET", "/api/rooms").data()).empty());
}

TEST(RoomRoutes, list_discovers_public_rooms_by_query) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    (void)bench.make_room(ada, "Cats");
    (void)bench.make_room(ada, "Dogs");
    (void)bench.make_room(ada, "Secret cats", "private");
    const auto found = bench.send_as(bob, "GET", "/api/rooms?scope=public&query=cat").data();
    EXPECT_EQ(names_of(found), Fields{"Cats"});
    EXPECT_TRUE(found.at("rooms").as_array()[0].at("membership").is_null());
    EXPECT_EQ(names_of(bench.send_as(bob, "GET", "/api/rooms?scope=public").data()).size(), 2U);
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/rooms?scope=all").refused_fields(), Fields{"scope"});
    EXPECT_EQ(bench.send_as(bob, "GET", "/api/rooms?scope=public&query=%ff").refused_fields(),
              Fields{"query"});
}

TEST(RoomRoutes, list_is_answered_with_304_until_something_in_it_changes) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto room = bench.make_room(ada, "General");
    const auto first = bench.send_as(ada, "GET", "/api/rooms");
    const auto etag = first.field("ETag");
    EXPECT_EQ(first.field("Cache-Control"), "private, no-cache");
    EXPECT_TRUE(etag.starts_with('"') && etag.ends_with('"') && etag.size() > 10);

    const auto same = bench.send_as(ada, "GET", "/api/rooms", {}, {{"If-None-Match", etag}});
    EXPECT_EQ(same.status(), 304U);
    EXPECT_EQ(same.body(), "");
    EXPECT_EQ(same.field("ETag"), etag);
    EXPECT_EQ(same.field("Cache-Control"), "private, no-cache");
    EXPECT_EQ(same.field("Content-Type"), "");

    (void)bench.send_as(ada, "POST", "/api/rooms/" + room + "/messages", R"({"content":"hi"})");
    EXPECT_EQ(bench.send_as(ada, "GET", "/api/rooms", {}, {{"If-None-Match", etag}}).status(), 200U);
}

TEST(RoomRoutes, a_private_room_of_others_is_not_found_by_any_route) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto path = "/api/rooms/" + bench.make_room(ada, "Secret", "private");
    const std::tuple<const char*, std::string, const char*> table[] = {
        {"GET", path, ""},
        {"POST", path + "/join", ""},
        {"GET", path + "/members", ""},
        {"PUT", path + "/read", R"({"seq":1})"},
        {"GET", path + "/messages", ""},
        {"POST", path + "/messages", R"({"content":"hi"})"},
        {"POST", path + "/leave", ""},  // the last, for its owner leaves as well
    };
    for (const auto& [method, target, body] : table) {
        EXPECT_EQ(bench.send_as(bob, method, target, body).code(), "not_found") << method << target;
        EXPECT_LT(bench.send_as(ada, method, target, body).status(), 300U) << method << target;
    }
}

TEST(RoomRoutes, joining_and_leaving_change_the_members) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto bob = bench.sign_up("bob");
    const auto path = "/api/rooms/" + bench.make_room(ada, "General");

    EXPECT_TRUE(bench.send_as(bob, "GET", path).data().at("room").at("membership").is_null());
    const auto joined = bench.send_as(bob, "POST", path + "/join");
    EXPECT_EQ(joined.status(), 200U);
    EXPECT_EQ(joined.data().at("room").at("membership").at("role").as_string(), "member");
    EXPECT_EQ(joined.data().at("room").at("memberCount").as_int64(), 2);

    const auto stuck = bench.send_as(ada, "POST", path + "/leave");
    EXPECT_EQ(stuck.status(), 409U);
    EXPECT_EQ(stuck.code(), "last_owner");
    const auto left = bench.send_as(bob, "POST", path + "/leave");
    EXPECT_EQ(left.status(), 204U);
    EXPECT_EQ(left.body(), "");
    EXPECT_EQ(bench.send_as(ada, "GET", path).data().at("room").at("memberCount").as_int64(), 1);
}

TEST(RoomRoutes, members_come_page_by_page) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    bench.clock.advance(1s);  // pages are by id, and so by age
    const auto bob = bench.sign_up("bob");
    const auto path = "/api/rooms/" + bench.make_room(ada, "General");
    (void)bench.send_as(bob, "POST", path + "/join");

    const auto whole = bench.send_as(ada, "GET", path + "/members").data();
    EXPECT_EQ(whole.at("members").as_array().size(), 2U);
    EXPECT_TRUE(whole.at("nextCursor").is_null());

    const auto first = bench.send_as(ada, "GET", path + "/members?limit=1").data();
    ASSERT_EQ(first.at("members").as_array().size(), 1U);
    EXPECT_EQ(first.at("members").as_array()[0].at("role").as_string(), "owner");
    const std::string cursor(first.at("nextCursor").as_string());
    const auto second = bench.send_as(ada, "GET", path + "/members?limit=1&cursor=" + cursor).data();
    ASSERT_EQ(second.at("members").as_array().size(), 1U);
    EXPECT_EQ(second.at("members").as_array()[0].at("user").at("username").as_string(), "bob");
    EXPECT_TRUE(second.at("nextCursor").is_null());
}

TEST(RoomRoutes, members_refuse_wrong_limits_and_cursors) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto path = "/api/rooms/" + bench.make_room(ada, "General") + "/members";
    for (const auto* limit : {"0", "-1", "201", "x", "", "1.5", "99999999999999999999"})
        EXPECT_EQ(bench.send_as(ada, "GET", path + "?limit=" + limit).refused_fields(), Fields{"limit"})
            << limit;
    EXPECT_EQ(bench.send_as(ada, "GET", path + "?cursor=nonsense").refused_fields(), Fields{"cursor"});
}

TEST(RoomRoutes, the_read_marker_moves_up_and_is_clamped) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto path = "/api/rooms/" + bench.make_room(ada, "General");
    for (int i = 0; i < 3; ++i) (void)bench.send_as(ada, "POST", path + "/messages", R"({"content":"hi"})");
    const auto marker = [&](const std::string& seq) {
        const auto reply = bench.send_as(ada, "PUT", path + "/read", R"({"seq":)" + seq + "}");
        EXPECT_EQ(reply.status(), 200U) << seq;
        return reply.data().at("membership").at("lastReadSeq").as_int64();
    };
    EXPECT_EQ(marker("2"), 2);
    EXPECT_EQ(marker("1"), 2);
    EXPECT_EQ(marker("3.0"), 3);
    EXPECT_EQ(marker("9007199254740992"), 3);
}

TEST(RoomRoutes, the_read_marker_wants_a_whole_number_and_membership) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada");
    const auto path = "/api/rooms/" + bench.make_room(ada, "General") + "/read";
    for (const auto* seq : {"-1", "1.5", "1e400", "\"1\"", "null", "99999999999999999999", "{}"})
        EXPECT_EQ(bench.send_as(ada, "PUT", path, std::string(R"({"seq":)") + seq + "}").refused_fields(),
                  Fields{"seq"})
            << seq;
    const auto stranger = bench.send_as(bench.sign_up("bob"), "PUT", path, R"({"seq":1})");
    EXPECT_EQ(stranger.status(), 403U);
    EXPECT_EQ(stranger.code(), "forbidden");
}

}  // namespace
}  // namespace chatter::http
