#include "store/move/export.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/errc.hpp"
#include "store/move/export_format.hpp"
#include "store/move/postgres_installation.hpp"
#include "store/move/sqlite_installation.hpp"
#include "store/move/testing/export_files.hpp"
#include "store/move/testing/filled_database.hpp"
#include "store/postgres/testing/cluster.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::move {
namespace {

namespace fs = std::filesystem;
using postgres::testing::Database;
using sqlite::testing::TempFolder;
using testing::never;
using testing::silent;

const Warned strict = [](const std::string& warning) { ADD_FAILURE() << warning; };

Result<std::int64_t> export_from(Result<std::unique_ptr<Installation>> source, const std::string& path,
                                 const RowsTold& told = silent, const std::atomic<bool>& stop = never) {
    if (!source) return std::unexpected(source.error());
    return export_installation(**source, path, {.chatter_version = "1.2.3", .exported_at = {}}, told, stop);
}

Result<std::int64_t> import_to(Result<std::unique_ptr<Installation>> target, const std::string& path) {
    if (!target) return std::unexpected(target.error());
    const auto manifest = read_manifest(path);
    if (!manifest) return std::unexpected(manifest.error());
    return import_installation(path, *manifest, **target, silent, strict, never);
}

unsigned mode_of(const fs::path& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777U;
}

class Export : public ::testing::Test {
  protected:
    void SetUp() override { testing::fill(folder_.database()); }
    [[nodiscard]] std::string place(const std::string& name) const { return folder_.path() + "/" + name; }
    [[nodiscard]] Result<std::unique_ptr<Installation>> source() const {
        return open_sqlite(folder_.database(), Role::snapshot);
    }
    TempFolder folder_;
};

TEST_F(Export, goes_to_postgres_and_back_and_is_the_same_each_time) {
    const Database database;
    const auto rows = export_from(source(), place("first"));
    ASSERT_TRUE(rows.has_value()) << rows.error().detail;
    EXPECT_EQ(*rows, 2 + 2 + 2 + 3 + 3 + 5000 + 1 + 4 + (2 + 1 + 1 + 1 + 1 + 2 + 2)) << "all but the session";

    const auto imported = import_to(open_postgres(database.options().url, Role::target), place("first"));
    ASSERT_TRUE(imported.has_value()) << imported.error().detail;
    EXPECT_EQ(*imported, *rows);
    EXPECT_EQ(database.number("SELECT max(length(bytes))::bigint FROM image_bytes"), 262144) << "in pieces";
    EXPECT_EQ(database.number("SELECT count(*) FROM sessions"), 0);
    const auto server = database.connect();  // which may be running
    const auto again = export_from(open_postgres(database.options().url, Role::snapshot), place("second"));
    ASSERT_TRUE(again.has_value()) << again.error().detail;

    ASSERT_TRUE(sqlite::migrate(place("back.db")).has_value());
    const auto back = import_to(open_sqlite(place("back.db"), Role::target), place("second"));
    ASSERT_TRUE(back.has_value()) << back.error().detail;
    ASSERT_TRUE(export_from(open_sqlite(place("back.db"), Role::snapshot), place("third")).has_value());

    const auto first = testing::read_export(place("first"));
    EXPECT_EQ(first.size(), export_files().size() + 3) << "three images";
    EXPECT_TRUE(testing::read_export(place("second")) == first);
    EXPECT_TRUE(testing::read_export(place("third")) == first);
    EXPECT_EQ(testing::read_file(place("first/manifest.json")),
              testing::read_file(place("third/manifest.json")));
}

TEST_F(Export, is_its_owners_alone) {
    fs::create_directory(place("open"));
    fs::permissions(place("open"), fs::perms::all);
    for (const auto* const name : {"new", "open"}) {
        ASSERT_TRUE(export_from(source(), place(name)).has_value());
        EXPECT_EQ(mode_of(place(name)), 0700U);
        for (const auto& entry : fs::recursive_directory_iterator(place(name)))
            EXPECT_EQ(mode_of(entry.path()), entry.is_directory() ? 0700U : 0600U) << entry.path();
    }
}

TEST_F(Export, tells_how_far_it_is_by_table) {
    std::map<std::string, std::vector<std::int64_t>> told;
    ASSERT_TRUE(export_from(source(), place("export"), [&](std::string_view table, std::int64_t rows) {
                    told[std::string(table)].push_back(rows);
                }).has_value());
    EXPECT_EQ(told.size(), export_files().size());
    EXPECT_EQ(told["messages"], (std::vector<std::int64_t>{2000, 4000, 5000}));
}

TEST_F(Export, that_is_stopped_leaves_nothing) {
    fs::create_directory(place("there before"));
    for (const auto* const table : {"users", "image_bytes", "messages", "audit_log"})
        for (const auto* const name : {"new", "there before"}) {
            std::atomic<bool> stop = false;
            const RowsTold stop_at = [&](std::string_view at, std::int64_t) { stop = at == table || stop; };
            const auto stopped = export_from(source(), place(name), stop_at, stop);
            ASSERT_FALSE(stopped.has_value());
            EXPECT_NE(stopped.error().detail.find("Stopped"), std::string::npos) << stopped.error().detail;
        }
    EXPECT_FALSE(fs::exists(place("new")));
    EXPECT_TRUE(fs::is_empty(place("there before")));
}

TEST_F(Export, goes_into_no_folder_that_is_in_use) {
    fs::create_directory(place("taken"));
    testing::write_file(place("taken/letter"), "Dear grandmother");
    ASSERT_TRUE(export_from(source(), place("whole")).has_value());
    fs::copy(place("whole"), place("cut off"));
    fs::remove(place("cut off/manifest.json"));
    const std::map<std::string, std::string> complaints = {
        {"taken", "is not empty. "},
        {"whole", "is not empty. "},
        {"cut off", "is not empty: it holds an export that was cut off. "},
        {"taken/letter", "Not a directory"},
        {"no/such", "No such file or directory"}};
    for (const auto& [name, complaint] : complaints) {
        const auto refused = export_from(source(), place(name));
        ASSERT_FALSE(refused.has_value()) << name;
        EXPECT_NE(refused.error().detail.find(complaint), std::string::npos) << refused.error().detail;
    }
    EXPECT_EQ(testing::read_file(place("taken/letter")), "Dear grandmother");
    EXPECT_TRUE(fs::exists(place("whole/manifest.json")));
}

TEST_F(Export, is_of_one_moment) {
    testing::execute(folder_.database(), "PRAGMA journal_mode = WAL");  // as a server has it
    auto snapshot = source();
    ASSERT_TRUE(snapshot.has_value());
    const RowsTold write_meanwhile = [&](std::string_view table, std::int64_t) {
        if (table == "rooms")
            testing::execute(
                folder_.database(),
                "INSERT INTO room_mentions SELECT room_id, seq, author_id FROM messages WHERE seq < 5");
    };
    ASSERT_TRUE(export_from(std::move(snapshot), place("export"), write_meanwhile).has_value());
    EXPECT_EQ(std::ranges::count(testing::read_file(place("export/room-mentions.jsonl")), '\n'), 1);
}

}  // namespace
}  // namespace chatter::store::move
