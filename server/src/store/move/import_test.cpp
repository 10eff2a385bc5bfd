#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/errc.hpp"
#include "store/move/export.hpp"
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
using testing::Files;
using testing::never;
using testing::silent;

const std::string image = "images/019b0000-0000-7000-8000-000000000021.gif";

/// Puts `to` in the place of the first `from` of a file.
void change(Files& files, const std::string& name, const std::string& from, const std::string& to) {
    auto& content = files.at(name);
    ASSERT_NE(content.find(from), std::string::npos) << name << " has no " << from;
    content.replace(content.find(from), from.size(), to);
}

class Import : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_TRUE(sqlite::migrate(folder_.database()).has_value()); }
    [[nodiscard]] std::string place(const std::string& name) const { return folder_.path() + "/" + name; }

    Result<std::int64_t> import_from(const std::string& path, const RowsTold& told = silent,
                                     const std::atomic<bool>& stop = never) {
        return import_to(open_sqlite(folder_.database(), Role::target), path, told, stop);
    }
    Result<std::int64_t> import_to(Result<std::unique_ptr<Installation>> target, const std::string& path,
                                   const RowsTold& told = silent, const std::atomic<bool>& stop = never) {
        const auto manifest = read_manifest(path);
        if (!manifest) return std::unexpected(manifest.error());
        if (!target) return std::unexpected(target.error());
        const Warned warned = [this](const std::string& warning) { warnings_.push_back(warning); };
        return import_installation(path, *manifest, **target, told, warned, stop);
    }
    /// What an import says of `files`, which it must refuse. The manifest tells the truth about them.
    std::string complaint_about(const Files& files) {
        fs::remove_all(place("wrong"));
        testing::write_export(place("wrong"), files);
        return complaint();
    }
    std::string complaint() {
        const auto refused = import_from(place("wrong"));
        EXPECT_TRUE(is_empty(**open_sqlite(folder_.database(), Role::snapshot)).value());
        return refused ? "(imported)" : refused.error().detail;
    }

    const Files example_ = testing::documented_example();
    std::vector<std::string> warnings_;
    TempFolder folder_;
};

TEST_F(Import, takes_the_documentations_example_and_exports_it_as_it_was) {
    testing::write_export(place("example"), example_);
    const auto rows = import_from(place("example"));
    ASSERT_TRUE(rows.has_value()) << rows.error().detail;
    EXPECT_EQ(*rows, 2 + 1 + 2 + 1 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1);
    EXPECT_EQ(warnings_, std::vector<std::string>{});
    const auto source = open_sqlite(folder_.database(), Role::snapshot).value();
    ASSERT_TRUE(export_installation(*source, place("again"), {}, silent, never).has_value());
    EXPECT_EQ(testing::read_export(place("again")), example_);
}

