#include "store/postgres/point_answers.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "store/postgres/sessions.hpp"

namespace chatter::store::postgres {

namespace {

std::pair<chat::RoomId, chat::UserId> key_of(const RoomQuestion& question) {
    return {question.room_id, question.viewer};
}

/// What all of `asked` ask under `member`, sorted by `key`, each once.
template <class Question, class Key>
std::vector<Question> each_once(const std::vector<PointQuestions>& asked,
                                std::vector<Question> PointQuestions::* member, Key key) {
    std::vector<Question> all;
    for (const auto& questions : asked)
        all.insert(all.end(), (questions.*member).begin(), (questions.*member).end());
    std::ranges::sort(all, {}, key);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
    return all;
}

/// The answer to one of the sorted `questions`.
template <class Question, class Answer, class Key>
const Answer& answer_to(const Question& question, const std::vector<Question>& questions,
                        const std::vector<Answer>& answers, Key key) {
    const auto place = std::ranges::lower_bound(questions, std::invoke(key, question), {}, key);
    return answers[static_cast<std::size_t>(place - questions.begin())];
}

void send_rooms(Pipeline& pipeline, const std::vector<RoomQuestion>& questions) {
    std::vector<chat::UserId> viewers;
    std::vector<chat::RoomId> room_ids;
    for (const auto& question : questions) {
        viewers.push_back(question.viewer);
        room_ids.push_back(question.room_id);
    }
    pipeline.send(sql::find_room_accesses, viewers, room_ids);
}

std::vector<std::optional<chat::RoomAccess>> read_room_accesses(Query rows, std::size_t count) {
    std::vector<std::optional<chat::RoomAccess>> answers(count);
    while (rows.next()) {
        auto& answer = answers[static_cast<std::size_t>(rows.take<std::int64_t>() - 1)].emplace();
        answer.version = rows.take<chat::Version>();
        answer.profile_changes = rows.take<std::int64_t>();
    }
    return answers;
}

}  // namespace

std::vector<PointAnswers> answer_points(Connection& db, const std::vector<PointQuestions>& asked) {
    const auto sessions = each_once(asked, &PointQuestions::sessions, std::identity());
    const auto rooms = each_once(asked, &PointQuestions::rooms, key_of);
    Pipeline pipeline(db);
    if (!sessions.empty()) pipeline.send(sql::find_sessions, sessions);
    if (!rooms.empty()) send_rooms(pipeline, rooms);
    pipeline.sync();
    std::vector<std::optional<chat::ActiveSession>> session_answers;
    if (!sessions.empty()) session_answers = read_active_sessions(pipeline.take(), sessions);
    std::vector<std::optional<chat::RoomAccess>> room_answers;
    if (!rooms.empty()) room_answers = read_room_accesses(pipeline.take(), rooms.size());

    std::vector<PointAnswers> answers;
    for (const auto& questions : asked) {
        auto& own = answers.emplace_back();
        for (const auto& id : questions.sessions)
            own.sessions.push_back(answer_to(id, sessions, session_answers, std::identity()));
        for (const auto& question : questions.rooms)
            own.rooms.push_back(answer_to(question, rooms, room_answers, key_of));
    }
    return answers;
}

}  // namespace chatter::store::postgres
