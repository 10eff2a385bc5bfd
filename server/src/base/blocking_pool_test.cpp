#include "base/blocking_pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <future>
#include <memory>

namespace chatter {
namespace {

TEST(BlockingPool, resumes_the_caller_on_its_own_worker) {
    asio::io_context loop{1};  // outlives the pool, whose thread wakes it last
    BlockingPool pool("test", 1, 4);
    std::thread::id worked_on, resumed_on;
    asio::co_spawn(
        loop.get_executor(),
        [](BlockingPool& jobs, std::thread::id& worked, std::thread::id& resumed) -> Task<void> {
            auto result = co_await jobs.run([&worked]() -> Result<std::unique_ptr<int>> {
                worked = std::this_thread::get_id();
                return std::make_unique<int>(7);
            });
            resumed = std::this_thread::get_id();
            EXPECT_EQ(**result, 7);
        }(pool, worked_on, resumed_on),
        asio::detached);
    loop.run();
    EXPECT_EQ(resumed_on, std::this_thread::get_id());
    EXPECT_NE(worked_on, std::this_thread::get_id());
}

TEST(BlockingPool, answers_busy_when_its_queue_is_full) {
    std::promise<void> release;
    std::promise<void> started;
    auto gate = release.get_future().share();
    BlockingPool pool("test", 1, 1);
    ASSERT_TRUE(pool.try_post([gate, &started] {
        started.set_value();
        gate.wait();
    }));
    started.get_future().wait();
    ASSERT_TRUE(pool.try_post([] {}));

    asio::io_context loop{1};
    std::error_code code;
    asio::co_spawn(
        loop.get_executor(),
        [](BlockingPool& jobs, std::error_code& out) -> Task<void> {
            const auto result = co_await jobs.run([]() -> Result<int> { return 1; });
            out = result.error().code;
        }(pool, code),
        asio::detached);
    loop.run();
    EXPECT_EQ(code, make_error_code(Errc::busy));
    release.set_value();
}

TEST(BlockingPool, finishes_what_it_accepted_before_it_is_gone) {
    int done = 0;
    {
        BlockingPool pool("test", 1, 100);
        for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.try_post([&done] { ++done; }));
    }
    EXPECT_EQ(done, 50);
}

}  // namespace
}  // namespace chatter
