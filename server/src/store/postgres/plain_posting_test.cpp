#include "store/postgres/plain_posting.hpp"

#include <gtest/gtest.h>

#include <random>

#include "store/postgres/testing/postgres_store.hpp"

namespace chatter::store::postgres {
namespace {

using testing::Database;
using testing::first_seqs;
using testing::options_of;

/// People who write to rooms of every kind while chance takes away and gives back what they need for it. The
/// same seed does the same.
class Play : public testing::PostgresStore {
  public:
    explicit Play(unsigned seed) : generator_(seed) {
        people_.push_back(ada_);
        for (const auto* name : {"bob", "eve", "joe"}) people_.push_back(make_user(name));
        rooms_ = {room_, other_room_};
        for (const auto& room : rooms_)
            for (const auto& person : people_) join(room, person);
        for (std::size_t i = 1; i < people_.size(); ++i) rooms_.push_back(make_pair(ada_, people_[i]));
        (void)sink_.take();
    }

    /// What came of everything, line by line.
    std::vector<std::string> run(bool at_once) {
        WriterOptions writes;
        writes.at_once = at_once;
        start(writes);
        std::vector<std::string> lines;
        for (int round = 0; round < 60; ++round) {
            if (chance(2)) meddle();
            post_some(lines);
        }
        for (const auto& event : sink_.take())
            if (const auto* posted = std::get_if<chat::MessagePosted>(&event))
                lines.push_back("heard " + describe(posted->message));
        lines.push_back(std::to_string(database_.number(state)));
        return lines;
    }

  private:
    void TestBody() override {}

    static constexpr auto state =
        "SELECT hashtextextended(concat("
        "(SELECT string_agg(concat_ws(' ', id, last_seq, version, last_message_at), ';' ORDER BY id) FROM "
        "rooms),"
        "(SELECT string_agg(concat_ws(' ', room_id, user_id, exempt_count), ';' ORDER BY room_id, user_id)"
        " FROM memberships),"
        "(SELECT string_agg(m::text, ';' ORDER BY room_id, seq) FROM messages m)), 0)";

    bool chance(int one_in) { return static_cast<int>(generator_() % static_cast<unsigned>(one_in)) == 0; }
    template <class T>
    const T& any(const std::vector<T>& of) {
        return of[generator_() % of.size()];
    }

    chat::Room make_pair(const chat::User& one, const chat::User& other) {
        clock_.advance(std::chrono::milliseconds(1));
        return run_task(store_->create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                             .kind = chat::RoomKind::direct,
                                             .name = {},
                                             .topic = {},
                                             .creator_id = one.id,
                                             .member_ids = {other.id},
                                             .created_at = clock_.now()}))
            .value()
            .room;
    }
    void join(const chat::Room& room, const chat::User& person) {
        database_.tamper(
            "INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq) VALUES ('" +
            room.id.to_string() + "', '" + person.id.to_string() + "', 0, 1, 0)" + " ON CONFLICT DO NOTHING");
    }

    /// Changes who may write where, or what somebody is called.
    void meddle() {
        const auto room = any(rooms_).id.to_string(), person = any(people_).id.to_string(),
                   other = any(people_).id.to_string();
        switch (generator_() % 7) {
            case 0:
                return database_.tamper(
                    "UPDATE rooms SET archived_at = 1 - coalesce(archived_at, 0) WHERE id = '" + room + "'");
            case 1: return database_.tamper("UPDATE rooms SET archived_at = NULL, posting = 0");
            case 2:
                return database_.tamper("UPDATE rooms SET posting = 1 - posting WHERE id = '" + room + "'");
            case 3:
                return database_.tamper(
                    "UPDATE users SET deactivated_at = CASE WHEN deactivated_at IS NULL THEN 1 END WHERE id "
                    "= '" +
                    person + "'");
            case 4:
                return database_.tamper("DELETE FROM blocks; INSERT INTO blocks VALUES ('" + person + "', '" +
                                        other + "', 1)");
            case 5:
                return database_.tamper("UPDATE users SET display_name = display_name || '!' WHERE id = '" +
                                        person + "'");
            default: return leave_or_join(any(rooms_), any(people_));
        }
    }
    void leave_or_join(const chat::Room& room, const chat::User& person) {
        if (room.kind == chat::RoomKind::direct) return;
        if (chance(2)) return join(room, person);
        database_.tamper("DELETE FROM memberships WHERE room_id = '" + room.id.to_string() +
                         "' AND user_id = '" + person.id.to_string() + "'");
    }

