#include "app/database_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace chatter::app {
namespace {

TEST(DatabaseLock, is_held_by_one_at_a_time_and_names_the_holder) {
    const auto path =
        std::filesystem::path(testing::TempDir()) / ("database_lock_test_" + std::to_string(::getpid()));
    {
        const auto first = DatabaseLock::take(path);
        ASSERT_TRUE(first);
        const auto second = DatabaseLock::take(path);
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().detail.find("(process " + std::to_string(::getpid()) + ")"),
                  std::string::npos)
            << second.error().detail;
    }
    EXPECT_TRUE(DatabaseLock::take(path)) << "let go of with the first";
    std::filesystem::remove(path.string() + ".lock");
}

TEST(DatabaseLock, says_when_its_file_cannot_be_made) {
    const auto lock = DatabaseLock::take("/nonexistent/folder/chatter.db");
    ASSERT_FALSE(lock);
    EXPECT_NE(lock.error().detail.find("/nonexistent/folder/chatter.db.lock"), std::string::npos);
}

}  // namespace
}  // namespace chatter::app
