// Messages that are looked up otherwise than by reading on in a room, the same in every store. `Db` is a
// store's Connection; each function works inside the transaction of whoever calls, if there is one. A store's
// own `read_messages(db, places)`, which gives those that there are in the order of `places`, and
// `find_rooms(db, viewer, ids)` are found beside its Connection. Each takes a number of statements that does
// not grow with what is found.
#pragma once

#include <algorithm>
#include <limits>
#include <set>

#include "chat/ports/message_lookup_store.hpp"
#include "store/message_changes.hpp"
#include "store/message_place.hpp"

namespace chatter::store {

/// Errors: chat Errc::not_found.
template <class Db>
Result<chat::Message> look_message_up(Db& db, chat::UserId viewer, const chat::MessageName& name) {
    std::optional<chat::Seq> seq;
    if (typename Db::Query query(db, sql::find_readable_message, viewer, name.room_id, name.message_id);
        query.next())
        seq = take<chat::Seq>(query);
    std::optional<chat::Message> message;
    if (seq) message = find_message(db, name.room_id, *seq);
    if (!message) return fail(chat::Errc::not_found, "There is no such message.");
    return std::move(*message);
}

/// Errors: chat Errc::not_found, chat Errc::forbidden.
template <class Db>
Result<std::vector<chat::MessageEdition>> list_editions(Db& db, chat::UserId viewer,
                                                        const chat::MessageName& name, std::size_t limit) {
    const chat::MessageTarget target{
        .user_id = viewer, .room_id = name.room_id, .message_id = name.message_id, .at = {}};
    const auto found = find_permitted(db, target, chat::Action::read_edits);
    if (!found) return std::unexpected(found.error());
    std::vector<chat::MessageEdition> editions;
    typename Db::Query query(db, sql::list_message_edits, name.room_id, found->seq,
                             static_cast<std::int64_t>(limit));
    while (query.next()) {
        auto& edition = editions.emplace_back();
        edition.content = take<std::string>(query);
        edition.replaced_at = take<Time>(query);
    }
    return editions;
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<std::vector<chat::Message>> list_pins(Db& db, chat::UserId viewer, chat::RoomId room_id) {
    if (const auto room = permitted_room(db, viewer, room_id, chat::Action::see_room); !room)
        return std::unexpected(room.error());
    std::vector<MessagePlace> places;
    for (typename Db::Query query(db, sql::list_pins, room_id, chat::pins_max); query.next();)
        places.push_back({.room_id = room_id, .seq = take<chat::Seq>(query)});
    return read_messages(db, places);
}

/// Where a thread is.
struct FoundThread {
    chat::Seq root_seq = 0;
    std::optional<chat::Seq> first_reply_seq;
    std::optional<chat::Seq> last_reply_seq;
};

template <class Db>
std::optional<FoundThread> find_readable_thread(Db& db, chat::UserId viewer, const chat::MessageName& name) {
    typename Db::Query query(db, sql::find_readable_thread, viewer, name.room_id, name.message_id);
    if (!query.next()) return std::nullopt;
    FoundThread thread;
    thread.root_seq = take<chat::Seq>(query);
    thread.first_reply_seq = take<std::optional<chat::Seq>>(query);
    thread.last_reply_seq = take<std::optional<chat::Seq>>(query);
    return thread;
}

/// Beyond every seq.
inline constexpr chat::Seq no_seq = std::numeric_limits<chat::Seq>::max();

/// Of the replies that the query asks for, ascending.
template <class Db>
std::vector<chat::Seq> list_replies(Db& db, chat::RoomId room_id, chat::Seq root_seq,
                                    const chat::ThreadQuery& query) {
    const auto& statement = query.after ? sql::list_replies_after : sql::list_replies_before;
    const auto bound = query.after ? *query.after : query.before.value_or(no_seq);
    std::vector<chat::Seq> seqs;
    typename Db::Query rows(db, statement, room_id, root_seq, bound, static_cast<std::int64_t>(query.limit));
    while (rows.next()) seqs.push_back(take<chat::Seq>(rows));
    if (!query.after) std::ranges::reverse(seqs);
    return seqs;
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<chat::ThreadPage> read_thread(Db& db, chat::UserId viewer, const chat::MessageName& name,
                                     const chat::ThreadQuery& query) {
    const auto thread = find_readable_thread(db, viewer, name);
    if (!thread) return fail(chat::Errc::not_found, "There is no such message.");
    const auto seqs = list_replies(db, name.room_id, thread->root_seq, query);
    std::vector<MessagePlace> places{{.room_id = name.room_id, .seq = thread->root_seq}};
    for (const auto seq : seqs) places.push_back({.room_id = name.room_id, .seq = seq});
    auto messages = read_messages(db, places);
    if (messages.empty()) return fail(chat::Errc::not_found, "There is no such message.");

    // An empty page lies between what is before its bound and what is after it.
    const auto before_page =
        seqs.empty() ? query.after.value_or(query.before.value_or(no_seq) - 1) + 1 : seqs.front();
    const auto after_page = seqs.empty() ? before_page - 1 : seqs.back();
    chat::ThreadPage page;
    page.root = std::move(messages.front());
    page.messages.assign(std::move_iterator(messages.begin() + 1), std::move_iterator(messages.end()));
    page.has_before = thread->first_reply_seq && *thread->first_reply_seq < before_page;
    page.has_after = thread->last_reply_seq && *thread->last_reply_seq > after_page;
    return page;
}

/// Each once.
inline std::vector<chat::RoomId> rooms_of(const std::vector<chat::Message>& messages) {
    std::set<chat::RoomId> ids;
    for (const auto& message : messages) ids.insert(message.room_id);
    return {ids.begin(), ids.end()};
}

template <class Db>
Result<chat::ThreadList> list_threads(Db& db, chat::UserId viewer,
                                      const std::optional<chat::ThreadCursor>& before, std::size_t limit) {
    auto cursor = before.value_or(chat::ThreadCursor{.last_reply_at = Time::max(), .root_id = {}});
    chat::ThreadList list;
    std::vector<MessagePlace> places;
    {
        typename Db::Query rows(db, sql::list_threads, viewer, cursor.last_reply_at, cursor.root_id,
                                static_cast<std::int64_t>(limit) + 1);
        while (rows.next()) {
            if (places.size() == limit) {
                list.next_before = cursor;
                break;
            }
            auto& place = places.emplace_back();
            place.room_id = take<chat::RoomId>(rows);
            place.seq = take<chat::Seq>(rows);
            cursor.last_reply_at = take<Time>(rows);
            cursor.root_id = take<chat::MessageId>(rows);
        }
    }
    list.roots = read_messages(db, places);
    if (!list.roots.empty()) list.rooms = find_rooms(db, viewer, rooms_of(list.roots));
    return list;
}

}  // namespace chatter::store
