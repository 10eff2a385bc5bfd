#include "store/sqlite/writer.hpp"

#include <pthread.h>

#include "base/post_together.hpp"
#include "store/metrics.hpp"

namespace chatter::store::sqlite {

namespace {

int note_log_pages(void* checkpointer, sqlite3*, const char*, int pages) {
    static_cast<Checkpointer*>(checkpointer)->note_log_pages(pages);
    return SQLITE_OK;
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> db, chat::EventSink& events, Checkpointer& checkpointer,
               RecentAnswers& recent, WriteLimits limits)
    : db_(std::move(db)), sink_(events), checkpointer_(checkpointer), recent_(recent), queue_(limits) {
    // Takes the place of SQLite's own checkpoint after a commit, which would run on this thread.
    sqlite3_wal_hook(db_->handle(), note_log_pages, &checkpointer_);
    thread_ = std::thread([this] { run_thread(); });
}

Writer::~Writer() {
    queue_.stop();
    thread_.join();
}

void Writer::accept(std::size_t bytes, std::unique_ptr<WriteCommand> command) {
    if (const auto refused = queue_.push(bytes, std::move(command)))
        refused->refuse(Error(chatter::Errc::busy, "Too much is waiting. Try again in a moment."));
    else
        waiting_writes.add();
}

void Writer::run_thread() {
    pthread_setname_np(pthread_self(), "store-writer");
    while (true) {
        auto batch = queue_.take();
        if (batch.empty()) return;
        waiting_writes.subtract(static_cast<std::int64_t>(batch.size()));
        commit(std::move(batch));
    }
}

void Writer::commit(Batch batch) {
    const auto began = std::chrono::steady_clock::now();
    Events events;
    auto committed = run_transaction(batch, Undo::batch, events);
    if (committed && *committed == Outcome::must_undo_a_member) {
        events.clear();
        committed = run_transaction(batch, Undo::member, events);
    }
    recent_.note_commit();  // also when it failed: nobody knows how far it came
    if (!committed) {
        failed_commits.add();
        for (const auto& member : batch) member.command->refuse(committed.error());
        return;
    }
    commit_duration.observe(std::chrono::steady_clock::now() - began);
    commit_commands.observe(static_cast<std::int64_t>(batch.size()));
    PostTogether together;
    // Before any answer, so that whoever has one knows that everybody else is being told.
    if (!events.empty()) sink_.publish(std::move(events));
    together.then();
    for (const auto& member : batch) member.command->answer();
}

Result<Writer::Outcome> Writer::run_transaction(const Batch& batch, Undo undo, Events& events) {
    const std::lock_guard lock(checkpointer_.writing());
    run(*db_, sql::begin_write);
    for (const auto& member : batch) {
        // Lost, as by a full disk: what follows would commit by itself.
        if (!db_->in_transaction() || db_->failed()) break;
        if (run_member(*member.command, undo, events)) continue;
        roll_back();
        return Outcome::must_undo_a_member;
    }
    const bool lost = !db_->in_transaction();
    if (!lost) run(*db_, sql::commit);
    auto failure = db_->take_failure();
    if (db_->in_transaction()) roll_back();
    if (failure) return std::unexpected(std::move(*failure));
    if (lost) return fail(chatter::Errc::unavailable, "The database cannot be used right now.");
    return Outcome::committed;
}

bool Writer::run_member(WriteCommand& command, Undo undo, Events& events) {
    const auto events_before = events.size();
    const auto changes_before = sqlite3_total_changes64(db_->handle());
    if (undo == Undo::member) run(*db_, sql::open_savepoint);
    const bool succeeded = command.run(*db_, events);
    if (!succeeded) events.resize(events_before, chat::Event(chat::SessionRevoked{}));
    if (!db_->in_transaction()) return true;  // there is nothing left to undo
    if (undo == Undo::batch) return succeeded || sqlite3_total_changes64(db_->handle()) == changes_before;
    if (!succeeded) run(*db_, sql::undo_savepoint);
    run(*db_, sql::close_savepoint);
    return true;
}

void Writer::roll_back() {
    run(*db_, sql::rollback);
    (void)db_->take_failure();
}

}  // namespace chatter::store::sqlite
