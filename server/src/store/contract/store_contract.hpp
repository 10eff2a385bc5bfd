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
#include <system_error>
#include <vector>

#include "chat/errc.hpp"
#include "chat/events.hpp"
#include "chat/ports/account_store.hpp"
#include "chat/ports/administration_store.hpp"
#include "chat/ports/audit_store.hpp"
#include "chat/ports/block_store.hpp"
#include "chat/ports/draft_store.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/invite_store.hpp"
#include "chat/ports/message_change_store.hpp"
#include "chat/ports/message_lookup_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/missed_message_store.hpp"
#include "chat/ports/presence_store.hpp"
#include "chat/ports/read_marker_store.hpp"
#include "chat/ports/room_keeping_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/saved_message_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/ports/session_ending_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::store {

// What most contracts expect of a change that is refused, or not.
inline const std::error_code fine;
inline const auto forbidden = make_error_code(chat::Errc::forbidden);
inline const auto not_found = make_error_code(chat::Errc::not_found);

inline chat::MessageName message_name(const chat::Message& message) {
    return {.room_id = message.room_id, .message_id = message.id};
}

inline chat::ThreadPage read_thread(chat::MessageLookupStore& store, const chat::User& viewer,
                                    const chat::Message& of, chat::ThreadQuery query = {}) {
    return chat::testing::run_task(store.read_thread(viewer.id, message_name(of), query)).value();
}

/// An empty store under test, with everything it takes to run it.
class StoreHarness {
  public:
    virtual ~StoreHarness() = default;
    virtual chat::UserStore& users() = 0;
    virtual chat::SessionStore& sessions() = 0;
    virtual chat::SessionEndingStore& session_endings() = 0;
    virtual chat::AuditStore& audit() = 0;
    virtual chat::AdministrationStore& administration() = 0;
    virtual chat::AccountStore& accounts() = 0;
    virtual chat::BlockStore& blocks() = 0;
    virtual chat::RoomStore& rooms() = 0;
    virtual chat::RoomKeepingStore& room_keeping() = 0;
    virtual chat::InviteStore& invites() = 0;
    virtual chat::MessageStore& messages() = 0;
    virtual chat::MessageChangeStore& message_changes() = 0;
    virtual chat::MessageLookupStore& message_lookup() = 0;
    virtual chat::MissedMessageStore& missed_messages() = 0;
    virtual chat::ReadMarkerStore& read_markers() = 0;
    virtual chat::PresenceStore& presence() = 0;
    virtual chat::DraftStore& drafts() = 0;
    virtual chat::SavedMessageStore& saved_messages() = 0;
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

/// A message that is nothing but text, with an id and a client_id of its own.
chat::NewMessage plain_message(chat::UserId author, chat::RoomId room, std::string content, Time now,
                               Random& random);

class StoreContract : public testing::TestWithParam<StoreBackend> {
  protected:
    chat::UserStore& users() { return harness_->users(); }
    chat::SessionStore& sessions() { return harness_->sessions(); }
    chat::SessionEndingStore& session_endings() { return harness_->session_endings(); }
    chat::AuditStore& audit() { return harness_->audit(); }
    chat::AdministrationStore& administration() { return harness_->administration(); }
    chat::AccountStore& accounts() { return harness_->accounts(); }
    chat::BlockStore& blocks() { return harness_->blocks(); }
    chat::RoomStore& rooms() { return harness_->rooms(); }
    chat::RoomKeepingStore& room_keeping() { return harness_->room_keeping(); }
    chat::InviteStore& invites() { return harness_->invites(); }
    chat::MessageStore& messages() { return harness_->messages(); }
    chat::MessageChangeStore& message_changes() { return harness_->message_changes(); }
    chat::MessageLookupStore& message_lookup() { return harness_->message_lookup(); }
    chat::MissedMessageStore& missed_messages() { return harness_->missed_messages(); }
    chat::ReadMarkerStore& read_markers() { return harness_->read_markers(); }
    chat::PresenceStore& presence() { return harness_->presence(); }
    chat::DraftStore& drafts() { return harness_->drafts(); }
    chat::SavedMessageStore& saved_messages() { return harness_->saved_messages(); }
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
    /// In the thread that `of` belongs to or begins.
    chat::Message reply(const chat::User& author, const chat::Message& of,
                        const std::string& content = "reply");
    /// The message as `user` acts on it, a millisecond later.
    chat::MessageTarget target(const chat::User& user, const chat::Message& message);
    chat::Image new_image(const chat::User& uploader, std::string bytes);
    chat::Invite new_invite(const chat::User& creator, std::optional<chat::RoomId> room_id);
    /// A millisecond later.
    chat::DraftChange draft_change(const chat::User& user, const chat::Room& room, const std::string& content,
                                   std::int64_t version);
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
