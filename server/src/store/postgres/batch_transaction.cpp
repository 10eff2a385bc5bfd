#include "store/postgres/batch_transaction.hpp"

#include <algorithm>

#include "store/postgres/plain_posting.hpp"

namespace chatter::store::postgres {

BatchTransaction::Outcome BatchTransaction::run() {
    if (options_.at_once && is_plain()) {
        if (const auto outcome = post_at_once()) return *outcome;
        refused_at_once_ = true;
    }
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

bool BatchTransaction::is_plain() const {
    return std::ranges::all_of(batch_, [](const auto& member) {
        const auto* const message = member.command->message();
        return message != nullptr && PlainPosting::takes(*message);
    });
}

std::optional<BatchTransaction::Outcome> BatchTransaction::post_at_once() {
    PlainPosting posting(messages_of({.first = 0, .count = batch_.size(), .messages = true}), authors_);
    bool posted = false, committed = false;
    {
        Pipeline pipeline(db_);
        pipeline.send(sql::begin);
        posting.send(pipeline, options_.limits);
        send_commit(pipeline);
        pipeline.sync();
        pipeline.skip();
        posted = posting.read_answer(pipeline.take());
        committed = take_commit(pipeline);
    }
    if (committed && !posted) return std::nullopt;
    if (committed) tell_posted(posting.make_messages());
    return finish(committed);
}

void BatchTransaction::tell_posted(std::vector<chat::Message> messages) {
    events_.reserve(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        events_.emplace_back(chat::MessagePosted{.message = messages[i]});
        batch_[i].command->set_posted(chat::PostedMessage{.message = std::move(messages[i])});
    }
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
        auto posting = posting_of(first);
        posting.ask(pipeline, rooms(), options_.limits);
        pipeline.sync();
        pipeline.skip();
        posting.read_answers(pipeline);
        transaction_id_ = posting.transaction_id();
        posting_ = std::move(posting);
        return;
    }
    const auto locked = rooms();
    pipeline.send(sql::begin_batch, in_milliseconds(options_.limits.statement),
                  in_milliseconds(options_.limits.idle));
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

Posting BatchTransaction::posting_of(const Run& run) const {
    Posting posting(messages_of(run));
    if (!options_.may_be_done) return posting;
    std::vector<bool> given_up;
    for (auto i = run.first; i < run.first + run.count; ++i)
        given_up.push_back(!batch_[i].command->is_waited_for());
    posting.set_may_be_done(std::move(given_up));
    return posting;
}

void BatchTransaction::run_messages(const Run& run, bool is_first) {
    if (!is_first) {
        Pipeline pipeline(db_);
        const int inserts = send_inserts(pipeline);
        // What came before may have changed the rooms.
        posting_.emplace(posting_of(run));
        posting_->ask(pipeline, rooms(), options_.limits);
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
        send_commit(pipeline);
        pipeline.sync();
        for (int i = 0; i < inserts; ++i) pipeline.skip();
        committed = take_commit(pipeline);
    }
    return finish(committed);
}

void BatchTransaction::send_commit(Pipeline& pipeline) const {
    pipeline.send(sql::commit);
    if (options_.wants_end) pipeline.send(sql::find_lsn);
}

bool BatchTransaction::take_commit(Pipeline& pipeline) {
    const bool committed = pipeline.take().committed();
    if (options_.wants_end)
        if (Query end = pipeline.take(); end.next()) end_ = end.take<Lsn>();
    return committed;
}

BatchTransaction::Outcome BatchTransaction::finish(bool committed) {
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
