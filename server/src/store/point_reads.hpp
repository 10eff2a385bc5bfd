// Nearly every request asks who is calling, and a reader of history whether they may and at which version the
// room is. What a worker's coroutines ask within one turn of its loop goes to the database in one hop:
//
//   worker:    question · question · …  (end of the turn) ─┐               ┌─► resume each who asked
//   elsewhere:                                             └─► answer all ─┘
//
// A question asked twice in a turn is put once. None waits for more than the end of its turn, and none is
// answered from before it was asked.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/completion.hpp"
#include "base/result.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/session_store.hpp"

namespace chatter::store {

struct RoomQuestion {
    chat::UserId viewer;
    chat::RoomId room_id;

    bool operator==(const RoomQuestion&) const = default;
};

struct HashRoomQuestion {
    std::size_t operator()(const RoomQuestion& question) const noexcept {
        return std::hash<chat::UserId>{}(question.viewer) * 31 + std::hash<chat::RoomId>{}(question.room_id);
    }
};

/// What is asked together; no question twice.
struct PointQuestions {
    std::vector<chat::SessionId> sessions;
    std::vector<RoomQuestion> rooms;
};

/// One answer for each question, in their order.
struct PointAnswers {
    std::vector<std::optional<chat::ActiveSession>> sessions;
    std::vector<std::optional<chat::RoomAccess>> rooms;  // nothing: there is no such room for that viewer
};

/// Gathers questions and hands the answers out. Threads: any; answers come back on the caller's worker.
class PointReads {
  public:
    /// Called on the worker whose questions these are; must not block. The completion may be called on any
    /// thread.
    using AnswerAll = std::function<void(PointQuestions, Completion<Result<PointAnswers>>)>;

    explicit PointReads(AnswerAll answer_all) : answer_all_(std::move(answer_all)) {}

    /// Errors: what `answer_all` comes to.
    Task<Result<std::optional<chat::ActiveSession>>> find_session(chat::SessionId id);
    /// Errors: chat Errc::not_found, what `answer_all` comes to.
    Task<Result<chat::RoomAccess>> find_room_access(chat::UserId viewer, chat::RoomId room_id);

  private:
    using SessionCompletion = Completion<Result<std::optional<chat::ActiveSession>>>;
    using RoomCompletion = Completion<Result<chat::RoomAccess>>;

    /// What one worker has asked in this turn, and who waits for which answer.
    struct Gathering {
        PointQuestions questions;
        std::unordered_map<chat::SessionId, std::size_t> session_places;
        std::unordered_map<RoomQuestion, std::size_t, HashRoomQuestion> room_places;
        std::vector<std::pair<std::size_t, SessionCompletion>> session_waiters;
        std::vector<std::pair<std::size_t, RoomCompletion>> room_waiters;
    };

    /// The gathering of this worker's turn, which `ask` ends.
    [[nodiscard]] Gathering& gathering_of(WorkerExecutor executor);
    void ask(WorkerExecutor executor);
    static void hand_out(Gathering& gathering, Result<PointAnswers> answers);

    const AnswerAll answer_all_;
    // Guards the map, for a look-up: the workers share nothing of what is in it.
    std::mutex mutex_;
    std::unordered_map<const void*, std::unique_ptr<Gathering>> gatherings_;  // by a worker's loop
};

}  // namespace chatter::store
