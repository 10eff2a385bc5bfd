#include "socketio/engineio/sid.hpp"

#include <gtest/gtest.h>

namespace chatter::engineio {
namespace {

TEST(Sid, says_which_worker_has_the_session) {
    SystemRandom random;
    for (const std::size_t worker : {0U, 1U, 63U, 64U, 200U}) {
        const auto sid = make_sid(worker, random);
        EXPECT_EQ(sid.size(), 20U);
        EXPECT_EQ(worker_of_sid(sid, 201), worker);
        EXPECT_EQ(worker_of_sid(sid, worker), std::nullopt) << "there is no such worker";
    }
    EXPECT_NE(make_sid(0, random), make_sid(0, random));
    for (const char* no_sid :
         {"", "A", "AA", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "*AAAAAAAAAAAAAAAAAAA"})
        EXPECT_EQ(worker_of_sid(no_sid, 1), std::nullopt) << no_sid;
}

TEST(Sid, is_any_text) {
    for (const std::string text :
         {"", "a", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA"})
        EXPECT_EQ(Sid(text).view(), text);
}

TEST(SidDirectory, gives_each_sid_once) {
    SidDirectory directory;
    EXPECT_TRUE(directory.add("a", 1));
    EXPECT_FALSE(directory.add("a", 2));
    EXPECT_EQ(directory.find("a"), 1U);
    directory.remove("a");
    EXPECT_EQ(directory.find("a"), std::nullopt);
    EXPECT_TRUE(directory.add("a", 2));
}

}  // namespace
}  // namespace chatter::engineio
