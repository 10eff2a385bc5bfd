#include "base/post_together.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <thread>

namespace chatter {
namespace {

using Ran = std::vector<int>;

TEST(PostTogether, runs_what_one_thread_posted_in_its_order_in_one_turn) {
    asio::io_context loop{1};
    Ran ran;
    {
        const PostTogether together;
        for (int i = 1; i <= 3; ++i) post_to(loop.get_executor(), [&ran, i] { ran.push_back(i); });
        EXPECT_EQ(loop.poll(), 0U) << "nothing leaves before the end";
        loop.restart();
    }
    EXPECT_EQ(loop.poll(), 1U);
    EXPECT_EQ(ran, (Ran{1, 2, 3}));
}

TEST(PostTogether, keeps_the_jobs_of_each_loop_apart) {
    asio::io_context first{1}, second{1};
    Ran ran;
    {
        const PostTogether together;
        post_to(first.get_executor(), [&ran] { ran.push_back(1); });
        post_to(second.get_executor(), [&ran] { ran.push_back(2); });
        post_to(first.get_executor(), [&ran] { ran.push_back(3); });
    }
    second.poll();
    EXPECT_EQ(ran, Ran{2});
    first.poll();
    EXPECT_EQ(ran, (Ran{2, 1, 3}));
}

TEST(PostTogether, tells_several_loops_the_first_in_one_hop_and_the_rest_in_another) {
    asio::io_context first{1}, second{1};
    Ran ran;
    {
        PostTogether together;
        post_to(second.get_executor(), [&ran] { ran.push_back(1); });
        post_to(first.get_executor(), [&ran] { ran.push_back(2); });
        together.then();
        post_to(second.get_executor(), [&ran] { ran.push_back(3); });
    }
    EXPECT_EQ(first.poll(), 1U);
    EXPECT_EQ(second.poll(), 2U);
    EXPECT_EQ(ran, (Ran{2, 1, 3}));
}

TEST(PostTogether, tells_a_single_loop_all_in_one_turn) {
    asio::io_context loop{1};
    Ran ran;
    {
        PostTogether together;
        post_to(loop.get_executor(), [&ran] { ran.push_back(1); });
        together.then();
        post_to(loop.get_executor(), [&ran] { ran.push_back(2); });
    }
    EXPECT_EQ(loop.poll(), 1U);
    EXPECT_EQ(ran, (Ran{1, 2}));
}

TEST(PostTogether, posts_at_once_where_none_lives) {
    asio::io_context loop{1};
    Ran ran;
    const PostTogether together;
    std::thread([&] { post_to(loop.get_executor(), [&ran] { ran.push_back(1); }); }).join();
    loop.poll();
    EXPECT_EQ(ran, Ran{1});
}

TEST(PostTogether, goes_on_after_a_job_that_throws) {
    asio::io_context loop{1};
    Ran ran;
    {
        const PostTogether together;
        post_to(loop.get_executor(), [] { throw std::runtime_error("an accident"); });
        post_to(loop.get_executor(), [&ran] { ran.push_back(2); });
        post_to(loop.get_executor(), [&ran] { ran.push_back(3); });
    }
    EXPECT_THROW(loop.poll(), std::runtime_error);
    loop.poll();
    EXPECT_EQ(ran, (Ran{2, 3}));
}

}  // namespace
}  // namespace chatter
