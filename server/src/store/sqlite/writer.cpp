#include "store/sqlite/writer.hpp"

#include <pthread.h>

namespace chatter::store::sqlite {

namespace {

int note_log_pages(void* checkpointer, sqlite3*, const char*, int pages) {
    static_cast<Checkpointer*>(checkpointer)->note_log_pages(pages);
    return SQLITE_OK;
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> db, chat::EventSink& events, Checkpointer& checkpointer,
               WriteLimits limits)
    : db_(std::move(db)), sink_(events), checkpointer_(checkpointer), limits_(limits) {
    // Takes the place of SQLite's own checkpoint after a commit, which would run on this thread.
    sqlite3_wal_hook(db_->handle(), note_log_pages, &checkpointer_);
    thread_ = std::thread([this] { run_thread(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Writer::accept(std::size_t bytes, std::unique_ptr<WriteCommand> command) {
    std::unique_lock lock(mutex_);
    // A command larger than the whole bound may still come alone.
    const bool fits = queue_.empty() || (queue_.size() < limits_.queue_count_max &&
                                         queue_bytes_ + bytes <= limits_.queue_bytes_max);
    if (!fits || stopping_) {
        lock.unlock();
        command->refuse(Error(chatter::Errc::busy, "Too much is waiting. Try again in a moment."));
        return;
    }
    queue_bytes_ += bytes;
    queue_.push_back({.bytes = bytes, .command = std::move(command)});
    lock.unlock();
    wake_.notify_one();
}

void Writer::run_thread() {
    pthread_setname_np(pthread_self(), "store-writer");
    while (true) {
        auto batch = take_batch();
        if (batch.empty()) return;
        commit(std::move(batch));
    }
}

Writer::Batch Writer::take_batch() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    Batch batch;
    std::size_t batch_bytes = 0;
    while (!queue_.empty() && batch.size() < limits_.batch_count_max) {
        auto& next = queue_.front();
        if (!batch.empty() && batch_bytes + next.bytes > limits_.batch_bytes_max) break;
        batch_bytes += next.bytes;
        batch.push_back(std::move(next));
        queue_.pop_front();
    }
    queue_bytes_ -= batch_bytes;
    return batch;
}

void Writer::commit(Batch batch) {
    Events events;
    const auto committed = run_transaction(batch, events);
    if (!committed) {
        for (const auto& member : batch) member.command->refuse(committed.error());
        return;
    }
    // Before the answers, so that whoever has an answer knows that everybody else is being told.
    if (!events.empty()) sink_.publish(std::move(events));
    for (const auto& member : batch) member.command->answer();
}

Result<void> Writer::run_transaction(const Batch& batch, Events& events) {
    run(*db_, sql::begin_write);
    for (const auto& member : batch) {
        // Lost, as by a full disk: what follows would commit by itself.
        if (!db_->in_transaction() || db_->failed()) break;
        run_member(*member.command, events);
    }
    const bool lost = !db_->in_transaction();
    if (!lost) run(*db_, sql::commit);
    auto failure = db_->take_failure();
    if (db_->in_transaction()) {
        run(*db_, sql::rollback);
        (void)db_->take_failure();
    }
    if (failure) return std::unexpected(std::move(*failure));
    if (lost) return fail(chatter::Errc::unavailable, "The database cannot be used right now.");
    return {};
}

void Writer::run_member(WriteCommand& command, Events& events) {
    const auto events_before = events.size();
    run(*db_, sql::open_savepoint);
    if (!command.run(*db_, events)) {
        events.resize(events_before, chat::Event(chat::SessionRevoked{}));
        if (!db_->in_transaction()) return;
        run(*db_, sql::undo_savepoint);
    }
    run(*db_, sql::close_savepoint);
}

}  // namespace chatter::store::sqlite
