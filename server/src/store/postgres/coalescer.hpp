// Small questions that nearly every request asks. While one round trip is under way, all that is asked
// meanwhile collects, and goes into the next: at any load there is one round trip at a time, and none waits
// longer than two of them.
//
//   ask · ask · ask ─► waiting ─┐           ┌─► answer each
//                               └─► batch ──┘   then the next batch
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "base/completion.hpp"
#include "base/errc.hpp"
#include "base/result.hpp"
#include "store/postgres/reader_pool.hpp"

namespace chatter::store::postgres {

/// Has a thread and a connection of its own, so that no question waits for a reader that walks many rows.
/// Threads: `ask` from any.
template <class Question, class Answer>
class Coalescer {
  public:
    /// One answer for each question, in their order. Run again when its connection was lost.
    using AnswerAll = std::function<std::vector<Answer>(Connection&, const std::vector<Question>&)>;

    /// `connector` outlives this. At most `limits.queue_count_max` questions wait; those that go together
    /// have until the deadline of the one that has waited longest.
    Coalescer(const std::string& name, Connector& connector, const ReaderLimits& limits, AnswerAll answer_all)
        : answer_all_(std::move(answer_all)),
          waiting_max_(limits.queue_count_max),
          reader_(name, connector,
                  {.readers = 1, .deadline = limits.deadline, .answer_timeout = limits.answer_timeout}) {}

    /// Hands the answer to `done`, on any thread. Errors: base Errc::busy, base Errc::unavailable.
    void ask(Question question, Completion<Result<Answer>> done) {
        {
            std::unique_lock lock(mutex_);
            if (waiting_.questions.size() >= waiting_max_) {
                lock.unlock();
                done(fail(chatter::Errc::busy, "Too much is waiting. Try again in a moment."));
                return;
            }
            if (waiting_.questions.empty()) waiting_.since = std::chrono::steady_clock::now();
            waiting_.questions.push_back(std::move(question));
            waiting_.askers.push_back(std::move(done));
            if (std::exchange(under_way_, true)) return;
        }
        begin();
    }

  private:
    using Answers = Result<std::vector<Answer>>;
    struct Batch {
        std::vector<Question> questions;
        std::vector<Completion<Result<Answer>>> askers;
        std::chrono::steady_clock::time_point since;  // of the first
    };

    /// Only while nothing else is under way: `batch_` belongs to whoever has set `under_way_`.
    void begin() {
        const auto since = [this] {
            const std::lock_guard lock(mutex_);
            return waiting_.since;
        }();
        reader_.start(
            [this](Connection& db) -> Answers {
                if (batch_.questions.empty()) batch_ = take_waiting();
                return answer_all_(db, batch_.questions);
            },
            Completion<Answers>([this](Answers answers) { finish(std::move(answers)); }), 0, since);
    }

    void finish(Answers answers) {
        if (batch_.questions.empty()) batch_ = take_waiting();  // refused before it was begun
        auto askers = std::exchange(batch_, {}).askers;
        const bool more = [this] {
            const std::lock_guard lock(mutex_);
            return under_way_ = !waiting_.questions.empty();
        }();
        if (more) begin();
        for (std::size_t i = 0; i < askers.size(); ++i) {
            if (answers)
                askers[i](std::move((*answers)[i]));
            else
                askers[i](std::unexpected(answers.error()));
        }
    }

    [[nodiscard]] Batch take_waiting() {
        const std::lock_guard lock(mutex_);
        return std::exchange(waiting_, {});
    }

    const AnswerAll answer_all_;
    const std::size_t waiting_max_;
    Batch batch_;
    std::mutex mutex_;  // guards the two below, for a push or an exchange
    Batch waiting_;
    bool under_way_ = false;
    ReaderPool reader_;  // last, so that what it has accepted still finds the rest
};

}  // namespace chatter::store::postgres
