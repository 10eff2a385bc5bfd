#include <gtest/gtest.h>

#include "http/testing/api_test_bench.hpp"

namespace chatter::http {
namespace {

using testing::ApiTestBench;
using testing::Person;
using Fields = std::vector<std::string>;

/// A room of ada's with messages 1 to `count`.
struct Conversation {
    explicit Conversation(int count) : ada(bench.sign_up("ada")) {
        path = "/api/rooms/" + bench.make_room(ada, "General") + "/messages";
        for (int i = 1; i <= count; ++i)
            EXPECT_EQ(post(R"({"content":")" + std::to_string(i) + "\"}").status(), 201U);
    }

    testing::Reply post(const std::string& body) { return bench.send_as(ada, "POST", path, body); }
    testing::Reply history(const std::string& query) { return bench.send_as(ada, "GET", path + query); }

    ApiTestBench bench;
    Person ada;
    std::string path;
};

std::vector<std::int64_t> seqs_of(const boost::json::value& data) {
    std::vector<std::int64_t> seqs;
    for (const auto& message : data.at("messages").as_array()) seqs.push_back(message.at("seq").as_int64());
    return seqs;
}

using Seqs = std::vector<std::int64_t>;

TEST(MessageRoutes, post_answers_201_with_the_message) {
    Conversation talk(0);
    const auto reply = talk.post(R"({"content":" héllo\n","clientId":"c-1","replyTo":null,"unknown":1})");
    EXPECT_EQ(reply.status(), 201U);
    const auto data = reply.data();
    const auto& message = data.at("message").as_object();
    EXPECT_EQ(message.at("content").as_string(), " héllo\n");
    EXPECT_EQ(message.at("clientId").as_string(), "c-1");
    EXPECT_EQ(message.at("seq").as_int64(), 1);
    EXPECT_EQ(message.at("author").at("username").as_string(), "ada");
    EXPECT_TRUE(message.at("replyTo").is_null());
    EXPECT_FALSE(message.contains("image"));
}

TEST(MessageRoutes, post_answers_200_with_the_first_message_for_a_repeated_client_id) {
    Conversation talk(0);
    const auto first = talk.post(R"({"content":"once","clientId":"c-1"})");
    const auto again = talk.post(R"({"content":"twice","clientId":"c-1"})");
    EXPECT_EQ(again.status(), 200U);
    EXPECT_EQ(again.body(), first.body());
}

TEST(MessageRoutes, post_keeps_what_a_message_answers) {
    Conversation talk(1);
    const std::string id(talk.history("").data().at("messages").as_array()[0].at("id").as_string());
    const auto reply = talk.post(R"({"content":"yes","replyTo":")" + id + "\"}");
    EXPECT_EQ(reply.data().at("message").at("replyTo").at("seq").as_int64(), 1);
}

TEST(MessageRoutes, post_names_every_field_that_is_wrong) {
    Conversation talk(0);
    const auto content = [](const std::string& text) { return R"({"content":")" + text + "\"}"; };
    const std::pair<std::string, Fields> table[] = {
        {"{}", {"content"}},
        {R"({"content":null})", {"content"}},
        {R"({"content":["x"]})", {"content"}},
        {R"({"content":1,"clientId":2,"replyTo":3})", {"content", "clientId", "replyTo"}},
        {content(""), {"content"}},
        {content(R"( \n\t)"), {"content"}},
        {content(R"(a\u0000b)"), {"content"}},
        {content(std::string(4001, 'x')), {"content"}},
        {R"({"content":"x","clientId":""})", {"clientId"}},
        {R"({"content":"x","clientId":")" + std::string(65, 'c') + "\"}", {"clientId"}},
        {R"({"content":"x","replyTo":"nonsense"})", {"replyTo"}},
        {R"({"content":"x","replyTo":"0197f000-0000-7000-8000-00000000ffff"})", {"replyTo"}},
    };
    for (const auto& [body, fields] : table) {
        const auto reply = talk.post(body);
        EXPECT_EQ(reply.status(), 422U) << body;
        EXPECT_EQ(reply.refused_fields(), fields) << body;
    }
    EXPECT_EQ(talk.post(content(std::string(4000, 'x'))).status(), 201U);
}

TEST(MessageRoutes, a_public_room_is_read_by_anybody_but_written_by_members) {
    Conversation talk(2);
    const auto bob = talk.bench.sign_up("bob");
    EXPECT_EQ(seqs_of(talk.bench.send_as(bob, "GET", talk.path).data()), (Seqs{1, 2}));
    const auto refused = talk.bench.send_as(bob, "POST", talk.path, R"({"content":"hi"})");
    EXPECT_EQ(refused.status(), 403U);
    EXPECT_EQ(refused.code(), "forbidden");
}

TEST(MessageRoutes, history_of_an_unknown_room_is_not_found) {
    Conversation talk(0);
    const std::string unknown = "/api/rooms/0197f000-0000-7000-8000-00000000ffff/messages";
    EXPECT_EQ(talk.bench.send_as(talk.ada, "GET", unknown).code(), "not_found");
    EXPECT_EQ(talk.bench.send_as(talk.ada, "POST", unknown, R"({"content":"x"})").code(), "not_found");
}

