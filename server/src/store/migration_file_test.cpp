#include "store/migration_file.hpp"

#include <gtest/gtest.h>

#include "store/errc.hpp"

namespace chatter::store {
namespace {

constexpr MigrationFile files[] = {{.number = 1, .name = "0001_make", .text = "CREATE TABLE a (n bigint);"},
                                   {.number = 2, .name = "0002_add", .text = "CREATE TABLE b (n bigint);"}};

std::vector<AppliedMigration> applied() {
    std::vector<AppliedMigration> migrations;
    for (const auto& file : files)
        migrations.push_back({.number = file.number,
                              .name = std::string(file.name),
                              .checksum = checksum(file),
                              .applied_at = {},
                              .needs = 0});
    return migrations;
}

/// What `files` come to on a database that has also had a newer one which needs so much.
Result<std::vector<Migration>> status_with_newer(std::optional<int> needs) {
    auto migrations = applied();
    migrations.push_back(
        {.number = 9, .name = "0009_of_tomorrow", .checksum = "x", .applied_at = {}, .needs = needs});
    return migration_status(files, migrations);
}

TEST(MigrationFile, needs_what_its_text_says) {
    EXPECT_EQ(needs({.number = 7, .name = "0007_add", .text = "-- Adds.\nCREATE TABLE c (n bigint);"}), 0);
    EXPECT_EQ(needs({.number = 7, .name = "0007_drop", .text = "-- Drops a.\n-- Needs: 0005\nDROP TABLE a;"}),
              5);
}

TEST(MigrationStatus, goes_on_with_a_newer_migration_that_only_adds) {
    const auto status = status_with_newer(0);
    ASSERT_TRUE(status.has_value()) << status.error().detail;
    ASSERT_EQ(status->size(), 3U);
    EXPECT_FALSE(status->at(1).is_newer);
    EXPECT_TRUE(status->at(2).is_newer);
    EXPECT_EQ(status->at(2).name, "0009_of_tomorrow");
    EXPECT_FALSE(status->at(2).is_pending());
}

TEST(MigrationStatus, goes_on_with_a_newer_migration_that_needs_nothing_unknown) {
    EXPECT_TRUE(status_with_newer(2).has_value());
}

TEST(MigrationStatus, refuses_a_newer_migration_that_needs_what_is_unknown_here) {
    for (const auto& unknown : {std::optional(3), std::optional(9), std::optional<int>()}) {
        const auto status = status_with_newer(unknown);
        ASSERT_FALSE(status.has_value());
        EXPECT_EQ(status.error().code, make_error_code(Errc::newer_schema));
        EXPECT_NE(status.error().detail.find("0009_of_tomorrow"), std::string::npos);
    }
}

TEST(MigrationStatus, finds_what_is_pending_beneath_a_newer_one) {
    auto migrations = applied();
    migrations.erase(migrations.begin() + 1);
    migrations.push_back(
        {.number = 9, .name = "0009_of_tomorrow", .checksum = "x", .applied_at = {}, .needs = 0});
    const auto next = next_pending(files, migrations);
    ASSERT_TRUE(next.has_value());
    ASSERT_NE(*next, nullptr);
    EXPECT_EQ((*next)->number, 2);
}

}  // namespace
}  // namespace chatter::store
