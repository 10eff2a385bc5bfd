#include "base/post_together.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

namespace chatter {

namespace {

thread_local PostTogether* current = nullptr;

/// Jobs that have come to their worker.
struct Arrived {
    WorkerExecutor executor;
    std::vector<std::move_only_function<void()>> jobs;
    std::size_t next = 0;

    void operator()() {
        // One that throws takes no other with it: the loop reports it, and the rest run in a turn of their
        // own.
        struct Rest {
            Arrived& arrived;
            ~Rest() {
                if (arrived.next < arrived.jobs.size()) asio::post(arrived.executor, std::move(arrived));
            }
        } rest{*this};
        while (next < jobs.size()) {
            auto job = std::exchange(jobs[next++], nullptr);
            job();
        }
    }
};

}  // namespace

void post_to(const WorkerExecutor& executor, std::move_only_function<void()> job) {
    if (current == nullptr) {
        asio::post(executor, std::move(job));
        return;
    }
    auto& waiting = current->waiting_;
    auto found = std::ranges::find(waiting, executor, &PostTogether::Waiting::executor);
    if (found == waiting.end())
        found = waiting.insert(waiting.end(), {.executor = executor, .first = {}, .jobs = {}});
    found->jobs.push_back(std::move(job));
}

PostTogether::PostTogether() : outer_(std::exchange(current, this)) {}

void PostTogether::then() {
    for (auto& [executor, first, jobs] : waiting_) {
        first.insert(first.end(), std::move_iterator(jobs.begin()), std::move_iterator(jobs.end()));
        jobs.clear();
    }
}

PostTogether::~PostTogether() {
    current = outer_;
    const auto post = [](const WorkerExecutor& executor, Jobs& jobs) {
        if (!jobs.empty()) asio::post(executor, Arrived{.executor = executor, .jobs = std::move(jobs)});
    };
    if (waiting_.size() == 1) then();
    for (auto& [executor, first, jobs] : waiting_) post(executor, first);
    for (auto& [executor, first, jobs] : waiting_) post(executor, jobs);
}

}  // namespace chatter
