#include "http/testing/memory_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "chat/errc.hpp"

namespace chatter::http::testing {

using namespace chat;

namespace {

bool holds(std::string_view text, std::string_view query) {
    return to_ascii_lower(text).find(to_ascii_lower(query)) != std::string::npos;
}

}  // namespace

void MemoryStore::deactivate(const std::string& username) { find_by_name(username)->deactivated = true; }

void MemoryStore::rename(const std::string& username, const std::string& display_name) {
    auto& user = *find_by_name(username);
    user.display_name = display_name;
    for (auto& [room_id, kept] : rooms_)
        for (auto& message : kept.messages)
            if (message.author.id == user.id) message.author.display_name = display_name;
    ++profile_changes_;
}

User* MemoryStore::find_by_name(const std::string& username) {
    for (auto& [id, credentials] : users_)
        if (credentials.user.username == username) return &credentials.user;
    return nullptr;
}

Task<Result<User>> MemoryStore::create_user(NewUser user) {
    if (fault) co_return std::unexpected(*fault);
    if (user.only_if_first && !users_.empty()) co_return fail(Errc::registration_closed);
    if (find_by_name(user.username)) co_return fail(Errc::username_taken);
    const User kept{.id = user.id,
                    .username = user.username,
                    .display_name = user.display_name,
                    .avatar_url = std::nullopt,
                    .email = user.email,
                    .role = users_.empty() ? UserRole::admin : UserRole::member,
                    .created_at = user.created_at,
                    .deactivated = false};
    users_[user.id] = {kept, user.password_hash};
    co_return kept;
}

Task<Result<std::optional<Credentials>>> MemoryStore::find_credentials(std::string username) {
    if (fault) co_return std::unexpected(*fault);
    std::optional<Credentials> found;
    if (const auto* user = find_by_name(username)) found = users_.at(user->id);
    co_return found;
}

Task<Result<std::optional<User>>> MemoryStore::find_user(UserId id) {
    if (fault) co_return std::unexpected(*fault);
    std::optional<User> found;
    if (users_.contains(id)) found = users_.at(id).user;
    co_return found;
}

Task<Result<std::vector<User>>> MemoryStore::search_users(std::string query, std::size_t limit) {
    if (fault) co_return std::unexpected(*fault);
    std::vector<User> found;
    for (const auto& [id, credentials] : users_) {
        const auto& user = credentials.user;
        const bool fits = holds(user.username, query) || holds(user.display_name, query);
        if (fits && found.size() < limit) found.push_back(user);
    }
    co_return found;
}

Task<Result<void>> MemoryStore::create_session(Session session) {
    if (fault) co_return std::unexpected(*fault);
    sessions_[session.id] = session;
    co_return Result<void>{};
}

Task<Result<std::optional<ActiveSession>>> MemoryStore::find_session(SessionId id) {
    if (fault) co_return std::unexpected(*fault);
    std::optional<ActiveSession> found;
    if (sessions_.contains(id)) {
        const auto& session = sessions_.at(id);
        const auto& user = users_.at(session.user_id).user;
        if (!user.deactivated) found = ActiveSession{session, user};
    }
    co_return found;
}

Task<Result<std::vector<Session>>> MemoryStore::list_sessions(UserId user_id) {
    if (fault) co_return std::unexpected(*fault);
    std::vector<Session> found;
    for (const auto& [id, session] : sessions_)
        if (session.user_id == user_id) found.push_back(session);
    co_return found;
}

Task<Result<void>> MemoryStore::revoke_session(UserId user_id, SessionId id) {
    if (fault) co_return std::unexpected(*fault);
    if (!sessions_.contains(id) || sessions_.at(id).user_id != user_id) co_return fail(Errc::not_found);
    sessions_.erase(id);
    co_return Result<void>{};
}

Task<Result<void>> MemoryStore::touch_session(SessionId id, Time last_used_at) {
    if (fault) co_return std::unexpected(*fault);
    sessions_.at(id).last_used_at = last_used_at;
    co_return Result<void>{};
}

MemoryStore::KeptRoom* MemoryStore::visible(UserId viewer, RoomId id) {
    const auto found = rooms_.find(id);
    if (found == rooms_.end()) return nullptr;
    auto& kept = found->second;
    const bool seen = kept.room.kind == RoomKind::public_room || kept.members.contains(viewer);
    return seen ? &kept : nullptr;
}

Room MemoryStore::seen_by(UserId viewer, const KeptRoom& kept) const {
    auto room = kept.room;
    room.member_count = static_cast<std::int64_t>(kept.members.size());
    if (kept.members.contains(viewer)) {
        const auto& member = kept.members.at(viewer);
        room.membership = Membership{.role = member.role,
                                     .last_read_seq = member.last_read_seq,
                                     .unread_count = room.last_seq - member.last_read_seq,
                                     .mention_count = 0,
                                     .muted = false};
    }
    if (room.kind == RoomKind::direct)
        for (const auto& [id, member] : kept.members) room.members.push_back(users_.at(id).user);
    return room;
}

Task<Result<CreatedRoom>> MemoryStore::create_room(NewRoom room) {
    if (fault) co_return std::unexpected(*fault);
    std::map<UserId, KeptMember> members;
    members[room.creator_id] = {MemberRole::owner, room.created_at, 0};
    for (const auto& id : room.member_ids) {
        if (!users_.contains(id))
            co_return fail(Errc::validation_failed, std::string{},
                           std::vector<FieldError>{{"userIds", "Unknown."}});
        members[id] = {MemberRole::member, room.created_at, 0};
    }
    for (const auto& [id, kept] : rooms_) {
        if (kept.room.kind != room.kind) continue;
        if (room.kind == RoomKind::public_room && equals_ignoring_ascii_case(kept.room.name, room.name))
            co_return fail(Errc::room_name_taken);
        const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
        if (room.kind == RoomKind::direct &&
            std::equal(members.begin(), members.end(), kept.members.begin(), kept.members.end(), same))
            co_return CreatedRoom{seen_by(room.creator_id, kept), true};
    }
    auto& kept = rooms_[room.id];
    kept.room.id = room.id;
    kept.room.kind = room.kind;
    kept.room.name = room.name;
    kept.room.topic = room.topic;
    kept.room.created_at = room.created_at;
    kept.members = std::move(members);
    co_return CreatedRoom{seen_by(room.creator_id, kept), false};
}

Task<Result<std::vector<Room>>> MemoryStore::list_rooms(UserId viewer) {
    if (fault) co_return std::unexpected(*fault);
    std::vector<Room> found;
    for (const auto& [id, kept] : rooms_)
        if (kept.members.contains(viewer)) found.push_back(seen_by(viewer, kept));
    std::ranges::sort(found, std::greater{}, [](const Room& room) {
        return std::pair(room.last_message_at.value_or(room.created_at), room.id);
    });
    co_return found;
}

Task<Result<std::vector<RoomId>>> MemoryStore::list_room_ids(UserId viewer, SessionId) {
    auto rooms = co_await list_rooms(viewer);
    if (!rooms) co_return std::unexpected(rooms.error());
    std::vector<RoomId> ids;
    for (const auto& room : *rooms) ids.push_back(room.id);
    co_return ids;
}

Task<Result<std::vector<Room>>> MemoryStore::discover_rooms(UserId viewer, std::string query,
                                                            std::size_t limit) {
    if (fault) co_return std::unexpected(*fault);
    std::vector<Room> found;
    for (const auto& [id, kept] : rooms_) {
        if (kept.room.kind != RoomKind::public_room || found.size() == limit) continue;
        if (holds(kept.room.name, query) || holds(kept.room.topic, query))
            found.push_back(seen_by(viewer, kept));
    }
    co_return found;
}

Task<Result<Room>> MemoryStore::find_room(UserId viewer, RoomId id) {
    if (fault) co_return std::unexpected(*fault);
    const auto* kept = visible(viewer, id);
    if (!kept) co_return fail(Errc::not_found);
    co_return seen_by(viewer, *kept);
}

Task<Result<Room>> MemoryStore::join_room(UserId user_id, RoomId id, Time now) {
    if (fault) co_return std::unexpected(*fault);
    auto* kept = visible(user_id, id);
    if (!kept) co_return fail(Errc::not_found);
    kept->members.try_emplace(user_id, KeptMember{MemberRole::member, now, kept->room.last_seq});
    co_return seen_by(user_id, *kept);
}

Task<Result<void>> MemoryStore::leave_room(UserId user_id, RoomId id) {
    if (fault) co_return std::unexpected(*fault);
    auto* kept = visible(user_id, id);
    if (!kept) co_return fail(Errc::not_found);
    const auto member = kept->members.find(user_id);
    if (member == kept->members.end()) co_return Result<void>{};
    if (member->second.role == MemberRole::owner && kept->members.size() > 1)
        co_return fail(Errc::last_owner);
    kept->members.erase(member);
    co_return Result<void>{};
}

Task<Result<MemberPage>> MemoryStore::list_members(UserId viewer, RoomId id, std::string cursor,
                                                   std::size_t limit) {
    if (fault) co_return std::unexpected(*fault);
    const auto* kept = visible(viewer, id);
    if (!kept) co_return fail(Errc::not_found);
    auto next = kept->members.begin();
    if (!cursor.empty()) {
        const auto last = UserId::parse(cursor);
        if (!last)
            co_return fail(Errc::validation_failed, std::string{},
                           std::vector<FieldError>{{"cursor", "Foreign."}});
        next = kept->members.upper_bound(*last);
    }
    MemberPage page;
    for (; next != kept->members.end(); ++next) {
        if (page.members.size() == limit) {
            page.next_cursor = page.members.back().user.id.to_string();
            break;
        }
        page.members.push_back({users_.at(next->first).user, next->second.role, next->second.joined_at});
    }
    co_return page;
}

Task<Result<Membership>> MemoryStore::move_read_marker(UserId user_id, RoomId id, Seq seq, std::string) {
    if (fault) co_return std::unexpected(*fault);
    auto* kept = visible(user_id, id);
    if (!kept) co_return fail(Errc::not_found);
    if (!kept->members.contains(user_id)) co_return fail(Errc::forbidden);
    auto& marker = kept->members.at(user_id).last_read_seq;
    marker = std::max(marker, std::min(seq, kept->room.last_seq));
    co_return *seen_by(user_id, *kept).membership;
}

Task<Result<PostedMessage>> MemoryStore::post_message(NewMessage message) {
    if (fault) co_return std::unexpected(*fault);
    auto* kept = visible(message.author_id, message.room_id);
    if (!kept) co_return fail(Errc::not_found);
    if (!kept->members.contains(message.author_id)) co_return fail(Errc::forbidden);
    const auto key = std::pair(message.author_id, message.client_id);
    if (const auto known = client_ids_.find(key); known != client_ids_.end()) {
        const auto [room_id, seq] = known->second;
        co_return PostedMessage{rooms_.at(room_id).messages.at(static_cast<std::size_t>(seq - 1)), true};
    }
    const auto& author = users_.at(message.author_id).user;
    Message posted;
    posted.id = message.id;
    posted.room_id = message.room_id;
    posted.seq = ++kept->room.last_seq;
    posted.version = ++kept->room.version;
    posted.author = {author.id, author.username, author.display_name, author.avatar_url};
    posted.content = message.content;
    posted.client_id = message.client_id;
    posted.created_at = message.created_at;
    if (message.reply_to) {
        const auto original = std::ranges::find(kept->messages, *message.reply_to, &Message::id);
        if (original == kept->messages.end())
            co_return fail(Errc::validation_failed, std::string{},
                           std::vector<FieldError>{{"replyTo", "Unknown."}});
        posted.reply_to = ReplyPreview{original->id, original->seq, original->author, original->content};
    }
    if (message.image_id && images_.contains(*message.image_id))
        posted.image = images_.at(*message.image_id)->info;
    kept->room.last_message_at = posted.created_at;
    kept->messages.push_back(posted);
    client_ids_[key] = {message.room_id, posted.seq};
    co_return PostedMessage{posted, false};
}

Task<Result<RoomAccess>> MemoryStore::find_room_access(UserId viewer, RoomId room_id) {
    if (fault) co_return std::unexpected(*fault);
    const auto* kept = visible(viewer, room_id);
    if (!kept) co_return fail(Errc::not_found);
    co_return RoomAccess{.version = kept->room.version, .profile_changes = profile_changes_};
}

Task<Result<HistoryPage>> MemoryStore::read_history(UserId viewer, RoomId room_id, HistoryQuery query) {
    if (fault) co_return std::unexpected(*fault);
    const auto* kept = visible(viewer, room_id);
    if (!kept) co_return fail(Errc::not_found);
    ++histories_read;
    const auto end = kept->room.last_seq + 1;
    const auto limit = static_cast<Seq>(query.limit);
    Seq first = std::max<Seq>(1, end - limit);
    if (query.before) first = std::max<Seq>(1, std::min(*query.before, end) - limit);
    if (query.after) first = std::min(*query.after + 1, end);
    if (query.around) first = std::max<Seq>(1, std::min(*query.around, end) - limit / 2);
    const auto last = std::min(query.before ? std::min(*query.before, end) : end, first + limit);

    HistoryPage page;
    for (auto seq = first; seq < last; ++seq)
        page.messages.push_back(kept->messages.at(static_cast<std::size_t>(seq - 1)));
    page.has_before = first > 1;
    page.has_after = last < end;
    page.version = kept->room.version;
    page.profile_changes = profile_changes_;
    co_return page;
}

Task<Result<Changes>> MemoryStore::read_changes(UserId, std::map<RoomId, Version>, std::size_t) {
    co_return fail(Errc::not_found);  // REST never asks for changes
}

Task<Result<void>> MemoryStore::put_image(Image image) {
    if (fault) co_return std::unexpected(*fault);
    images_[image.id] = std::make_shared<const Image>(image);
    co_return Result<void>{};
}

Task<Result<std::shared_ptr<const Image>>> MemoryStore::find_image(ImageId id) {
    if (fault) co_return std::unexpected(*fault);
    const auto found = images_.find(id);
    co_return found == images_.end() ? nullptr : found->second;
}

}  // namespace chatter::http::testing
