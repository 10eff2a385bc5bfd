#pragma once

#include <functional>
#include <vector>

#include "base/task.hpp"

namespace chatter {

/// Runs `job` on a worker's loop: with others in one hop while a PostTogether of this thread lives. What one
/// thread posts to a worker runs in the order of posting. Threads: any.
void post_to(const WorkerExecutor& executor, std::move_only_function<void()> job);

/// While it lives, what its thread posts (`post_to`) waits; at its end all of that goes to each worker in one
/// hop. A worker that wakes for the first of a thousand jobs would else be in the way of the rest, and send
/// what they queue for one socket in many small writes.
class PostTogether {
  public:
    PostTogether();
    ~PostTogether();
    /// What is posted from here on is under way to no worker before all that was posted so far is under way
    /// to every worker. With one worker all still comes in one hop.
    void then();
    PostTogether(const PostTogether&) = delete;
    PostTogether& operator=(const PostTogether&) = delete;

  private:
    friend void post_to(const WorkerExecutor& executor, std::move_only_function<void()> job);

    using Jobs = std::vector<std::move_only_function<void()>>;
    struct Waiting {
        WorkerExecutor executor;
        Jobs first;  // before `then`
        Jobs jobs;
    };
    std::vector<Waiting> waiting_;  // by worker
    PostTogether* const outer_;
};

}  // namespace chatter
