#pragma once

#include <optional>
#include <vector>

#include "base/completion.hpp"
#include "base/result.hpp"
#include "chat/ports/message_store.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/marker_moves.hpp"
#include "store/write_queue.hpp"

namespace chatter::store::postgres {

/// One write and its caller, who is answered once. It may be run several times, when a transaction is given
/// up and tried again: nothing of an earlier run counts.
class WriteCommand {
  public:
    explicit WriteCommand(Concerns concerns) : concerns_(std::move(concerns)) {}
    virtual ~WriteCommand() = default;
    WriteCommand(const WriteCommand&) = delete;
    WriteCommand& operator=(const WriteCommand&) = delete;

    [[nodiscard]] const Concerns& concerns() const { return concerns_; }
    /// The message to post, for a command that is nothing but that: such ones are run together.
    [[nodiscard]] virtual const chat::NewMessage* message() const { return nullptr; }
    virtual void set_posted(Result<chat::PostedMessage> /*posted*/) {}
    /// The read marker to move, likewise.
    [[nodiscard]] virtual const MarkerMove* marker_move() const { return nullptr; }
    virtual void set_moved(Result<chat::ReadPosition> /*position*/) {}

    /// Changes the database and notes what happened; false when its changes must be undone.
    virtual bool run(Connection& db, Events& events) = 0;
    /// Resumes the caller, if it has not been yet, with what `run` came to. After the commit only.
    virtual void answer() = 0;
    /// Resumes the caller, if it has not been yet.
    virtual void refuse(const Error& error) = 0;
    /// Whether the caller has not been resumed yet.
    [[nodiscard]] virtual bool is_waited_for() const = 0;

  private:
    const Concerns concerns_;
};

/// A caller who waits for an R.
template <class R>
class CallerOf {
  public:
    explicit CallerOf(Completion<R> done) : done_(std::move(done)) {}
    [[nodiscard]] bool waits() const { return done_ != nullptr; }
    void answer(R result) {
        if (auto done = std::exchange(done_, nullptr)) done(std::move(result));
    }

  private:
    Completion<R> done_;
};

/// `work(db, events)`, which returns an R, a Result, and may be called again.
template <class Work, class R>
class WorkCommand final : public WriteCommand {
  public:
    WorkCommand(Concerns concerns, Work work, Completion<R> done)
        : WriteCommand(std::move(concerns)), work_(std::move(work)), caller_(std::move(done)) {}
    bool run(Connection& db, Events& events) override {
        result_.emplace(work_(db, events));
        return result_->has_value();
    }
    void answer() override { caller_.answer(std::move(*result_)); }
    void refuse(const Error& error) override { caller_.answer(std::unexpected(error)); }
    [[nodiscard]] bool is_waited_for() const override { return caller_.waits(); }

  private:
    Work work_;
    CallerOf<R> caller_;
    std::optional<R> result_;
};

/// What shares its statements with others of its kind in its batch.
template <class Wanted, class R>
class SharedCommand : public WriteCommand {
  public:
    SharedCommand(Concerns concerns, Wanted wanted, Completion<R> done)
        : WriteCommand(std::move(concerns)), wanted_(std::move(wanted)), caller_(std::move(done)) {}
    bool run(Connection& /*db*/, Events& /*events*/) final { return false; }
    void answer() final { caller_.answer(std::move(*result_)); }
    void refuse(const Error& error) final { caller_.answer(std::unexpected(error)); }
    [[nodiscard]] bool is_waited_for() const final { return caller_.waits(); }

  protected:
    [[nodiscard]] const Wanted& wanted() const { return wanted_; }
    void set_result(R result) { result_.emplace(std::move(result)); }

  private:
    const Wanted wanted_;
    CallerOf<R> caller_;
    std::optional<R> result_;
};

class MessageCommand final : public SharedCommand<chat::NewMessage, Result<chat::PostedMessage>> {
  public:
    using R = Result<chat::PostedMessage>;

    MessageCommand(chat::NewMessage message, Completion<R> done)
        : SharedCommand({.users = {message.author_id}, .rooms = {message.room_id}}, std::move(message),
                        std::move(done)) {}
    [[nodiscard]] const chat::NewMessage* message() const override { return &wanted(); }
    void set_posted(R posted) override { set_result(std::move(posted)); }
};

class MarkerCommand final : public SharedCommand<MarkerMove, Result<chat::ReadPosition>> {
  public:
    using R = Result<chat::ReadPosition>;

    MarkerCommand(MarkerMove move, Completion<R> done)
        : SharedCommand({.users = {move.user_id}, .rooms = {move.room_id}}, std::move(move),
                        std::move(done)) {}
    [[nodiscard]] const MarkerMove* marker_move() const override { return &wanted(); }
    void set_moved(R position) override { set_result(std::move(position)); }
};

}  // namespace chatter::store::postgres