    void post_some(std::vector<std::string>& lines) {
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (auto count = 1 + generator_() % 12; count > 0; --count) {
            auto message = new_message(any(rooms_), "text " + std::to_string(count));
            message.author_id = any(people_).id;
            if (!sent_.empty() && chance(20)) message.client_id = any(sent_);
            if (chance(40)) message.room_id = chat::RoomId::make(clock_.now(), random_);
            sent_.push_back(message.client_id);
            sending.push_back(store_->post_message(std::move(message)));
        }
        for (const auto& posted : run_tasks(std::move(sending)))
            lines.push_back(posted ? describe(posted->message) + (posted->repeated ? " again" : "")
                                   : posted.error().code.message());
    }
    static std::string describe(const chat::Message& message) {
        return message.room_id.to_string() + " " + std::to_string(message.seq) + " " +
               std::to_string(message.version) + " " + message.author.display_name + ": " + message.content +
               " " + message.client_id;
    }

    std::mt19937 generator_;
    std::vector<chat::User> people_;
    std::vector<chat::Room> rooms_;
    std::vector<std::string> sent_;  // client_ids
};

using PlainPostings = testing::PostgresStore;

TEST_F(PlainPostings, come_to_the_same_at_once_as_in_steps) {
    for (unsigned seed = 1; seed <= 4; ++seed) {
        const auto at_once = Play(seed).run(true), in_steps = Play(seed).run(false);
        ASSERT_EQ(at_once.size(), in_steps.size()) << "seed " << seed;
        for (std::size_t i = 0; i < at_once.size(); ++i)
            ASSERT_EQ(at_once[i], in_steps[i]) << "seed " << seed << ", line " << i;
    }
}

TEST_F(PlainPostings, take_one_call_each_batch_until_one_is_refused) {
    const auto calls = [this](const std::string& function) {
        return number_at_rest(
            ("SELECT coalesce((SELECT calls FROM pg_stat_user_functions WHERE funcname = '" + function +
             "'), 0)")
                .c_str());
    };
    database_.tamper("ALTER DATABASE " + database_.name() + " SET track_functions = 'all'");
    start();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(post("text").has_value());
    EXPECT_EQ(calls("post_messages"), 5);
    EXPECT_EQ(calls("open_postings"), 0);

    start();
    auto nowhere = new_message(room_, "text");
    nowhere.room_id = chat::RoomId::make(clock_.now(), random_);
    EXPECT_EQ(code_of(run_task(store_->post_message(nowhere))), make_error_code(chat::Errc::not_found));
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(post("text").has_value());
    EXPECT_EQ(calls("post_messages"), 5 + 1 + 2) << "one in vain, eight batches not, two again";
    EXPECT_EQ(calls("open_postings"), 1 + 8);
    start();
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(15));
}

TEST_F(PlainPostings, are_by_authors_as_they_are_called_now) {
    EXPECT_EQ(post("one").value().message.author.display_name, "ada");
    EXPECT_EQ(post("two").value().message.author.display_name, "ada");
    database_.tamper("UPDATE users SET display_name = 'Countess', avatar_url = '/a.png'");
    const auto renamed = post("three").value().message.author;
    EXPECT_EQ(renamed.display_name, "Countess");
    EXPECT_EQ(renamed.username, "ada");
    EXPECT_EQ(renamed.avatar_url, "/a.png");
    EXPECT_EQ(post("four").value().message.author.display_name, "Countess");
}

TEST_F(PlainPostings, find_each_room_by_its_id_whatever_the_statistics_say) {
    const auto* const found = "SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'rooms'";
    database_.tamper(
        "INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, member_count, created_at)"
        " SELECT gen_random_uuid(), 0, i, 'room ' || i, '', '', 0, 1 FROM generate_series(1, 40) i");
    for (const auto* statistics : {"SELECT 1", "VACUUM FULL rooms", "ANALYZE"}) {
        database_.connect()->execute(statistics);
        const auto before = number_at_rest(found);
        start();
        ASSERT_TRUE(post("text").has_value());
        EXPECT_LE(number_at_rest(found), before + 10) << statistics;
    }
}

}  // namespace
}  // namespace chatter::store::postgres
