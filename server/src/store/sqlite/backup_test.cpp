#include "store/sqlite/backup.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "base/errc.hpp"
#include "store/contract/store_contract.hpp"
#include "store/errc.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::TempFolder;

const std::atomic<bool> never = false;

std::unique_ptr<Connection> open_database(const std::string& path) {
    return Connection::open(path, OpenMode::read_write, 5s).value();
}

void execute(Connection& db, const char* text) {
    db.execute(text);
    ASSERT_FALSE(db.failed()) << text;
}

/// A database as a server has it: with a write-ahead log that only the server empties.
std::unique_ptr<Connection> serve_database(const std::string& path) {
    EXPECT_TRUE(migrate(path).has_value());
    auto db = open_database(path);
    execute(*db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = OFF;");
    return db;
}

/// `rooms` rooms with a topic of `topic_bytes` each.
void add_rooms(Connection& db, int rooms, int topic_bytes) {
    const auto text =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(rooms) +
        ") INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, member_count, created_at)"
        " SELECT randomblob(16), 1, 'r', 'r', hex(randomblob(" +
        std::to_string(topic_bytes / 2) + ")), '', 0, 0 FROM n";
    execute(db, text.c_str());
}

std::int64_t count_rooms(const std::string& path) {
    const auto db = open_database(path);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db->handle(), "SELECT count(*) FROM rooms", -1, &statement, nullptr);
    sqlite3_step(statement);
    const auto count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return count;
}

std::string make_empty_file(const TempFolder& folder, const std::string& name) {
    auto path = folder.path() + "/" + name;
    std::ofstream(path).close();
    return path;
}

TEST(Backup, holds_what_is_only_in_the_log_and_needs_no_log_itself) {
    const TempFolder folder;
    const auto db = serve_database(folder.database());
    add_rooms(*db, 10, 100);
    const auto copy = make_empty_file(folder, "copy");

    const auto copied = copy_database(folder.database(), CopyFrom::live_database, copy, never);

    ASSERT_TRUE(copied.has_value()) << copied.error().detail;
    EXPECT_EQ(count_rooms(copy), 10);
    EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));
    EXPECT_FALSE(std::filesystem::exists(copy + "-journal"));
    EXPECT_TRUE(migration_status(copy).value().at(0).applied_at.has_value());
}

TEST(Backup, is_of_one_moment_while_another_connection_goes_on_writing) {
    const TempFolder folder;
    const auto db = serve_database(folder.database());
    add_rooms(*db, 10'000, 2'000);  // of many steps
    std::atomic<bool> done = false;
    std::atomic<int> commits = 0;
    std::jthread writer([&] {
        // Two rows in each transaction: a copy of two moments would have an odd number.
        for (; !done; ++commits) add_rooms(*db, 2, 2'000);
    });
    while (commits == 0) std::this_thread::yield();
    bool was_written_meanwhile = false;
    for (int i = 0; i < 20 && !was_written_meanwhile; ++i) {  // not at once, where the writer has to wait
        const auto copy = make_empty_file(folder, "copy");
        const int commits_before = commits;

        const auto copied = copy_database(folder.database(), CopyFrom::live_database, copy, never);

        const int commits_meanwhile = commits - commits_before;
        const auto rooms_after = count_rooms(folder.database());
        if (!copied) {
            ADD_FAILURE() << copied.error().detail;
            break;
        }
        const auto rooms = count_rooms(copy);
        EXPECT_EQ(rooms % 2, 0);
        EXPECT_GE(rooms, 10'000 + 2 * commits_before);
        was_written_meanwhile = commits_meanwhile > 1 && rooms < rooms_after;
    }
    done = true;
    writer.join();
    EXPECT_TRUE(was_written_meanwhile) << "the writer was not held up";
}

TEST(Backup, stops_when_it_is_told) {
    const TempFolder folder;
    const auto db = serve_database(folder.database());
    const std::atomic<bool> stop = true;
    const auto copied =
        copy_database(folder.database(), CopyFrom::live_database, make_empty_file(folder, "copy"), stop);
    EXPECT_EQ(code_of(copied), make_error_code(chatter::Errc::unavailable));
}

TEST(Backup, refuses_what_is_no_database_of_chatter) {
    const TempFolder folder;
    const auto letter = folder.path() + "/letter";
    std::ofstream(letter) << std::string(5000, 'x');
    const auto empty = make_empty_file(folder, "empty");
    const auto other = make_empty_file(folder, "other");
    execute(*open_database(other), "CREATE TABLE recipes (name TEXT)");
    for (const auto& path : {letter, empty, other}) {
        const auto copied = copy_database(path, CopyFrom::lone_file, make_empty_file(folder, "copy"), never);
        EXPECT_EQ(code_of(copied), make_error_code(Errc::no_chatter_database)) << path;
    }
    const auto missing = copy_database(folder.path() + "/missing", CopyFrom::lone_file,
                                       make_empty_file(folder, "copy"), never);
    EXPECT_EQ(code_of(missing), make_error_code(Errc::cannot_open));
}

TEST(Backup, refuses_a_file_that_is_not_whole) {
    const TempFolder folder;
    {
        const auto db = serve_database(folder.database());
        add_rooms(*db, 500, 2'000);
    }
    const auto bytes = std::filesystem::file_size(folder.database());
    {
        std::fstream file(folder.database(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(bytes / 2));
        file << std::string(8192, '\x5A');
    }
    const auto copy = [&] {
        return copy_database(folder.database(), CopyFrom::lone_file, make_empty_file(folder, "copy"), never);
    };
    EXPECT_EQ(code_of(copy()), make_error_code(Errc::damaged));
    std::filesystem::resize_file(folder.database(), bytes / 2);
    EXPECT_EQ(code_of(copy()), make_error_code(Errc::damaged));
}

TEST(Backup, reads_a_lone_file_without_writing_beside_it) {
    const TempFolder folder;
    serve_database(folder.database());  // closed: its log is gone, its mark stays
    ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
    const TempFolder elsewhere;
    ASSERT_EQ(chmod(elsewhere.path().c_str(), 0777), 0);
    // In a process of its own, which is nobody: to root every folder is writable.
    EXPECT_EXIT(
        {
            if (geteuid() == 0 && (chmod(folder.database().c_str(), 0444) != 0 || setuid(65534) != 0))
                _exit(1);
            const auto copied = copy_database(folder.database(), CopyFrom::lone_file,
                                              make_empty_file(elsewhere, "copy"), never);
            _exit(copied.has_value() ? 0 : 2);
        },
        ::testing::ExitedWithCode(0), "");
    ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
}

TEST(Backup, folds_the_log_into_the_file) {
    const TempFolder folder;
    const TempFolder crashed;
    {
        const auto db = serve_database(folder.database());
        add_rooms(*db, 10, 100);
        // As a crash leaves them.
        for (const auto* const suffix : {"", "-wal"})
            std::filesystem::copy(folder.database() + suffix, crashed.database() + suffix);
    }
    ASSERT_TRUE(fold_in_log(crashed.database()).has_value());
    EXPECT_FALSE(std::filesystem::exists(crashed.database() + "-wal"));
    EXPECT_EQ(count_rooms(crashed.database()), 10);

    std::ofstream(folder.database()) << std::string(5000, 'x');
    EXPECT_EQ(code_of(fold_in_log(folder.database())), make_error_code(Errc::no_chatter_database));
}

}  // namespace
}  // namespace chatter::store::sqlite
