#include "store/sqlite/migrations.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "store/contract/store_contract.hpp"
#include "store/errc.hpp"
#include "store/sqlite/store.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::TempFolder;

/// Runs `text` on the file as somebody with a database shell would.
void tamper(const std::string& path, const char* text) {
    const auto db = Connection::open(path, OpenMode::read_write, 5s).value();
    db->execute(text);
    ASSERT_FALSE(db->failed());
}

std::vector<std::string> pending_names(const std::string& path) {
    std::vector<std::string> names;
    const auto status = migration_status(path).value();
    for (const auto& migration : status)
        if (migration.is_pending()) names.push_back(migration.name);
    return names;
}

std::error_code open_code(const std::string& path) {
    RecordingSink sink;
    return code_of(Store::open({.path = path, .readers = 1, .writes = {}}, sink));
}

TEST(Migrations, make_a_private_file_with_every_table) {
    const TempFolder folder;
    const auto names = pending_names(folder.database());
    EXPECT_EQ(names.front(), "0001_create_tables");
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_FALSE(std::filesystem::exists(folder.database())) << "asking makes no file";

    EXPECT_EQ(migrate(folder.database()).value(), names);
    EXPECT_TRUE(pending_names(folder.database()).empty());
    EXPECT_GT(migration_status(folder.database())->at(0).applied_at,
              Time(std::chrono::seconds(1'700'000'000)));
    struct stat info{};
    ASSERT_EQ(stat(folder.database().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(open_code(folder.database()), std::error_code());
}

TEST(Migrations, do_nothing_the_second_time) {
    const TempFolder folder;
    ASSERT_TRUE(migrate(folder.database()).has_value());
    EXPECT_TRUE(migrate(folder.database()).value().empty());
}

TEST(Migrations, are_applied_once_when_many_migrate_at_once) {
    const TempFolder folder;
    const auto pending = pending_names(folder.database()).size();
    std::atomic<std::size_t> applied = 0;
    {
        std::vector<std::jthread> migrators;
        for (int i = 0; i < 4; ++i)
            migrators.emplace_back([&] { applied += migrate(folder.database()).value().size(); });
    }
    EXPECT_EQ(applied, pending);
    EXPECT_EQ(open_code(folder.database()), std::error_code());
}

TEST(Migrations, leave_nothing_behind_when_one_fails) {
    const TempFolder folder;
    ASSERT_TRUE(migrate(folder.database()).has_value());
    // As if the first had never been recorded: its tables are in its own way.
    tamper(folder.database(), "DELETE FROM migrations; DROP TABLE reactions;");
    EXPECT_EQ(code_of(migrate(folder.database())), make_error_code(chatter::Errc::internal));
    const auto db = Connection::open(folder.database(), OpenMode::read_only, 5s).value();
    db->execute("SELECT 1 FROM reactions");
    EXPECT_TRUE(db->failed());
    EXPECT_EQ(pending_names(folder.database()).front(), "0001_create_tables");
}

TEST(Migrations, are_refused_by_name_when_one_was_edited) {
    for (const auto* edit : {"UPDATE migrations SET checksum = 'other' WHERE number = 1",
                             "UPDATE migrations SET name = '0001_other' WHERE number = 1",
                             "INSERT INTO migrations VALUES (0, '0000_missing', 'x', 0)"}) {
        const TempFolder folder;
        ASSERT_TRUE(migrate(folder.database()).has_value());
        tamper(folder.database(), edit);
        const auto refused = migrate(folder.database());
        ASSERT_EQ(code_of(refused), make_error_code(Errc::edited_migration)) << edit;
        EXPECT_NE(refused.error().detail.find("000"), std::string::npos) << refused.error().detail;
        EXPECT_EQ(code_of(migration_status(folder.database())), make_error_code(Errc::edited_migration));
        EXPECT_EQ(open_code(folder.database()), make_error_code(Errc::edited_migration));
    }
}

TEST(Migrations, are_refused_when_the_file_is_newer_than_the_program) {
    const TempFolder folder;
    ASSERT_TRUE(migrate(folder.database()).has_value());
    tamper(folder.database(), "INSERT INTO migrations VALUES (9999, '9999_from_the_future', 'x', 0)");
    const auto refused = migrate(folder.database());
    ASSERT_EQ(code_of(refused), make_error_code(Errc::newer_schema));
    EXPECT_NE(refused.error().detail.find("9999_from_the_future"), std::string::npos);
    EXPECT_EQ(open_code(folder.database()), make_error_code(Errc::newer_schema));
}

TEST(Migrations, are_wanted_before_the_store_opens) {
    const TempFolder folder;
    EXPECT_EQ(open_code(folder.database()), make_error_code(Errc::cannot_open));
    std::ofstream(folder.database()).close();
    EXPECT_EQ(open_code(folder.database()), make_error_code(Errc::pending_migrations));
}

TEST(Migrations, say_what_is_wrong_with_a_path) {
    const TempFolder folder;
    const auto detail = [](const std::string& path) {
        const auto refused = migrate(path);
        EXPECT_EQ(code_of(refused), make_error_code(Errc::cannot_open)) << path;
        return refused ? std::string() : refused.error().detail;
    };
    EXPECT_NE(detail(folder.path() + "/missing/chatter.db").find("missing does not exist"),
              std::string::npos);
    EXPECT_NE(detail(folder.path()).find("it is a folder"), std::string::npos);
    std::ofstream(folder.database()) << "This is a letter to my grandmother and not a database at all.";
    EXPECT_NE(detail(folder.database()).find("not a database"), std::string::npos);
}

TEST(Migrations, say_when_the_folder_is_not_writable) {
    const TempFolder folder;
    ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
    // In a process of its own, which is nobody: to root every folder is writable.
    EXPECT_EXIT(
        {
            if (geteuid() == 0 && setuid(65534) != 0) _exit(1);
            const auto refused = migrate(folder.database());
            if (code_of(refused) != make_error_code(Errc::cannot_open)) _exit(2);
            _exit(refused.error().detail.find("is not writable") == std::string::npos ? 3 : 0);
        },
        ::testing::ExitedWithCode(0), "");
    ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
}

}  // namespace
}  // namespace chatter::store::sqlite
