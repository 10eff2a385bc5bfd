#include "store/point_reads.hpp"

#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "chat/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::store {
namespace {

using chat::testing::run_task;
using chat::testing::run_tasks;

/// Knows every session, and every room at its place among the questions; keeps what it was asked.
class PointReadsTest : public ::testing::Test {
  protected:
    PointAnswers answers_to(const PointQuestions& questions) {
        PointAnswers answers;
        for (const auto& id : questions.sessions) {
            chat::ActiveSession active;
            active.session.id = id;
            answers.sessions.emplace_back(active);
        }
        for (const auto& question : questions.rooms) {
            const bool visible = question.viewer != stranger_;
            answers.rooms.push_back(visible ? std::optional(chat::RoomAccess{version_of(question.room_id), 7})
                                            : std::nullopt);
        }
        return answers;
    }
    static chat::Version version_of(chat::RoomId id) { return id.value.bytes.back(); }

    template <class SomeId>
    SomeId make_id() {
        return SomeId::make(clock_.now(), random_);
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    const chat::UserId stranger_ = make_id<chat::UserId>();
    std::optional<Error> fault_;
    std::vector<PointQuestions> asked_;
    PointReads reads_{[this](PointQuestions questions, Completion<Result<PointAnswers>> done) {
        asked_.push_back(questions);
        if (fault_) return done(std::unexpected(*fault_));
        done(answers_to(questions));
    }};
};

TEST_F(PointReadsTest, asks_once_for_what_is_asked_in_one_turn_and_no_question_twice) {
    const auto one = make_id<chat::SessionId>(), other = make_id<chat::SessionId>();
    std::vector<Task<Result<std::optional<chat::ActiveSession>>>> tasks;
    for (const auto& id : {one, other, one}) tasks.push_back(reads_.find_session(id));
    const auto found = run_tasks(std::move(tasks));
    ASSERT_EQ(asked_.size(), 1U);
    EXPECT_EQ(asked_[0].sessions, (std::vector{one, other}));
    EXPECT_EQ(found[0].value()->session.id, one);
    EXPECT_EQ(found[1].value()->session.id, other);
    EXPECT_EQ(found[2].value()->session.id, one);
}

TEST_F(PointReadsTest, gives_each_viewer_and_room_its_own_answer) {
    const auto viewer = make_id<chat::UserId>();
    const auto one = make_id<chat::RoomId>(), other = make_id<chat::RoomId>();
    std::vector<Task<Result<chat::RoomAccess>>> tasks;
    tasks.push_back(reads_.find_room_access(viewer, other));
    tasks.push_back(reads_.find_room_access(stranger_, one));
    tasks.push_back(reads_.find_room_access(viewer, one));
    const auto found = run_tasks(std::move(tasks));
    EXPECT_EQ(asked_.size(), 1U);
    EXPECT_EQ(found[0].value(), (chat::RoomAccess{version_of(other), 7}));
    EXPECT_EQ(found[1].error().code, make_error_code(chat::Errc::not_found));
    EXPECT_EQ(found[2].value(), (chat::RoomAccess{version_of(one), 7}));
}

TEST_F(PointReadsTest, asks_anew_in_every_turn) {
    const auto id = make_id<chat::SessionId>();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(run_task(reads_.find_session(id)).value().has_value());
    EXPECT_EQ(asked_.size(), 3U);
}

TEST_F(PointReadsTest, tells_everybody_that_it_failed) {
    fault_ = Error(chatter::Errc::unavailable);
    std::vector<Task<Result<chat::RoomAccess>>> tasks;
    for (int i = 0; i < 2; ++i)
        tasks.push_back(reads_.find_room_access(make_id<chat::UserId>(), make_id<chat::RoomId>()));
    for (const auto& found : run_tasks(std::move(tasks)))
        EXPECT_EQ(found.error().code, make_error_code(chatter::Errc::unavailable));
}

}  // namespace
}  // namespace chatter::store
