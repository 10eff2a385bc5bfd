#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "base/errc.hpp"
#include "store/contract/store_contract.hpp"
#include "store/postgres/store.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Database;

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
constexpr std::size_t image_threads = 2;
constexpr std::size_t waiting_max = 6;

/// A database with one person in one room, and a store that lets six images of a mebibyte wait.
class PostgresImageShare : public ::testing::Test {
  protected:
    PostgresImageShare() {
        database_.tamper(
            "INSERT INTO users (id, username, display_name, display_name_key, role, password_hash, "
            "created_at)"
            " VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 'ada', 'Ada', 'ada', 0, '', 0)");
        room_ = run_task(store_.create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                             .kind = chat::RoomKind::public_room,
                                             .name = "General",
                                             .topic = {},
                                             .creator_id = ada_,
                                             .member_ids = {},
                                             .created_at = clock_.now()}))
                    .value()
                    .room;
    }

    [[nodiscard]] static Options options_of(const Database& database) {
        Options options;
        options.database = database.options();
        options.images = {.readers = image_threads,
                          .queue_count_max = 256,
                          .queue_bytes_max = (waiting_max + 1) * mebibyte,
                          .deadline = 60s,
                          .answer_timeout = 60s};
        return options;
    }

    chat::Image new_image() {
        clock_.advance(1ms);
        return {.id = chat::ImageId::make(clock_.now(), random_),
                .uploader_id = ada_,
                .content_type = "image/png",
                .info = {.width = 640, .height = 480, .placeholder = "data:"},
                .created_at = clock_.now(),
                .bytes = std::string(mebibyte, 'x')};
    }

    Result<chat::PostedMessage> post() {
        clock_.advance(1ms);
        const auto id = chat::MessageId::make(clock_.now(), random_);
        return run_task(store_.post_message({.id = id,
                                             .room_id = room_.id,
                                             .author_id = ada_,
                                             .content = "text",
                                             .client_id = id.to_string(),
                                             .reply_to = {},
                                             .thread_of = {},
                                             .image_id = {},
                                             .mentioned_names = {},
                                             .created_at = clock_.now()}));
    }

    /// Waits until so many of the database's sessions wait for a lock.
    void wait_for_waiting_sessions(std::int64_t count) const {
        const auto* const waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
            "'Lock'";
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (database_.number(waiting) < count)
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "too few wait";
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    Database database_;
    RecordingSink sink_;
    Store store_{options_of(database_), sink_};
    const chat::UserId ada_ = chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();
    chat::Room room_;
};

TEST_F(PostgresImageShare, keeps_no_message_waiting_and_no_more_bytes_than_its_bound) {
    const auto obstacle = database_.connect();
    obstacle->execute("BEGIN; LOCK TABLE image_bytes");
    std::vector<Task<Result<void>>> putting;
    for (int i = 0; i < 40; ++i) putting.push_back(store_.put_image(new_image()));
    std::vector<Result<void>> put;
    {
        const std::jthread uploads([&] { put = run_tasks(std::move(putting)); });
        wait_for_waiting_sessions(image_threads);

        // Neither a write nor a read waits for the images that do.
        for (int i = 0; i < 50; ++i) {
            ASSERT_TRUE(post().has_value());
            ASSERT_TRUE(run_task(store_.find_room(ada_, room_.id)).has_value());
        }
        obstacle->execute("ROLLBACK");
    }

    const auto stored = std::ranges::count_if(put, [](const auto& one) { return one.has_value(); });
    const auto refused = std::ranges::count_if(
        put, [](const auto& one) { return code_of(one) == make_error_code(chatter::Errc::busy); });
    EXPECT_EQ(stored + refused, 40);
    EXPECT_GE(stored, static_cast<std::int64_t>(waiting_max));
    EXPECT_LE(stored, static_cast<std::int64_t>(waiting_max + image_threads));
    EXPECT_EQ(database_.number("SELECT count(*) FROM images"), stored);
    EXPECT_EQ(database_.number("SELECT count(*) FROM messages"), 50);
}

}  // namespace
}  // namespace chatter::store::postgres