TEST_F(Import, refuses_a_wrong_line_by_file_and_number) {
    struct Case {
        std::string file, from, to, complaint;
    };
    const std::string bobs_line = "{\"id\":\"019b0000-0000-7000-8000-000000000002\"";
    const Case cases[] = {
        {"users.jsonl", "\"admin\"", "\"king\"", "users.jsonl, line 1: the field role must be one of "},
        {"users.jsonl", bobs_line, "{\"id\":2", "users.jsonl, line 2: the field id must be an id"},
        {"users.jsonl", bobs_line, "{\"id\"", "users.jsonl, line 2: it is not JSON: "},
        {"users.jsonl", bobs_line, "\n" + bobs_line, "users.jsonl, line 2: it is not JSON: "},
        {"users.jsonl", bobs_line, "{\"id\":\"019b0000-0000-7000-8000-000000000001\"",
         "users.jsonl, line 2: it has the same id as the line before."},
        {"users.jsonl", bobs_line, "{\"id\":\"019a0000-0000-7000-8000-000000000002\"",
         "users.jsonl, line 2: it is not in the order of id."},
        {"users.jsonl", "\"bob\"", "\"ada\"", "users.jsonl, line 2: the database refuses it. "},
        {"memberships.jsonl", "000000000002", "000000000003",
         "memberships.jsonl, line 2: the database refuses it. "},
        {"messages.jsonl", "\"seq\":2", "\"seq\":1",
         "messages.jsonl, line 2: it has the same roomId, seq as the line before."},
        {"messages.jsonl", "\"version\":4", "\"version\":3", "messages.jsonl: two messages of a room have"},
        {"messages.jsonl", "\"seq\":1,", "\"seq\":0,", "messages.jsonl, line 1: the database refuses it. "},
        {"messages.jsonl", "Hello", std::string(export_line_bytes_max, 'x'),
         "messages.jsonl, line 1: it has more than 1048576 bytes."},
        {"messages.jsonl", "\"threadSeq\":1", "\"threadSeq\":7",
         "messages.jsonl: a message's threadSeq names"},
        {"rooms.jsonl", "\"lastSeq\":2", "\"lastSeq\":3", "rooms.jsonl: a room's lastSeq is not"},
        {"rooms.jsonl", "\"version\":4", "\"version\":3", "rooms.jsonl: a room's version is lower"},
        {"rooms.jsonl", "\"directKey\":null", "\"directKey\":\"00\"",
         "rooms.jsonl, line 1: the database refuses it. "},
        {"memberships.jsonl", "\"lastReadSeq\":1", "\"lastReadSeq\":3",
         "memberships.jsonl: a member has read more"},
        {"image-bytes.jsonl", "images/019b", "images/019c",
         "image-bytes.jsonl, line 1: the field file must be"},
        {"image-bytes.jsonl", ".gif", "/../../../../etc/passwd",
         "image-bytes.jsonl, line 1: the field file must be"},
        {"image-bytes.jsonl", ".gif", ".png", "image-bytes.jsonl, line 1: Cannot read "},
        {"image-bytes.jsonl", "\"size\":43", "\"size\":44",
         "image-bytes.jsonl, line 1: " + image + " is not the file"},
        {image, "GIF89a", "GIF87a",
         "image-bytes.jsonl, line 1: " + image + " is not the file that was exported"},
    };
    for (const auto& [file, from, to, complaint] : cases) {
        auto files = example_;
        change(files, file, from, to);
        const auto said = complaint_about(files);
        EXPECT_TRUE(said.starts_with(complaint)) << said << "\nwhere was expected: " << complaint;
        EXPECT_EQ(std::ranges::count(said, '\n'), 0) << said;
        EXPECT_TRUE(said.ends_with('.')) << said;
    }
    EXPECT_EQ(warnings_, std::vector<std::string>{});
}