TEST(MessageRoutes, history_answers_the_same_while_nothing_changes) {
    Conversation talk(3);
    const auto first = talk.history("?limit=2");
    const auto again = talk.history("?limit=2");
    EXPECT_EQ(again.body(), first.body());
    EXPECT_EQ(again.field("ETag"), first.field("ETag"));
    EXPECT_EQ(again.field("Cache-Control"), "private, no-cache");
    EXPECT_EQ(again.field("Content-Type"), "application/json");
}

TEST(MessageRoutes, history_has_another_etag_once_an_author_has_another_name) {
    Conversation talk(1);
    const auto before = talk.history("");
    talk.bench.store.rename("ada", "Countess");
    const auto after =
        talk.bench.send_as(talk.ada, "GET", talk.path, {}, {{"If-None-Match", before.field("ETag")}});
    EXPECT_EQ(after.status(), 200U);
    EXPECT_NE(after.body().find("Countess"), std::string::npos);
    EXPECT_NE(after.field("ETag"), before.field("ETag"));
    EXPECT_EQ(
        talk.bench.send_as(talk.ada, "GET", talk.path, {}, {{"If-None-Match", after.field("ETag")}}).status(),
        304U);
}

TEST(MessageRoutes, history_that_somebody_may_read_is_shown_to_nobody_else) {
    ApiTestBench bench;
    const auto ada = bench.sign_up("ada"), eve = bench.sign_up("eve");
    const auto path = "/api/rooms/" + bench.make_room(ada, "secret", "private") + "/messages";
    ASSERT_EQ(bench.send_as(ada, "POST", path, R"({"content":"hush"})").status(), 201U);
    ASSERT_EQ(bench.send_as(ada, "GET", path).status(), 200U);
    EXPECT_EQ(bench.send_as(eve, "GET", path).code(), "not_found");
}

TEST(MessageRoutes, history_gives_the_part_asked_for) {
    Conversation talk(60);
    const auto newest = talk.history("").data();
    EXPECT_EQ(seqs_of(newest).size(), 50U);
    EXPECT_EQ(seqs_of(newest).back(), 60);
    EXPECT_TRUE(newest.at("hasBefore").as_bool());
    EXPECT_FALSE(newest.at("hasAfter").as_bool());

    EXPECT_EQ(seqs_of(talk.history("?limit=2").data()), (Seqs{59, 60}));
    EXPECT_EQ(seqs_of(talk.history("?before=4&limit=2").data()), (Seqs{2, 3}));
    EXPECT_EQ(seqs_of(talk.history("?after=4&limit=2").data()), (Seqs{5, 6}));
    EXPECT_EQ(seqs_of(talk.history("?around=10&limit=3").data()), (Seqs{9, 10, 11}));
    EXPECT_TRUE(seqs_of(talk.history("?after=60").data()).empty());
    EXPECT_TRUE(seqs_of(talk.history("?before=0").data()).empty());
    EXPECT_EQ(seqs_of(talk.history("?before=9007199254740992&limit=1").data()), Seqs{60});
    EXPECT_TRUE(seqs_of(talk.history("?after=9007199254740992").data()).empty());
    EXPECT_EQ(seqs_of(talk.history("?limit=200").data()).size(), 60U);
}

TEST(MessageRoutes, history_refuses_bounds_that_are_none) {
    Conversation talk(3);
    for (const std::string name : {"before", "after", "around", "limit"}) {
        for (const auto* value : {"-1", "", "x", "1.5", "1e3", "0x10", "%31%zz", "+1", "1+1", "null",
                                  "9007199254740993", "99999999999999999999", "-99999999999999999999"}) {
            const auto reply = talk.history("?" + name + "=" + value);
            EXPECT_EQ(reply.status(), 422U) << name << "=" << value;
            EXPECT_EQ(reply.refused_fields(), Fields{name}) << value;
        }
    }
    EXPECT_EQ(talk.history("?limit=0").refused_fields(), Fields{"limit"});
    EXPECT_EQ(talk.history("?limit=201").refused_fields(), Fields{"limit"});
    EXPECT_EQ(talk.history("?before=x&limit=y").refused_fields(), (Fields{"before", "limit"}));
    EXPECT_EQ(talk.history("?before=1&after=1").status(), 422U);
}

TEST(MessageRoutes, history_is_answered_with_304_until_the_room_changes) {
    Conversation talk(3);
    const auto etag = talk.history("?limit=2").field("ETag");
    const auto ask = [&](const std::string& tag) {
        return talk.bench.send_as(talk.ada, "GET", talk.path + "?limit=2", {}, {{"If-None-Match", tag}})
            .status();
    };
    EXPECT_EQ(ask(etag), 304U);
    EXPECT_EQ(ask("\"other\", W/" + etag), 304U);
    EXPECT_EQ(ask("\"other\""), 200U);
    EXPECT_EQ(talk.history("?limit=2").field("Cache-Control"), "private, no-cache");
    (void)talk.post(R"({"content":"more"})");
    EXPECT_EQ(ask(etag), 200U);
}

}  // namespace
}  // namespace chatter::http
