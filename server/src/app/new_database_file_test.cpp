#include "app/new_database_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::app {
namespace {

using store::sqlite::testing::TempFolder;

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t count_files(const TempFolder& folder) {
    const auto files = std::filesystem::directory_iterator(folder.path());
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(NewDatabaseFile, takes_its_place_when_it_is_told_and_is_private) {
    const TempFolder folder;
    auto made = NewDatabaseFile::make(folder.database());
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    write_file(made->path(), "new");
    EXPECT_FALSE(std::filesystem::exists(folder.database()));

    ASSERT_TRUE(made->put_in_place().has_value());

    EXPECT_EQ(read_file(folder.database()), "new");
    struct stat info{};
    ASSERT_EQ(stat(folder.database().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(count_files(folder), 1U);
}

TEST(NewDatabaseFile, goes_without_a_trace_when_it_is_given_up) {
    const TempFolder folder;
    {
        const auto made = NewDatabaseFile::make(folder.database()).value();
        write_file(made.path() + "-wal", "log");
    }
    EXPECT_EQ(count_files(folder), 0U);
}

TEST(NewDatabaseFile, overwrites_nothing) {
    const TempFolder folder;
    {
        auto made = NewDatabaseFile::make(folder.database()).value();
        write_file(folder.database(), "came meanwhile");
        EXPECT_FALSE(made.put_in_place().has_value());
    }
    EXPECT_EQ(read_file(folder.database()), "came meanwhile");
    EXPECT_EQ(count_files(folder), 1U);
}

TEST(NewDatabaseFile, is_made_by_one_at_a_time) {
    const TempFolder folder;
    const auto first = NewDatabaseFile::make(folder.database()).value();
    const auto second = NewDatabaseFile::make(folder.database());
    ASSERT_FALSE(second.has_value());
    EXPECT_NE(second.error().detail.find("another process is making it"), std::string::npos)
        << second.error().detail;
    EXPECT_TRUE(std::filesystem::exists(first.path()));
}

TEST(NewDatabaseFile, clears_away_what_a_killed_process_has_left) {
    const TempFolder folder;
    write_file(folder.database() + ".partial", "half");
    write_file(folder.database() + ".partial-journal", "half");
    const auto made = NewDatabaseFile::make(folder.database());
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(read_file(made->path()), "");
    EXPECT_EQ(count_files(folder), 1U);
}

TEST(NewDatabaseFile, follows_no_link_that_somebody_has_put_in_its_way) {
    const TempFolder folder;
    const auto victim = folder.path() + "/victim";
    write_file(victim, "precious");
    std::filesystem::create_symlink(victim, folder.database() + ".partial");
    const auto made = NewDatabaseFile::make(folder.database());
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().detail.find("is in the way"), std::string::npos) << made.error().detail;
    EXPECT_EQ(read_file(victim), "precious");
}

TEST(NewDatabaseFile, exchanges_itself_with_what_is_in_its_place) {
    const TempFolder folder;
    write_file(folder.database(), "old");
    const auto aside = folder.database() + ".aside";
    {
        auto made = NewDatabaseFile::make(folder.database()).value();
        write_file(made.path(), "new");
        ASSERT_TRUE(made.exchange(aside).has_value());
    }
    EXPECT_EQ(read_file(folder.database()), "new");
    EXPECT_EQ(read_file(aside), "old");
    EXPECT_EQ(count_files(folder), 2U);
}

TEST(NewDatabaseFile, keeps_the_old_file_when_the_name_aside_is_taken) {
    const TempFolder folder;
    write_file(folder.database(), "old");
    write_file(folder.database() + ".aside", "older");
    {
        auto made = NewDatabaseFile::make(folder.database()).value();
        EXPECT_FALSE(made.exchange(folder.database() + ".aside").has_value());
    }
    EXPECT_EQ(read_file(folder.database()), "old");
    EXPECT_EQ(read_file(folder.database() + ".aside"), "older");
    EXPECT_EQ(count_files(folder), 2U);
}

TEST(NewDatabaseFile, says_when_there_is_no_folder_for_it) {
    const auto made = NewDatabaseFile::make("/nonexistent/folder/copy.db");
    ASSERT_FALSE(made.has_value());
    EXPECT_NE(made.error().detail.find("/nonexistent/folder/copy.db"), std::string::npos);
}

}  // namespace
}  // namespace chatter::app
