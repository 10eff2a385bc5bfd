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
    : db_(std::move(db)), sink_(events), checkpointer_(checkpointer), queue_(limits) {
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
}

void Writer::run_thread() {
    pthread_setname_np(pthread_self(), "store-writer");
    while (true) {
        auto batch = queue_.take();
        if (batch.empty()) return;
        commit(std::move(batch));
    }
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
