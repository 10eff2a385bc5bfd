#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/ports/image_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"

namespace chatter::http::testing {

/// Every store in memory, with the rules that a client can see. One thread.
class MemoryStore final : public chat::UserStore,
                          public chat::SessionStore,
                          public chat::RoomStore,
                          public chat::MessageStore,
                          public chat::ImageStore {
  public:
    /// While set, every call fails with it.
    std::optional<Error> fault;

    void deactivate(const std::string& username);
    void rename(const std::string& username, const std::string& display_name);
    /// How often rows of messages were read.
    int histories_read = 0;

    Task<Result<chat::User>> create_user(chat::NewUser user) override;
    Task<Result<std::optional<chat::Credentials>>> find_credentials(std::string username) override;
    Task<Result<std::optional<chat::User>>> find_user(chat::UserId id) override;
    Task<Result<std::vector<chat::User>>> search_users(std::string query, std::size_t limit) override;

    Task<Result<void>> create_session(chat::Session session) override;
    Task<Result<std::optional<chat::ActiveSession>>> find_session(chat::SessionId id) override;
    Task<Result<std::vector<chat::Session>>> list_sessions(chat::UserId user_id) override;
    Task<Result<void>> revoke_session(chat::UserId user_id, chat::SessionId id) override;
    Task<Result<void>> touch_session(chat::SessionId id, Time last_used_at) override;

    Task<Result<chat::CreatedRoom>> create_room(chat::NewRoom room) override;
    Task<Result<std::vector<chat::Room>>> list_rooms(chat::UserId viewer) override;
    Task<Result<std::vector<chat::RoomId>>> list_room_ids(chat::UserId viewer,
                                                          chat::SessionId session) override;
    Task<Result<std::vector<chat::Room>>> discover_rooms(chat::UserId viewer, std::string query,
                                                         std::size_t limit) override;
    Task<Result<chat::Room>> find_room(chat::UserId viewer, chat::RoomId id) override;
    Task<Result<chat::Room>> join_room(chat::UserId user_id, chat::RoomId id, Time now) override;
    Task<Result<void>> leave_room(chat::UserId user_id, chat::RoomId id) override;
    Task<Result<chat::MemberPage>> list_members(chat::UserId viewer, chat::RoomId id, std::string cursor,
                                                std::size_t limit) override;
    Task<Result<chat::Membership>> move_read_marker(chat::UserId user_id, chat::RoomId id, chat::Seq seq,
                                                    std::string origin) override;

    Task<Result<chat::PostedMessage>> post_message(chat::NewMessage message) override;
    Task<Result<chat::RoomAccess>> find_room_access(chat::UserId viewer, chat::RoomId room_id) override;
    Task<Result<chat::HistoryPage>> read_history(chat::UserId viewer, chat::RoomId room_id,
                                                 chat::HistoryQuery query) override;
    Task<Result<chat::Changes>> read_changes(chat::UserId viewer, std::map<chat::RoomId, chat::Version> seen,
                                             std::size_t limit) override;

    Task<Result<void>> put_image(chat::Image image) override;
    Task<Result<std::shared_ptr<const chat::Image>>> find_image(chat::ImageId id) override;

  private:
    struct KeptMember {
        chat::MemberRole role;
        Time joined_at;
        chat::Seq last_read_seq;
    };
    struct KeptRoom {
        chat::Room room;
        std::map<chat::UserId, KeptMember> members;
        std::vector<chat::Message> messages;
    };

    [[nodiscard]] chat::User* find_by_name(const std::string& username);
    /// Null when the viewer may not know of it.
    [[nodiscard]] KeptRoom* visible(chat::UserId viewer, chat::RoomId id);
    [[nodiscard]] chat::Room seen_by(chat::UserId viewer, const KeptRoom& kept) const;

    std::map<chat::UserId, chat::Credentials> users_;
    std::map<chat::SessionId, chat::Session> sessions_;
    std::map<chat::RoomId, KeptRoom> rooms_;
    std::map<std::pair<chat::UserId, std::string>, std::pair<chat::RoomId, chat::Seq>> client_ids_;
    std::map<chat::ImageId, std::shared_ptr<const chat::Image>> images_;
    std::int64_t profile_changes_ = 0;
};

}  // namespace chatter::http::testing
