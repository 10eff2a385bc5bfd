#include "app/backup.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/database_lock.hpp"
#include "store/errc.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::app {
namespace {

using namespace std::chrono_literals;
using store::sqlite::Connection;
using store::sqlite::OpenMode;
using store::sqlite::testing::TempFolder;

const std::atomic<bool> never = false;

void execute(const std::string& path, const std::string& text) {
    const auto db = Connection::open(path, OpenMode::read_write, 5s).value();
    db->execute(text.c_str());
    ASSERT_FALSE(db->failed()) << text;
}

/// A database that is told from others by its one user.
void make_database(const std::string& path, const std::string& username) {
    ASSERT_TRUE(store::sqlite::migrate(path).has_value());
    execute(
        path,
        "INSERT INTO users (id, username, display_name, display_name_key, role, password_hash, created_at)"
        " VALUES (randomblob(16), '" +
            username + "', '', '', 0, '', 0)");
}

/// That somebody is there shows in that nobody can be added again.
void expect_user(const std::string& path, const std::string& username) {
    const auto db = Connection::open(path, OpenMode::read_write, 5s).value();
    const auto statement = "INSERT INTO users SELECT * FROM users WHERE username = '" + username + "'";
    db->execute(statement.c_str());
    EXPECT_TRUE(db->failed()) << username << " is not in " << path;
}

TEST(Backup, and_restore_give_back_the_same_database) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(folder.database(), "ada");
    const auto backed_up = back_up(folder.database(), file, never);
    ASSERT_TRUE(backed_up.has_value()) << backed_up.error().detail;

    const auto elsewhere = folder.path() + "/elsewhere.db";
    const auto restored = restore(file, elsewhere, Existing::refuse, never);

    ASSERT_TRUE(restored.has_value()) << restored.error().detail;
    EXPECT_FALSE(restored->kept_aside.has_value());
    EXPECT_TRUE(restored->migrations.empty());
    expect_user(elsewhere, "ada");
}

TEST(Backup, overwrites_no_file) {
    const TempFolder folder;
    make_database(folder.database(), "ada");
    const auto file = folder.path() + "/backup";
    std::ofstream(file) << "precious";
    EXPECT_FALSE(back_up(folder.database(), file, never).has_value());
    EXPECT_EQ(std::filesystem::file_size(file), 8U);
    EXPECT_FALSE(back_up(folder.database(), folder.database(), never).has_value());
    expect_user(folder.database(), "ada");
}

TEST(Restore, replaces_a_database_only_when_told_and_keeps_it) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(file, "ada");
    make_database(folder.database(), "bob");

    EXPECT_FALSE(restore(file, folder.database(), Existing::refuse, never).has_value());
    expect_user(folder.database(), "bob");
    const auto restored = restore(file, folder.database(), Existing::keep_aside, never);

    ASSERT_TRUE(restored.has_value()) << restored.error().detail;
    expect_user(folder.database(), "ada");
    expect_user(restored->kept_aside.value(), "bob");
}

TEST(Restore, replaces_a_database_that_cannot_be_read_and_keeps_its_log_with_it) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(file, "ada");
    std::ofstream(folder.database()) << std::string(5000, 'x');
    std::ofstream(folder.database() + "-wal") << "log";

    const auto restored = restore(file, folder.database(), Existing::keep_aside, never);

    ASSERT_TRUE(restored.has_value()) << restored.error().detail;
    expect_user(folder.database(), "ada");
    EXPECT_EQ(std::filesystem::file_size(*restored->kept_aside), 5000U);
    EXPECT_EQ(std::filesystem::file_size(*restored->kept_aside + "-wal"), 3U);
}

TEST(Restore, does_not_leave_the_log_of_a_lost_database_to_the_new_one) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(file, "ada");
    std::ofstream(folder.database() + "-wal") << "log";
    EXPECT_FALSE(restore(file, folder.database(), Existing::refuse, never).has_value());
    const auto restored = restore(file, folder.database(), Existing::keep_aside, never);
    ASSERT_TRUE(restored.has_value()) << restored.error().detail;
    EXPECT_EQ(std::filesystem::file_size(*restored->kept_aside), 3U);
    expect_user(folder.database(), "ada");
}

TEST(Restore, keeps_off_a_database_that_a_server_holds) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(file, "ada");
    make_database(folder.database(), "bob");
    const auto server = DatabaseLock::take(folder.database());
    ASSERT_TRUE(server.has_value());
    EXPECT_FALSE(restore(file, folder.database(), Existing::keep_aside, never).has_value());
    expect_user(folder.database(), "bob");
}

TEST(Restore, takes_no_backup_of_a_newer_program) {
    const TempFolder folder;
    const auto file = folder.path() + "/backup";
    make_database(file, "ada");
    execute(file, "INSERT INTO migrations VALUES (9999, '9999_from_the_future', 'x', 0)");
    const auto restored = restore(file, folder.database(), Existing::refuse, never);
    ASSERT_FALSE(restored.has_value());
    EXPECT_EQ(restored.error().code, make_error_code(store::Errc::newer_schema));
    EXPECT_FALSE(std::filesystem::exists(folder.database()));
    EXPECT_FALSE(std::filesystem::exists(folder.database() + ".partial"));
}

}  // namespace
}  // namespace chatter::app
