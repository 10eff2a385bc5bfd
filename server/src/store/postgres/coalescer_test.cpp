#include "store/postgres/coalescer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "store/contract/store_contract.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Database;
using testing::statement;

class PostgresCoalescer : public ::testing::Test {
  protected:
    using Numbers = Coalescer<std::int64_t, std::int64_t>;

    /// Twice each number, by one statement.
    std::vector<std::int64_t> double_all(Connection& db, const std::vector<std::int64_t>& numbers) {
        ++round_trips_;
        std::vector<std::int64_t> doubled;
        Query query(db, statement("SELECT 2 * n FROM unnest($1::bigint[]) n"), numbers);
        while (query.next()) doubled.push_back(query.take<std::int64_t>());
        return doubled;
    }
    Numbers make(ReaderLimits limits = {}) {
        return Numbers("test", connector_, limits,
                       [this](Connection& db, const std::vector<std::int64_t>& numbers) {
                           return double_all(db, numbers);
                       });
    }
    static Task<Result<std::int64_t>> ask(Numbers& numbers, std::int64_t number) {
        return suspend_until_completed<Result<std::int64_t>>(
            [&numbers, number](Completion<Result<std::int64_t>> done) {
                numbers.ask(number, std::move(done));
            });
    }

    static Task<Result<std::int64_t>> keep(std::promise<void>& promise) {
        promise.set_value();
        co_return std::int64_t{0};
    }

    std::atomic<int> round_trips_ = 0;
    Database database_{Database::Schema::none};
    Connector connector_{database_.options()};
};

TEST_F(PostgresCoalescer, asks_together_what_comes_while_a_round_trip_is_under_way) {
    std::promise<void> all_have_asked;
    Numbers numbers("test", connector_, {},
                    [this, gate = all_have_asked.get_future().share()](
                        Connection& db, const std::vector<std::int64_t>& asked) {
                        gate.wait();  // the first round trip lasts until all have asked
                        return double_all(db, asked);
                    });
    std::vector<Task<Result<std::int64_t>>> asking;
    for (std::int64_t i = 0; i < 1000; ++i) asking.push_back(ask(numbers, i));
    asking.push_back(keep(all_have_asked));
    const auto answers = run_tasks(std::move(asking));
    for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(answers[i].value(), static_cast<std::int64_t>(2 * i));
    EXPECT_LT(round_trips_, 500);
}

TEST_F(PostgresCoalescer, answers_each_of_many_threads_for_itself) {
    auto numbers = make();
    std::vector<std::thread> threads;
    for (std::int64_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([&numbers, thread] {
            for (std::int64_t i = 0; i < 200; ++i)
                EXPECT_EQ(run_task(ask(numbers, thread * 1000 + i)).value(), 2 * (thread * 1000 + i));
        });
    for (auto& thread : threads) thread.join();
}

TEST_F(PostgresCoalescer, asks_all_again_when_the_connection_dies) {
    auto numbers = make();
    for (int round = 0; round < 3; ++round) {
        std::vector<Task<Result<std::int64_t>>> asking;
        for (std::int64_t i = 0; i < 50; ++i) asking.push_back(ask(numbers, i));
        for (const auto& answer : run_tasks(std::move(asking))) EXPECT_TRUE(answer.has_value());
        EXPECT_GE(database_.end_connections(), 1);
    }
}

TEST_F(PostgresCoalescer, refuses_everybody_while_the_database_is_away) {
    Connector nowhere({.url = "postgresql:///none?host=%2Fnonexistent"});
    const auto give_back = [](Connection&, const std::vector<std::int64_t>& asked) { return asked; };
    std::vector<std::error_code> codes(8);
    {
        Numbers patient("test", nowhere, {.queue_count_max = 5, .deadline = 60s}, give_back);
        for (std::size_t i = 0; i < codes.size(); ++i)
            patient.ask(1, Completion<Result<std::int64_t>>([&codes, i](const Result<std::int64_t>& answer) {
                            codes[i] = code_of(answer);
                        }));
    }
    for (std::size_t i = 0; i < codes.size(); ++i)
        EXPECT_EQ(codes[i], make_error_code(i < 5 ? chatter::Errc::unavailable : chatter::Errc::busy));

    Numbers numbers("test", nowhere, {.queue_count_max = 5, .deadline = 200ms}, give_back);
    std::vector<Task<Result<std::int64_t>>> asking;
    for (std::int64_t i = 0; i < 5; ++i) asking.push_back(ask(numbers, i));
    for (const auto& answer : run_tasks(std::move(asking)))
        EXPECT_EQ(code_of(answer), chatter::Errc::unavailable);
    EXPECT_EQ(code_of(run_task(ask(numbers, 1))), chatter::Errc::unavailable) << "it still takes questions";
}

TEST_F(PostgresCoalescer, refuses_what_still_waits_when_it_ends) {
    std::atomic<int> answered = 0;
    {
        Connector nowhere({.url = "postgresql:///none?host=%2Fnonexistent"});
        Numbers numbers("test", nowhere, {.deadline = 60s},
                        [](Connection&, const std::vector<std::int64_t>& asked) { return asked; });
        for (std::int64_t i = 0; i < 10; ++i)
            numbers.ask(i, Completion<Result<std::int64_t>>([&answered](Result<std::int64_t> answer) {
                            EXPECT_FALSE(answer.has_value());
                            ++answered;
                        }));
    }
    EXPECT_EQ(answered, 10);
}

}  // namespace
}  // namespace chatter::store::postgres
