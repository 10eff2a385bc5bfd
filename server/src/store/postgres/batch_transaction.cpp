#include "store/postgres/batch_transaction.hpp"

#include <algorithm>

#include "store/postgres/plain_posting.hpp"

namespace chatter::store::postgres {

BatchTransaction::Outcome BatchTransaction::run() {
    const auto all = runs();
    if (options_.at_once)
        if (const auto outcome = run_at_once(all)) return *outcome;
    begin(all.front());
    const bool ends_with_markers = all.back().kind == Kind::markers;
    for (const auto& run : all) {
        if (db_.failed()) break;
        switch (run.kind) {
            case Kind::messages: run_messages(run, &run == &all.front()); break;
            case Kind::markers:
                if (&run != &all.back()) run_markers(run);
                break;
            case Kind::other: run_command(*run.commands.front()); break;
        }
    }
    if (!db_.failed()) return commit(ends_with_markers ? &all.back() : nullptr);
    failure_ = *db_.forget_failure();
    if (db_.in_transaction()) postgres::run(db_, sql::rollback);
    (void)db_.forget_failure();
    return Outcome::given_up;
}

BatchTransaction::Kind BatchTransaction::kind_of(const WriteCommand& command) {
    if (command.message() != nullptr) return Kind::messages;
    return command.marker_move() != nullptr ? Kind::markers : Kind::other;
}

std::vector<BatchTransaction::Run> BatchTransaction::runs() const {
    std::vector<Run> runs;
    Run messages{.kind = Kind::messages, .commands = {}}, markers{.kind = Kind::markers, .commands = {}};
    const auto keep = [&runs](Run& run) {
        if (!run.commands.empty())
            runs.push_back({.kind = run.kind, .commands = std::exchange(run.commands, {})});
    };
    for (const auto& member : batch_) {
        auto* const command = member.command.get();
        const auto kind = kind_of(*command);
        if (kind == Kind::messages) messages.commands.push_back(command);
        if (kind == Kind::markers) markers.commands.push_back(command);
        if (kind != Kind::other) continue;
        keep(messages);
        keep(markers);
        runs.push_back({.kind = kind, .commands = {command}});
    }
    keep(messages);
    keep(markers);
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

std::optional<BatchTransaction::Outcome> BatchTransaction::run_at_once(const std::vector<Run>& all) {
    const auto& run = all.front();
    if (all.size() > 1 || run.kind == Kind::other) return std::nullopt;
    if (run.kind == Kind::markers) return move_at_once(run);
    const auto is_plain = [](const auto* command) { return PlainPosting::takes(*command->message()); };
    if (!std::ranges::all_of(run.commands, is_plain)) return std::nullopt;
    const auto outcome = post_at_once(run);
    refused_at_once_ = !outcome;
    return outcome;
}

std::optional<BatchTransaction::Outcome> BatchTransaction::post_at_once(const Run& run) {
    PlainPosting posting(messages_of(run), authors_);
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
    if (committed && !posted && !db_.failed()) return std::nullopt;
    if (committed && posted) tell_posted(run, posting.make_messages());
    return finish(committed, posted);
}

void BatchTransaction::tell_posted(const Run& run, std::vector<chat::Message> messages) {
    events_.reserve(messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        events_.emplace_back(chat::MessagePosted{.message = messages[i]});
        run.commands[i]->set_posted(chat::PostedMessage{.message = std::move(messages[i])});
    }
}

BatchTransaction::Outcome BatchTransaction::move_at_once(const Run& run) {
    const auto moves = moves_of(run);
    bool committed = false;
    {
        Pipeline pipeline(db_);
        const int beginning = send_beginning(pipeline);
        moves.send(pipeline);
        send_commit(pipeline);
        pipeline.sync();
        take_beginning(pipeline, beginning);
        set_moved(run, moves.read_answer(pipeline.take(), events_));
        committed = take_commit(pipeline);
    }
    return finish(committed, !db_.failed());
}

void BatchTransaction::begin(const Run& first) {
    Pipeline pipeline(db_);
    if (first.kind == Kind::messages) {
        pipeline.send(sql::begin);
        auto posting = posting_of(first);
        posting.ask(pipeline, rooms(), options_.limits);
        pipeline.sync();
        pipeline.skip();
        posting.read_answers(pipeline);
        transaction_id_ = posting.transaction_id();
        posting_ = std::move(posting);
        return;
    }
    const int beginning = send_beginning(pipeline);
    pipeline.sync();
    take_beginning(pipeline, beginning);
}

int BatchTransaction::send_beginning(Pipeline& pipeline) const {
    pipeline.send(sql::begin);
    pipeline.send(sql::begin_batch, in_milliseconds(options_.limits.statement),
                  in_milliseconds(options_.limits.idle));
    const auto locked = rooms();
    if (locked.empty()) return 2;
    pipeline.send(sql::lock_rooms, locked);
    return 3;
}

void BatchTransaction::take_beginning(Pipeline& pipeline, int statements) {
    pipeline.skip();
    if (Query begun = pipeline.take(); begun.next()) transaction_id_ = begun.take<std::string>();
    if (statements > 2) pipeline.skip();
}

std::vector<const chat::NewMessage*> BatchTransaction::messages_of(const Run& run) {
    std::vector<const chat::NewMessage*> messages;
    for (const auto* command : run.commands) messages.push_back(command->message());
    return messages;
}

Posting BatchTransaction::posting_of(const Run& run) const {
    Posting posting(messages_of(run));
    if (!options_.may_be_done) return posting;
    std::vector<bool> given_up;
    for (const auto* command : run.commands) given_up.push_back(!command->is_waited_for());
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
    for (std::size_t i = 0; i < run.commands.size(); ++i) run.commands[i]->set_posted(posting_->result(i));
}

MarkerMoves BatchTransaction::moves_of(const Run& run) const {
    std::vector<const MarkerMove*> moves;
    for (const auto* command : run.commands) moves.push_back(command->marker_move());
    return {std::move(moves), options_.may_be_done};
}

void BatchTransaction::set_moved(const Run& run, std::vector<Result<chat::ReadPosition>> positions) {
    for (std::size_t i = 0; i < positions.size(); ++i) run.commands[i]->set_moved(std::move(positions[i]));
}

void BatchTransaction::run_markers(const Run& run) {
    const auto moves = moves_of(run);
    Pipeline pipeline(db_);
    const int inserts = send_inserts(pipeline);
    moves.send(pipeline);
    pipeline.sync();
    for (int i = 0; i < inserts; ++i) pipeline.skip();
    set_moved(run, moves.read_answer(pipeline.take(), events_));
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

BatchTransaction::Outcome BatchTransaction::commit(const Run* markers) {
    if (!db_.in_transaction()) return Outcome::committed;  // the only member failed: nothing to keep
    std::optional<MarkerMoves> moves;
    if (markers != nullptr) moves.emplace(moves_of(*markers));
    bool committed = false;
    {
        Pipeline pipeline(db_);
        const int inserts = send_inserts(pipeline);
        if (moves) moves->send(pipeline);
        send_commit(pipeline);
        pipeline.sync();
        for (int i = 0; i < inserts; ++i) pipeline.skip();
        if (moves) set_moved(*markers, moves->read_answer(pipeline.take(), events_));
        committed = take_commit(pipeline);
    }
    lacks_markers_ = moves && db_.failed();
    return finish(committed, true);
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

BatchTransaction::Outcome BatchTransaction::finish(bool committed, bool answered) {
    if (auto failure = db_.forget_failure()) failure_ = std::move(*failure);
    if (committed) return answered ? Outcome::committed : Outcome::uncertain;
    if (failure_.lost) return Outcome::uncertain;
    if (db_.in_transaction()) postgres::run(db_, sql::rollback);
    (void)db_.forget_failure();
    return Outcome::given_up;
}

}  // namespace chatter::store::postgres
