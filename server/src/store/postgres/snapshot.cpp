#include "store/postgres/snapshot.hpp"

namespace chatter::store::postgres {

Snapshot::Snapshot(Connection& db, std::optional<Lsn> wanted)
    : wanted_(wanted),
      in_transaction_(db.in_transaction()),
      statement_limit_(db.statement_limit()),
      pipeline_(db) {}

void Snapshot::open() {
    if (open_) return;
    open_ = true;
    if (wanted_) {
        // Before the snapshot and in a transaction of its own: asked within it, the replica might have gone
        // on since the snapshot was taken and tell of more than can be seen.
        pipeline_.send(sql::find_replayed_lsn);
        pipeline_.cut();
    }
    if (in_transaction_) return;
    pipeline_.send(sql::begin_read);
    if (!statement_limit_.empty()) pipeline_.send(sql::limit_statements, statement_limit_);
}

void Snapshot::sync() {
    pipeline_.sync();
    look_at_opening();
}

void Snapshot::finish() {
    if (!in_transaction_) pipeline_.send(sql::commit);
    sync();
}

void Snapshot::look_at_opening() {
    if (std::exchange(answered_, true)) return;
    if (wanted_) {
        auto replayed = pipeline_.take();
        behind_ = !replayed.next() || replayed.is_next_null() || replayed.take<Lsn>() < *wanted_;
    }
    if (in_transaction_) return;
    pipeline_.skip();
    if (!statement_limit_.empty()) pipeline_.skip();
}

Query Snapshot::take() { return pipeline_.take(); }

}  // namespace chatter::store::postgres
