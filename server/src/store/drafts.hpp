// Drafts, the same in every store. `Db` is a store's Connection; each function works inside the transaction
// of whoever calls.
#pragma once

#include <vector>

#include "chat/drafts.hpp"
#include "store/rooms.hpp"

namespace chatter::store {

/// room_id, content, version, updated_at.
template <class Row>
[[nodiscard]] chat::Draft read_draft(Row& row) {
    chat::Draft draft;
    draft.room_id = take<chat::RoomId>(row);
    draft.content = take<std::string>(row);
    draft.version = take<std::int64_t>(row);
    draft.updated_at = take<Time>(row);
    return draft;
}

template <class Db>
std::vector<chat::Draft> list_drafts(Db& db, chat::UserId user_id) {
    std::vector<chat::Draft> drafts;
    typename Db::Query query(db, sql::list_drafts, user_id);
    while (query.next()) drafts.push_back(read_draft(query));
    return drafts;
}

/// The one that is there, or an empty one without a version.
template <class Db>
chat::Draft present_draft(Db& db, chat::UserId user_id, chat::RoomId room_id) {
    chat::Draft draft;
    draft.room_id = room_id;
    if (typename Db::Query query(db, sql::find_draft, user_id, room_id); query.next())
        draft = read_draft(query);
    return draft;
}

/// Errors: those of chat::check.
template <class Db>
Result<chat::Draft> find_draft(Db& db, chat::UserId user_id, chat::RoomId room_id) {
    const auto room = permitted_room(db, user_id, room_id, chat::Action::keep_draft);
    if (!room) return std::unexpected(room.error());
    return present_draft(db, user_id, room_id);
}

/// Errors: chat Errc::too_many_drafts.
template <class Db>
Result<void> check_one_more_draft(Db& db, chat::UserId user_id) {
    typename Db::Query query(db, sql::count_drafts, user_id);
    if (query.next() && take<std::int64_t>(query) >= chat::drafts_max)
        return fail(chat::Errc::too_many_drafts);
    return {};
}

/// Locks nothing before it writes, for drafts are kept while people type: whether another server was faster
/// is seen then. Errors: those of chat::check, chat Errc::too_many_drafts.
template <class Db>
Result<chat::KeptDraft> keep_draft(Db& db, Events& events, const chat::DraftChange& change) {
    auto present = find_draft(db, change.user_id, change.room_id);
    if (!present) return std::unexpected(std::move(present.error()));
    if (present->version != change.version)
        return chat::KeptDraft{.draft = std::move(*present), .conflict = true};
    if (present->content == change.content) return chat::KeptDraft{.draft = std::move(*present)};
    if (present->content.empty())
        if (auto may = check_one_more_draft(db, change.user_id); !may)
            return std::unexpected(std::move(may.error()));

    run(db, sql::put_draft, change.user_id, change.room_id, change.version, change.content, change.at);
    if (db.changes() == 0)
        return chat::KeptDraft{.draft = present_draft(db, change.user_id, change.room_id), .conflict = true};
    chat::Draft kept{.room_id = change.room_id,
                     .content = change.content,
                     .version = change.version + 1,
                     .updated_at = change.at};
    events.emplace_back(
        chat::DraftChanged{.user_id = change.user_id, .draft = kept, .origin = change.origin});
    return chat::KeptDraft{.draft = std::move(kept)};
}

}  // namespace chatter::store
