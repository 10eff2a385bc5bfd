#include "store/point_reads.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "chat/errc.hpp"

namespace chatter::store {

namespace {

/// Where `question` stands among `questions`, to whose end it goes when it is new.
template <class Question, class Places>
std::size_t place_of(const Question& question, std::vector<Question>& questions, Places& places) {
    const auto [known, added] = places.try_emplace(question, questions.size());
    if (added) questions.push_back(question);
    return known->second;
}

}  // namespace

Task<Result<std::optional<chat::ActiveSession>>> PointReads::find_session(chat::SessionId id) {
    const WorkerExecutor executor = co_await asio::this_coro::executor;
    co_return co_await suspend_until_completed<Result<std::optional<chat::ActiveSession>>>(
        [this, executor, id](SessionCompletion done) {
            auto& gathering = gathering_of(executor);
            const auto place = place_of(id, gathering.questions.sessions, gathering.session_places);
            gathering.session_waiters.emplace_back(place, std::move(done));
        });
}

Task<Result<chat::RoomAccess>> PointReads::find_room_access(chat::UserId viewer, chat::RoomId room_id) {
    const WorkerExecutor executor = co_await asio::this_coro::executor;
    co_return co_await suspend_until_completed<Result<chat::RoomAccess>>(
        [this, executor, question = RoomQuestion{viewer, room_id}](RoomCompletion done) {
            auto& gathering = gathering_of(executor);
            const auto place = place_of(question, gathering.questions.rooms, gathering.room_places);
            gathering.room_waiters.emplace_back(place, std::move(done));
        });
}

PointReads::Gathering& PointReads::gathering_of(WorkerExecutor executor) {
    const std::lock_guard lock(mutex_);
    auto& gathering = gatherings_[&executor.context()];
    if (!gathering) {
        gathering = std::make_unique<Gathering>();
        asio::post(executor, [this, executor] { ask(executor); });
    }
    return *gathering;
}

void PointReads::ask(WorkerExecutor executor) {
    std::shared_ptr<Gathering> gathering;
    {
        const std::lock_guard lock(mutex_);
        gathering = std::move(gatherings_[&executor.context()]);
    }
    auto questions = std::move(gathering->questions);
    answer_all_(std::move(questions), [executor, gathering](Result<PointAnswers> answers) mutable {
        // One hop back for all of them, and the answers are made on their worker.
        asio::post(executor, [gathering = std::move(gathering), answers = std::move(answers)]() mutable {
            hand_out(*gathering, std::move(answers));
        });
    });
}

void PointReads::hand_out(Gathering& gathering, Result<PointAnswers> answers) {
    for (auto& [place, done] : gathering.session_waiters) {
        if (answers)
            done(answers->sessions[place]);
        else
            done(std::unexpected(answers.error()));
    }
    for (auto& [place, done] : gathering.room_waiters) {
        if (!answers)
            done(std::unexpected(answers.error()));
        else if (const auto& access = answers->rooms[place])
            done(*access);
        else
            done(fail(chat::Errc::not_found, "There is no such room."));
    }
}

}  // namespace chatter::store