TEST_F(Import, names_the_line_that_the_database_refuses_among_thousands) {
    testing::fill(place("large.db"));
    const auto source = open_sqlite(place("large.db"), Role::snapshot).value();
    ASSERT_TRUE(export_installation(*source, place("export"), {}, silent, never).has_value());
    auto files = testing::read_export(place("export"));
    change(files, "messages.jsonl", "\"clientId\":\"c4321\"", "\"clientId\":\"c1234\"");
    EXPECT_TRUE(complaint_about(files).starts_with("messages.jsonl, line 4321: the database refuses it. "));
    const Database database;
    const auto refused = import_to(open_postgres(database.options().url, Role::target), place("wrong"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().detail.starts_with(
        "messages.jsonl, line 4321: the database refuses it. PostgreSQL says: "))
        << refused.error().detail;
    EXPECT_EQ(database.number("SELECT count(*) FROM users"), 0);
}

TEST_F(Import, refuses_on_postgres_too_messages_that_name_what_there_is_not) {
    const Database database;
    const std::string ada = "\"authorId\":\"019b0000-0000-7000-8000-000000000001\"";
    const auto& lines = example_.at("messages.jsonl");
    const auto last = lines.substr(lines.find('\n') + 1);
    auto elsewhere = last;  // seq 2 of a room that there is not
    for (const auto& [from, to] :
         {std::pair{"7000-8000-000000000011", "7000-8000-000000000019"},
          std::pair{"7000-8000-000000000032", "7000-8000-000000000039"}, std::pair{"c-2", "c-3"},
          std::pair{"\"replyToSeq\":1", "\"replyToSeq\":null"},
          std::pair{"\"threadSeq\":1", "\"threadSeq\":null"}})
        elsewhere.replace(elsewhere.find(from), std::string_view(from).size(), to);
    struct Case {
        std::string from, to, complaint;
    };
    for (const auto& [from, to, complaint] :
         {Case{ada, "\"authorId\":\"019b0000-0000-7000-8000-000000000009\"",
               "messages.jsonl: a message's authorId names no user."},
          Case{"\"replyToSeq\":1", "\"replyToSeq\":7",
               "messages.jsonl: a message's replyToSeq names no message of its room."},
          Case{"\"imageId\":\"019b0000-0000-7000-8000-000000000021\"",
               "\"imageId\":\"019b0000-0000-7000-8000-000000000029\"",
               "messages.jsonl: a message's imageId names no image."},
          Case{"\"pinnedBy\":\"019b0000-0000-7000-8000-000000000001\"",
               "\"pinnedBy\":\"019b0000-0000-7000-8000-000000000009\"",
               "messages.jsonl: a message's pinnedBy names no user."},
          Case{last, last + elsewhere, "messages.jsonl: a message's roomId names no room."}}) {
        auto files = example_;
        change(files, "messages.jsonl", from, to);
        fs::remove_all(place("wrong"));
        testing::write_export(place("wrong"), files);
        const auto refused = import_to(open_postgres(database.options().url, Role::target), place("wrong"));
        ASSERT_FALSE(refused.has_value()) << complaint;
        EXPECT_EQ(refused.error().detail, complaint);
    }
}

TEST_F(Import, refuses_a_folder_that_is_no_whole_export) {
    const auto expect_complaint = [&](const std::string& complaint) {
        const auto said = this->complaint();
        EXPECT_NE(said.find(complaint), std::string::npos) << said;
        fs::remove_all(place("wrong"));
        testing::write_export(place("wrong"), example_);
    };
    expect_complaint("There is no folder ");
    fs::remove(place("wrong/manifest.json"));
    expect_complaint("has no manifest.json: it is no export, or one that was cut off.");
    testing::write_file(place("wrong/manifest.json"), "{}");
    expect_complaint("is no manifest of an export.");
    testing::write_file(place("wrong/manifest.json"),
                        testing::read_file(place("wrong/manifest.json")).substr(0, 500));
    expect_complaint("is no manifest of an export.");
    fs::remove(place("wrong/drafts.jsonl"));
    expect_complaint("drafts.jsonl: No such file or directory.");
    fs::remove(place("wrong/" + image));
    expect_complaint("image-bytes.jsonl, line 1: Cannot read ");
    const auto drafts = testing::read_file(place("wrong/drafts.jsonl"));
    testing::write_file(place("wrong/drafts.jsonl"), drafts.substr(0, drafts.size() - 1));
    expect_complaint("drafts.jsonl is not the file that was exported: it has ");
    auto changed = example_;
    change(changed, "drafts.jsonl", "And then", "And thus");
    testing::write_file(place("wrong/drafts.jsonl"), changed["drafts.jsonl"]);
    expect_complaint("drafts.jsonl is not the file that was exported: its SHA-256 ");
    testing::write_export(place("wrong"), example_, export_format_version + 1);
    expect_complaint("Use the version that made it.");
    EXPECT_TRUE(import_from(place("wrong")).has_value()) << "nothing is wrong with it in the end";
}

TEST_F(Import, leaves_out_what_it_does_not_know_and_says_so) {
    auto files = example_;
    change(files, "users.jsonl", "{", "{\"mo\x7fod\\u001b\":\"good\",");
    files["polls.jsonl"] = "{}\n";
    files.erase("drafts.jsonl");
    testing::write_export(place("newer"), files);
    ASSERT_TRUE(import_from(place("newer")).has_value());
    EXPECT_EQ(warnings_,
              (std::vector<std::string>{
                  "The file polls.jsonl is unknown to this version and left out.",
                  "The field \"mo\x7fod\\u001b\" of users.jsonl is unknown to this version and left out.",
                  "The export has no drafts.jsonl."}));
}

TEST_F(Import, goes_into_no_installation_that_has_data) {
    testing::write_export(place("example"), example_);
    ASSERT_TRUE(import_from(place("example")).has_value());
    const auto again = import_from(place("example"));
    ASSERT_FALSE(again.has_value());
    EXPECT_NE(again.error().detail.find("holds data already"), std::string::npos) << again.error().detail;
}

TEST_F(Import, that_is_stopped_leaves_nothing_and_can_be_repeated) {
    testing::write_export(place("example"), example_);
    const Database database;
    for (const auto* const table : {"users", "image_bytes", "messages", "invites"}) {
        std::atomic<bool> stop = false;
        const RowsTold stop_at = [&](std::string_view at, std::int64_t) { stop = at == table || stop; };
        EXPECT_FALSE(import_from(place("example"), stop_at, stop).has_value()) << table;
        EXPECT_TRUE(is_empty(**open_sqlite(folder_.database(), Role::snapshot)).value());
        stop = false;
        const RowsTold cut_at = [&](std::string_view at, std::int64_t) {
            if (at == table) database.end_connections();
        };
        const auto cut =
            import_to(open_postgres(database.options().url, Role::target), place("example"), cut_at);
        ASSERT_FALSE(cut.has_value()) << table;
        EXPECT_EQ(cut.error().detail.find("line"), std::string::npos)
            << "no line's fault: " << cut.error().detail;
        EXPECT_EQ(database.number("SELECT count(*) FROM users"), 0) << table;
    }
    EXPECT_TRUE(import_from(place("example")).has_value());
    EXPECT_TRUE(import_to(open_postgres(database.options().url, Role::target), place("example")).has_value());
}

}  // namespace
}  // namespace chatter::store::move
