#include "store/contract/store_contract.hpp"

#include <ostream>

namespace chatter::store {

void PrintTo(const StoreBackend& backend, std::ostream* out) { *out << backend.name; }

void RecordingSink::publish(std::vector<chat::Event> committed) {
    const std::lock_guard lock(mutex_);
    for (auto& event : committed) events_.push_back(std::move(event));
}

std::vector<chat::Event> RecordingSink::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
}

chat::NewUser StoreContract::new_user(const std::string& username) {
    clock_.advance(std::chrono::milliseconds(1));
    return {.id = chat::UserId::make(clock_.now(), random_),
            .username = username,
            .display_name = "Person " + username,
            .email = username + "@example.org",
            .password_hash = "hash of " + username,
            .created_at = clock_.now(),
            .only_if_first = false};
}

chat::User StoreContract::make_user(const std::string& username) {
    return run_task(users().create_user(new_user(username))).value();
}

chat::Session StoreContract::new_session(const chat::User& user) {
    clock_.advance(std::chrono::milliseconds(1));
    return {.id = chat::SessionId::make(clock_.now(), random_),
            .user_id = user.id,
            .created_at = clock_.now(),
            .last_used_at = clock_.now(),
            .expires_at = clock_.now() + std::chrono::days(30),
            .user_agent = "Browser/1.0",
            .address = "192.0.2.1"};
}

chat::NewRoom StoreContract::new_room(const chat::User& owner, chat::RoomKind kind, const std::string& name,
                                      const std::vector<chat::User>& others) {
    clock_.advance(std::chrono::milliseconds(1));
    chat::NewRoom room{.id = some_room_id(),
                       .kind = kind,
                       .name = name,
                       .topic = "About " + name,
                       .creator_id = owner.id,
                       .member_ids = {},
                       .created_at = clock_.now()};
    if (kind == chat::RoomKind::direct) room.topic.clear();
    for (const auto& user : others) room.member_ids.push_back(user.id);
    return room;
}

chat::Room StoreContract::make_room(const chat::User& owner, const std::string& name,
                                    const std::vector<chat::User>& others, chat::RoomKind kind) {
    return run_task(rooms().create_room(new_room(owner, kind, name, others))).value().room;
}

chat::NewMessage plain_message(chat::UserId author, chat::RoomId room, std::string content, Time now,
                               Random& random) {
    const auto id = chat::MessageId::make(now, random);
    return {.id = id,
            .room_id = room,
            .author_id = author,
            .content = std::move(content),
            .client_id = id.to_string(),
            .reply_to = {},
            .thread_of = {},
            .image_id = {},
            .mentioned_names = {},
            .created_at = now};
}

chat::NewMessage StoreContract::new_message(const chat::User& author, const chat::Room& room,
                                            const std::string& content) {
    clock_.advance(std::chrono::milliseconds(1));
    return plain_message(author.id, room.id, content, clock_.now(), random_);
}

chat::Message StoreContract::post(const chat::User& author, const chat::Room& room,
                                  const std::string& content) {
    return run_task(messages().post_message(new_message(author, room, content))).value().message;
}

chat::Message StoreContract::reply(const chat::User& author, const chat::Message& of,
                                   const std::string& content) {
    chat::Room room;
    room.id = of.room_id;
    auto message = new_message(author, room, content);
    message.thread_of = of.id;
    return run_task(messages().post_message(message)).value().message;
}

chat::MessageTarget StoreContract::target(const chat::User& user, const chat::Message& message) {
    clock_.advance(std::chrono::milliseconds(1));
    return {.user_id = user.id, .room_id = message.room_id, .message_id = message.id, .at = clock_.now()};
}

chat::Image StoreContract::new_image(const chat::User& uploader, std::string bytes) {
    return {.id = chat::ImageId::make(clock_.now(), random_),
            .uploader_id = uploader.id,
            .content_type = "image/png",
            .info = {.width = 640, .height = 480, .placeholder = "data:image/webp;base64,AAAA"},
            .created_at = clock_.now(),
            .bytes = std::move(bytes)};
}

chat::Invite StoreContract::new_invite(const chat::User& creator, std::optional<chat::RoomId> room_id) {
    clock_.advance(std::chrono::milliseconds(1));
    const auto id = chat::InviteId::make(clock_.now(), random_);
    return {.id = id,
            .code = "code of " + id.to_string(),
            .room_id = room_id,
            .creator_id = creator.id,
            .created_at = clock_.now(),
            .expires_at = {},
            .uses_max = {}};
}

chat::DraftChange StoreContract::draft_change(const chat::User& user, const chat::Room& room,
                                              const std::string& content, std::int64_t version) {
    clock_.advance(std::chrono::milliseconds(1));
    return {.user_id = user.id,
            .room_id = room.id,
            .content = content,
            .version = version,
            .at = clock_.now(),
            .origin = "some socket"};
}

chat::Room StoreContract::room_as_seen_by(const chat::User& viewer, const chat::Room& room) {
    return run_task(rooms().find_room(viewer.id, room.id)).value();
}

std::vector<chat::Seq> seqs_of(const std::vector<chat::Message>& messages) {
    std::vector<chat::Seq> seqs;
    for (const auto& message : messages) seqs.push_back(message.seq);
    return seqs;
}

}  // namespace chatter::store
