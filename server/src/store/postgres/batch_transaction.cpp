#include "store/postgres/batch_transaction.hpp"

#include <algorithm>

namespace chatter::store::postgres {

BatchTransaction::Outcome BatchTransaction::run() {
    const auto all = runs();
    begin(all.front());
    for (const auto& run : all) {
        if (db_.failed()) break;
        if (run.messages)
            run_messages(run, &run == &all.front());
        else
            run_command(*batch_[run.first].command);
    }
    if (!db_.failed()) return commit();
    failure_ = *db_.forget_failure();
    if (db_.in_transaction()) postgres::run(db_, sql::rollback);
    (void)db_.forget_failure();
    return Outcome::given_up;
}

std::vector<BatchTransaction::Run> BatchTransaction::runs() const {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < batch_.size(); ++i) {
        const bool is_message = batch_[i].command->message() != nullptr;
        if (is_message && !runs.empty() && runs.back().messages)
            ++runs.back().count;
        else
            runs.push_back({.first = i, .count = 1, .messages = is_message});
    }
    return runs;
}

std::vector<chat::RoomId> BatchTransaction::rooms() const {
    std::vector<chat::RoomId> ids;
    for (const auto& member : batch_) {
        const auto& touched = member.command->concerns().rooms;
        ids.insert(ids.end(), touched.begin(), touched.end());
    }
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    return ids;
}

void BatchTransaction::begin(const Run& first) {
    Pipeline pipeline(db_);
    pipeline.send(sql::begin);
    if (first.messages) {
        Posting posting(messages_of(first));
        posting.ask(pipeline, rooms(), limits_);
        pipeline.sync();
        pipeline.skip();
        posting.read_answers(pipeline);
        transaction_id_ = posting.transaction_id();
        posting_ = std::move(posting);
        return;
    }
    const auto locked = rooms();
    pipeline.send(sql::begin_batch, in_milliseconds(limits_.statement), in_milliseconds(limits_.idle));
    if (!locked.empty()) pipeline.send(sql::lock_rooms, locked);
    pipeline.sync();
    pipeline.skip();
    if (Query begun = pipeline.take(); begun.next()) transaction_id_ = begun.take<std::string>();
    if (!locked.empty()) pipeline.skip();
}

std::vector<const chat::NewMessage*> BatchTransaction::messages_of(const Run& run) const {
    std::vector<const chat::NewMessage*> messages;
    for (auto i = run.first; i < run.first + run.count; ++i) messages.push_back(batch_[i].command->message());
    return messages;
}

void BatchTransaction::run_messages(const Run& run, bool is_first) {
    if (!is_first) {
        Pipeline pipeline(db_);
        const int inserts = send_inserts(pipeline);
        // What came before may have changed the rooms.
        posting_.emplace(messages_of(run));
        posting_->ask(pipeline, rooms(), limits_);
        pipeline.sync();
        for (int i = 0; i < inserts; ++i) pipeline.skip();
        posting_->read_answers(pipeline);
    }
    if (db_.failed()) return;
    posting_->decide(db_, events_);
    for (std::size_t i = 0; i < run.count; ++i)
        batch_[run.first + i].command->set_posted(posting_->result(i));
}

void BatchTransaction::run_command(WriteCommand& command) {
    // Alone in its transaction, that itself is the savepoint.
    const bool alone = batch_.size() == 1;
    if (!alone) {
        Pipeline pipeline(db_);
        send_inserts(pipeline);
        pipeline.send(sql::open_savepoint);
        pipeline.sync();
    }
    if (db_.failed()) return;
    const auto events_before = events_.size();
    const bool fine = command.run(db_, events_);
    if (db_.failed()) return;  // every member gets its own transaction
    if (!fine) events_.resize(events_before, chat::Event(chat::SessionRevoked{}));
    if (alone && !fine) return postgres::run(db_, sql::rollback);
    if (alone) return;
    if (!fine) postgres::run(db_, sql::undo_savepoint);
    postgres::run(db_, sql::close_savepoint);
}

int BatchTransaction::send_inserts(Pipeline& pipeline) {
    if (!posting_) return 0;
    const int statements = posting_->insert(pipeline);
    posting_.reset();
    return statements;
}

BatchTransaction::Outcome BatchTransaction::commit() {
    if (!db_.in_transaction()) return Outcome::committed;  // the only member failed: nothing to keep
    bool committed = false;
    {
        Pipeline pipeline(db_);
        const int inserts = send_inserts(pipeline);
        pipeline.send(sql::commit);
        if (wants_end_) pipeline.send(sql::find_lsn);
        pipeline.sync();
        for (int i = 0; i < inserts; ++i) pipeline.skip();
        committed = pipeline.take().committed();
        if (wants_end_)
            if (Query end = pipeline.take(); end.next()) end_ = end.take<Lsn>();
    }
    if (committed) {
        (void)db_.forget_failure();
        return Outcome::committed;
    }
    if (auto failure = db_.forget_failure()) failure_ = std::move(*failure);
    if (failure_.lost) return Outcome::uncertain;
    if (db_.in_transaction()) postgres::run(db_, sql::rollback);
    (void)db_.forget_failure();
    return Outcome::given_up;
}

}  // namespace chatter::store::postgres
