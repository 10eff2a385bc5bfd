#pragma once

#include <optional>
#include <vector>

#include "base/completion.hpp"
#include "base/result.hpp"
#include "chat/ports/message_store.hpp"
#include "store/postgres/connection.hpp"
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

/// One message to post, which shares its statements with the others of its batch.
class MessageCommand final : public WriteCommand {
  public:
    using R = Result<chat::PostedMessage>;

    MessageCommand(chat::NewMessage message, Completion<R> done)
        : WriteCommand({.users = {message.author_id}, .rooms = {message.room_id}}),
          message_(std::move(message)),
          caller_(std::move(done)) {}
    [[nodiscard]] const chat::NewMessage* message() const override { return &message_; }
    void set_posted(R posted) override { result_.emplace(std::move(posted)); }
    bool run(Connection& /*db*/, Events& /*events*/) override { return false; }
    void answer() override { caller_.answer(std::move(*result_)); }
    void refuse(const Error& error) override { caller_.answer(std::unexpected(error)); }
    [[nodiscard]] bool is_waited_for() const override { return caller_.waits(); }

  private:
    const chat::NewMessage message_;
    CallerOf<R> caller_;
    std::optional<R> result_;
};

}  // namespace chatter::store::postgres
