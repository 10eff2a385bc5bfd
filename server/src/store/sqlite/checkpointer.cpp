#include "store/sqlite/checkpointer.hpp"

#include <pthread.h>

#include "base/log.hpp"

namespace chatter::store::sqlite {

namespace {

// Pages have 4 KiB. The same few pages change with every message: the rarer a checkpoint, the more often one
// page in the log stands for many changes.
constexpr int pages_between_checkpoints = 4096;
constexpr int pages_max = 4096;

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> db) : db_(std::move(db)) {
    thread_ = std::thread([this] { run_thread(); });
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Checkpointer::note_log_pages(int pages) {
    if (pages < pages_at_last_checkpoint_) pages_at_last_checkpoint_ = 0;  // the log began anew
    if (pages - pages_at_last_checkpoint_ < pages_between_checkpoints) return;
    pages_at_last_checkpoint_ = pages;
    {
        const std::lock_guard lock(mutex_);
        wanted_ = true;
    }
    wake_.notify_one();
}

void Checkpointer::run_thread() {
    pthread_setname_np(pthread_self(), "checkpoint");
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || wanted_; });
        if (stopping_) return;
        wanted_ = false;
        lock.unlock();
        checkpoint();
        lock.lock();
    }
}

void Checkpointer::checkpoint() {
    int pages = 0, moved = 0;
    int code = sqlite3_wal_checkpoint_v2(db_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    // Beginning the log anew holds the writer up while it waits for readers. One that reads an old snapshot
    // for long, as a backup does, shows in what could not be moved; then the log may grow until it is done.
    if (code == SQLITE_OK && pages >= pages_max && moved == pages) {
        // The file keeps its size: to write over what is there costs less than to let it grow again.
        const std::lock_guard lock(writing_);
        code = sqlite3_wal_checkpoint_v2(db_->handle(), nullptr, SQLITE_CHECKPOINT_RESTART, &pages, &moved);
    }
    // A busy file is checkpointed later; nothing is lost meanwhile.
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
        log::warn("A checkpoint of the database failed.",
                  {{"sqlite_code", code}, {"sqlite_says", sqlite3_errmsg(db_->handle())}});
}

}  // namespace chatter::store::sqlite
