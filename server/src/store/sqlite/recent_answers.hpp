// Who is calling, and whether they may read a room at which version, is asked with nearly every request.
// While nothing is committed the answers stay what they are: they are kept until the next commit, and no
// longer than a moment, because another process (`chatter user deactivate`) may write to the file too.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "store/point_reads.hpp"

namespace chatter::store::sqlite {

/// Threads: any.
class RecentAnswers {
  public:
    using Clock = std::chrono::steady_clock;
    /// What another process commits is seen within this, if nobody notes it earlier.
    static constexpr std::chrono::milliseconds age_max{100};

    /// To be read before the question is put.
    [[nodiscard]] std::uint64_t commits() const noexcept { return commits_.load(std::memory_order_acquire); }
    /// After a commit, before any of its callers is answered: whoever knows of it asks anew.
    void note_commit() noexcept { commits_.fetch_add(1, std::memory_order_release); }

    [[nodiscard]] std::optional<chat::ActiveSession> find(chat::SessionId id) { return find(sessions_, id); }
    [[nodiscard]] std::optional<chat::RoomAccess> find(const RoomQuestion& question) {
        return find(rooms_, question);
    }
    /// `commits` is of before the question was put.
    void keep(std::uint64_t commits, chat::SessionId id, const chat::ActiveSession& session) {
        keep(sessions_, commits, id, session);
    }
    void keep(std::uint64_t commits, const RoomQuestion& question, const chat::RoomAccess& access) {
        keep(rooms_, commits, question, access);
    }

  private:
    static constexpr std::size_t kept_max = 4096;

    template <class Answer>
    struct Kept {
        Answer answer;
        std::uint64_t commits;
        Clock::time_point since;
    };
    template <class Question, class Answer, class Hash>
    using Answers = std::unordered_map<Question, Kept<Answer>, Hash>;

    template <class Question, class Answer, class Hash>
    std::optional<Answer> find(const Answers<Question, Answer, Hash>& answers, const Question& question) {
        const std::lock_guard lock(mutex_);
        const auto found = answers.find(question);
        if (found == answers.end() || found->second.commits != commits() ||
            Clock::now() - found->second.since > age_max)
            return std::nullopt;
        return found->second.answer;
    }
    template <class Question, class Answer, class Hash>
    void keep(Answers<Question, Answer, Hash>& answers, std::uint64_t commits, const Question& question,
              const Answer& answer) {
        const std::lock_guard lock(mutex_);
        if (answers.size() >= kept_max) answers.clear();
        answers.insert_or_assign(question,
                                 Kept<Answer>{.answer = answer, .commits = commits, .since = Clock::now()});
    }

    std::atomic<std::uint64_t> commits_ = 0;
    std::mutex mutex_;  // guards what follows, for a look-up
    Answers<chat::SessionId, chat::ActiveSession, std::hash<chat::SessionId>> sessions_;
    Answers<RoomQuestion, chat::RoomAccess, HashRoomQuestion> rooms_;
};

}  // namespace chatter::store::sqlite
