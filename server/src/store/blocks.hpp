// Who wants to hear nothing in private of whom, the same in every store. `Db` is a store's Connection; each
// function works inside the transaction of whoever calls.
#pragma once

#include <vector>

#include "chat/errc.hpp"
#include "chat/ports/block_store.hpp"
#include "store/queries.hpp"
#include "store/users.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

/// Errors: chat Errc::not_found, chat Errc::too_many_blocks.
template <class Db>
Result<void> block_user(Db& db, Events& events, chat::UserId blocker, chat::UserId other, Time now) {
    if (!find_user(db, other)) return fail(chat::Errc::not_found, "There is no such user.");
    {
        typename Db::Query others(db, sql::count_other_blocks, blocker, other);
        if (others.next() && take<std::int64_t>(others) >= chat::blocks_max)
            return fail(chat::Errc::too_many_blocks, "You can block at most 1000 people.");
    }
    run(db, sql::insert_block, blocker, other, now);
    if (db.changes() > 0)
        events.emplace_back(chat::BlockUpdated{.user_id = blocker, .other_id = other, .blocked = true});
    return {};
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<void> unblock_user(Db& db, Events& events, chat::UserId blocker, chat::UserId other) {
    run(db, sql::delete_block, blocker, other);
    if (db.changes() > 0)
        events.emplace_back(chat::BlockUpdated{.user_id = blocker, .other_id = other, .blocked = false});
    else if (!find_user(db, other))
        return fail(chat::Errc::not_found, "There is no such user.");
    return {};
}

template <class Db>
std::vector<chat::User> list_blocked(Db& db, chat::UserId blocker) {
    typename Db::Query query(db, sql::list_blocked, blocker);
    return read_users(query);
}

/// Errors: chat Errc::not_found.
template <class Db>
Result<chat::Hearing> find_hearing(Db& db, chat::UserId user_id, chat::RoomId room_id) {
    typename Db::Query query(db, sql::find_hearing, room_id, user_id);
    if (!query.next()) return fail(chat::Errc::not_found, "There is no such room.");
    chat::Hearing hearing;
    hearing.direct = take<bool>(query);
    hearing.blocked = take<bool>(query);
    return hearing;
}

}  // namespace chatter::store
