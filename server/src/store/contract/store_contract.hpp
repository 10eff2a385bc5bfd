// What every store keeps to, written once against the ports. A store runs it so:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(StoreBackend{"sqlite", make_sqlite}));
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chat/errc.hpp"
#include "chat/events.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/invite_store.hpp"
#include "chat/ports/message_change_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/read_marker_store.hpp"
#include "chat/ports/room_keeping_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::store {

/// An empty store under test, with everything it takes to run it.
class StoreHarness {
  public:
    virtual ~StoreHarness() = default;
    virtual chat::UserStore& users() = 0;
    virtual chat::SessionStore& sessions() = 0;
    virtual chat::RoomStore& rooms() = 0;
    virtual chat::RoomKeepingStore& room_keeping() = 0;
    virtual chat::InviteStore& invites() = 0;
    virtual chat::MessageStore& messages() = 0;
    virtual chat::MessageChangeStore& message_changes() = 0;
    virtual chat::ReadMarkerStore& read_markers() = 0;
    virtual chat::SearchStore& search() = 0;
    virtual chat::ImageStore& images() = 0;
    /// Whether all that was written is now in the search index.
    virtual bool index_everything() = 0;
    /// Leaves in the database what an edit leaves there, or, without content, a deletion.
    virtual void change_content(chat::RoomId room, chat::Seq seq, std::optional<std::string> content) = 0;
    /// Closes the store and opens it anew on the same data.
    virtual void reopen() = 0;
};

struct StoreBackend {
    std::string name;
    std::function<std::unique_ptr<StoreHarness>(chat::EventSink&)> make;
};
void PrintTo(const StoreBackend& backend, std::ostream* out);

/// Keeps what was published. Threads: any.
class RecordingSink final : public chat::EventSink {
  public:
    void publish(std::vector<chat::Event> committed) override;
    /// What was published since the last call.
    std::vector<chat::Event> take();

  private:
    std::mutex mutex_;
    std::vector<chat::Event> events_;
};

class StoreContract : public testing::TestWithParam<StoreBackend> {
  protected:
    chat::UserStore& users() { return harness_->users(); }
    chat::SessionStore& sessions() { return harness_->sessions(); }
    chat::RoomStore& rooms() { return harness_->rooms(); }
    chat::RoomKeepingStore& room_keeping() { return harness_->room_keeping(); }
    chat::InviteStore& invites() { return harness_->invites(); }
    chat::MessageStore& messages() { return harness_->messages(); }
    chat::MessageChangeStore& message_changes() { return harness_->message_changes(); }
    chat::ReadMarkerStore& read_markers() { return harness_->read_markers(); }
    chat::SearchStore& search() { return harness_->search(); }
    chat::ImageStore& images() { return harness_->images(); }
    bool index_everything() { return harness_->index_everything(); }
    void change_content(chat::RoomId room, chat::Seq seq, std::optional<std::string> content) {
        harness_->change_content(room, seq, std::move(content));
    }
    void reopen() { harness_->reopen(); }

    /// The first of a test becomes admin.
    chat::User make_user(const std::string& username);
    chat::NewUser new_user(const std::string& username);
    chat::Session new_session(const chat::User& user);
    chat::Room make_room(const chat::User& owner, const std::string& name,
                         const std::vector<chat::User>& others = {},
                         chat::RoomKind kind = chat::RoomKind::public_room);
    chat::NewRoom new_room(const chat::User& owner, chat::RoomKind kind, const std::string& name,
                           const std::vector<chat::User>& others = {});
    chat::NewMessage new_message(const chat::User& author, const chat::Room& room,
                                 const std::string& content);
    chat::Message post(const chat::User& author, const chat::Room& room, const std::string& content);
    /// The message as `user` acts on it, a millisecond later.
    chat::MessageTarget target(const chat::User& user, const chat::Message& message);
    chat::Image new_image(const chat::User& uploader, std::string bytes);
    chat::Invite new_invite(const chat::User& creator, std::optional<chat::RoomId> room_id);
    chat::Room room_as_seen_by(const chat::User& viewer, const chat::Room& room);

    chat::RoomId some_room_id() { return chat::RoomId::make(clock_.now(), random_); }
    /// The events of type E among those published since the last call.
    template <class E>
    std::vector<E> take_events() {
        std::vector<E> chosen;
        for (auto& event : sink_.take())
            if (auto* one = std::get_if<E>(&event)) chosen.push_back(std::move(*one));
        return chosen;
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    RecordingSink sink_;

  private:
    std::unique_ptr<StoreHarness> harness_ = GetParam().make(sink_);
};

using chat::testing::run_task;
using chat::testing::run_tasks;

/// The code of a result, none when it has a value.
template <class T>
std::error_code code_of(const Result<T>& result) {
    return result ? std::error_code() : result.error().code;
}

[[nodiscard]] std::vector<chat::Seq> seqs_of(const std::vector<chat::Message>& messages);

}  // namespace chatter::store
