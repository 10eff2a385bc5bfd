#include "store/postgres/writer.hpp"

#include <pthread.h>

#include <algorithm>
#include <limits>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "base/post_together.hpp"
#include "store/metrics.hpp"

namespace chatter::store::postgres {

namespace {

using namespace std::chrono_literals;

void refuse(const Batch& batch, const Error& error) {
    if (!batch.empty()) failed_commits.add();
    for (const auto& member : batch) member.command->refuse(error);
}

/// How often a transaction that others are in the way of is tried.
constexpr int attempts_max = 8;
/// After a batch that could not be posted at once: where one author repeats what is refused, few batches are
/// tried in vain.
constexpr int batches_in_steps_after_refusal = 8;
/// Between two attempts when a second connection is lost as well.
constexpr auto retry_interval = 100ms;
/// Between two questions for the outcome of a transaction that is still under way.
constexpr auto outcome_interval = 50ms;

Error unavailable() { return Error(chatter::Errc::unavailable, "The database cannot be used right now."); }

}  // namespace

Writer::Writer(Connector& connector, chat::EventSink& events, CommitPositions* positions,
               WriterOptions options)
    : connector_(connector), sink_(events), positions_(positions), options_(options), queue_(options.queue) {
    thread_ = std::thread([this] { run_thread(); });
}

Writer::~Writer() {
    queue_.stop();
    thread_.join();
}

Task<Result<chat::PostedMessage>> Writer::post(std::size_t bytes, chat::NewMessage message) {
    using R = Result<chat::PostedMessage>;
    return suspend_until_completed<R>(
        [this, bytes, message = std::move(message)](Completion<R> done) mutable {
            accept(bytes, std::make_unique<MessageCommand>(std::move(message), std::move(done)));
        });
}

Task<Result<chat::ReadPosition>> Writer::move_marker(std::size_t bytes, MarkerMove move) {
    using R = Result<chat::ReadPosition>;
    return suspend_until_completed<R>([this, bytes, move = std::move(move)](Completion<R> done) mutable {
        accept(bytes, std::make_unique<MarkerCommand>(std::move(move), std::move(done)));
    });
}

void Writer::accept(std::size_t bytes, std::unique_ptr<WriteCommand> command) {
    const auto refused = queue_.push(bytes, std::move(command));
    if (!refused) return waiting_writes.add();
    refused->refuse(connector_.is_away()
                        ? unavailable()
                        : Error(chatter::Errc::busy, "Too much is waiting. Try again in a moment."));
}

void Writer::run_thread() {
    pthread_setname_np(pthread_self(), "store-writer");
    // Before anybody waits for it; and should it not be possible, the log says why from the beginning.
    db_ = connector_.connect().value_or(nullptr);
    if (positions_ != nullptr) note_beginning();
    while (true) {
        auto batch = queue_.take();
        if (batch.empty()) return;
        waiting_writes.subtract(static_cast<std::int64_t>(batch.size()));
        commit(std::move(batch));
    }
}

BatchTransaction::Options Writer::options_for_next(bool may_be_done) {
    const bool in_steps = batches_in_steps_ > 0;
    if (in_steps) --batches_in_steps_;
    return {.limits = options_.transaction,
            .wants_end = positions_ != nullptr,
            .at_once = options_.at_once && !in_steps && !may_be_done,
            .may_be_done = may_be_done};
}

void Writer::commit(Batch batch, bool may_be_done) {
    const auto began = std::chrono::steady_clock::now();
    for (int attempt = 1; reconnect(batch, may_be_done); ++attempt) {
        BatchTransaction transaction(*db_, batch, authors_, options_for_next(may_be_done));
        const auto outcome = transaction.run();
        if (transaction.was_refused_at_once()) batches_in_steps_ = batches_in_steps_after_refusal;
        if (outcome == BatchTransaction::Outcome::committed) {
            commit_duration.observe(std::chrono::steady_clock::now() - began);
            commit_commands.observe(static_cast<std::int64_t>(batch.size()));
        }
        if (outcome == BatchTransaction::Outcome::committed) return finish(std::move(batch), transaction);
        const bool uncertain = outcome == BatchTransaction::Outcome::uncertain;
        if (uncertain && transaction.transaction_id().empty()) may_be_done = true;
        if (uncertain && !may_be_done) {
            const auto committed = was_committed(transaction.transaction_id(), batch);
            if (!committed) return refuse(batch, unavailable());
            if (*committed) return finish(std::move(batch), transaction);
            continue;
        }
        const auto& failure = transaction.failure();
        if (failure.lost || uncertain) {
            if (attempt == 1)
                log::warn("A database connection was lost. What it had begun is done again.",
                          {{"sqlstate", failure.sqlstate}, {"postgres_says", failure.message}});
            // Should it be the batch itself that brings the server down, then not as fast as can be.
            if (attempt > 1) std::this_thread::sleep_for(retry_interval);
            continue;
        }
        const bool again = failure.is_conflict() || (failure.is_duplicate() && batch.size() == 1);
        if (again && attempt < attempts_max) continue;
        if (batch.size() > 1 && (again || !failure.is_environments_fault()))
            return commit_each(std::move(batch), may_be_done);
        log::error("A database transaction failed.",
                   {{"sqlstate", failure.sqlstate}, {"postgres_says", failure.message}});
        return refuse(batch, failure.to_error());
    }
}

void Writer::commit_each(Batch batch, bool may_be_done) {
    for (auto& member : batch) {
        Batch alone;
        alone.push_back(std::move(member));
        commit(std::move(alone), may_be_done);
    }
}

void Writer::finish(Batch batch, BatchTransaction& transaction) {
    Batch markers;
    if (transaction.lacks_markers()) markers = take_last_markers(batch);
    if (positions_ != nullptr) note_positions(batch, transaction.end());
    {
        PostTogether together;
        // Before any answer, so that whoever has one knows that everybody else is being told.
        if (auto events = transaction.take_events(); !events.empty()) sink_.publish(std::move(events));
        together.then();
        for (const auto& member : batch) member.command->answer();
    }
    if (!markers.empty()) commit(std::move(markers), true);
}

Batch Writer::take_last_markers(Batch& batch) {
    const auto is_shared = [](const auto& member) {
        return member.command->message() != nullptr || member.command->marker_move() != nullptr;
    };
    Batch taken;
    for (auto at = std::find_if_not(batch.rbegin(), batch.rend(), is_shared).base(); at != batch.end(); ++at)
        if (at->command->marker_move() != nullptr) taken.push_back(std::move(*at));
    std::erase_if(batch, [](const auto& member) { return member.command == nullptr; });
    return taken;
}

void Writer::note_beginning() {
    // What was committed before this process began may be anybody's.
    if (!db_) return;
    if (Query now(*db_, sql::find_lsn); now.next()) positions_->note_for_everybody(now.take<Lsn>());
    (void)db_->forget_failure();
}

void Writer::note_positions(const Batch& batch, std::optional<Lsn> end) {
    if (!end && (!db_ || db_->is_lost())) connect();
    if (!end && db_) {
        if (Query now(*db_, sql::find_lsn); now.next()) end = now.take<Lsn>();
        (void)db_->forget_failure();
    }
    // Where the log ends cannot be known: no replica is asked until this process ends.
    if (!end) return positions_->note_for_everybody(std::numeric_limits<Lsn>::max());
    for (const auto& member : batch)
        for (const auto& user : member.command->concerns().users) positions_->note(user, *end);
}

std::optional<bool> Writer::was_committed(const std::string& transaction_id, const Batch& batch) {
    const auto give_up = [this, started = std::chrono::steady_clock::now()] {
        return queue_.is_stopping() && started < oldest_in_time();
    };
    while (!give_up()) {
        refuse_late(batch, oldest_in_time());
        if (!db_ || db_->is_lost()) connect();
        if (!db_) {
            wait_for_next_attempt();
            continue;
        }
        std::optional<std::string> state;
        if (Query query(*db_, sql::find_outcome, transaction_id); query.next())
            state = query.take<std::optional<std::string>>();
        if (const auto failure = db_->forget_failure()) {
            if (failure->lost) continue;
            return false;  // a server that knows no such number took over from the one that gave it
        }
        if (!state) return std::nullopt;
        if (*state != "in progress") return *state == "committed";
        std::this_thread::sleep_for(outcome_interval);
    }
    return std::nullopt;
}

bool Writer::reconnect(Batch& batch, bool may_be_done) {
    while (true) {
        const auto oldest = oldest_in_time();
        refuse_late(batch, oldest);
        // What may be done is told of once that is known, though nobody waits for an answer any more.
        if (!may_be_done || queue_.is_stopping())
            std::erase_if(batch, [oldest](const auto& member) { return member.accepted < oldest; });
        if (batch.empty()) return false;
        if (db_ && !db_->is_lost()) return true;
        connect();
        if (!db_) wait_for_next_attempt();
    }
}

void Writer::connect() {
    // Another server may answer than before, which has seen as many changes of profiles, but others.
    authors_ = {};
    db_ = connector_.connect().value_or(nullptr);
}

void Writer::wait_for_next_attempt() {
    // In short steps, so that those who wait are answered in time.
    const auto step = std::chrono::steady_clock::now() + retry_interval;
    std::this_thread::sleep_until(std::min(step, connector_.next_attempt()));
}

void Writer::refuse_late(const Batch& batch, TimePoint oldest) {
    for (const auto& member : batch)
        if (member.accepted < oldest) member.command->refuse(unavailable());
    const auto late = queue_.take_older_than(oldest);
    waiting_writes.subtract(static_cast<std::int64_t>(late.size()));
    refuse(late, unavailable());
}

Writer::TimePoint Writer::oldest_in_time() const {
    const auto patience =
        queue_.is_stopping() ? std::min(options_.deadline, options_.goodbye) : options_.deadline;
    return std::chrono::steady_clock::now() - patience;
}

}  // namespace chatter::store::postgres
