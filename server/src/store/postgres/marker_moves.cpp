#include "store/postgres/marker_moves.hpp"

#include "chat/permissions.hpp"
#include "store/posting.hpp"

namespace chatter::store::postgres {

namespace {

struct Moved {
    chat::ReadPosition position;
    bool is_new = false;
};

/// The columns of sql::move_read_markers after the place. Errors: chat Errc::not_found, chat Errc::forbidden.
Result<Moved> read_moved(Query& row) {
    if (row.is_next_null()) return std::unexpected(no_such_room());
    Moved moved;
    auto& position = moved.position;
    chat::Relation relation{.kind = row.take<chat::RoomKind>(), .role = {}};
    position.room_last_seq = row.take<chat::Seq>();
    position.room_version = row.take<chat::Version>();
    relation.role = row.take<std::optional<chat::MemberRole>>();
    if (auto may = chat::check(chat::Action::mark_read, relation); !may)
        return std::unexpected(std::move(may.error()));
    auto& membership = position.membership;
    membership.role = relation.role.value_or(chat::MemberRole::member);
    membership.last_read_seq = row.take<chat::Seq>();
    membership.unread_count = row.take<std::int64_t>();
    membership.mention_count = row.take<std::int64_t>();
    membership.muted = row.take<bool>();
    membership.notifications = row.take<chat::NotificationLevel>();
    moved.is_new = row.take<bool>();
    return moved;
}

}  // namespace

void MarkerMoves::send(Pipeline& pipeline) const {
    std::vector<chat::UserId> user_ids;
    std::vector<chat::RoomId> room_ids;
    std::vector<chat::Seq> seqs;
    for (const auto* move : moves_) {
        user_ids.push_back(move->user_id);
        room_ids.push_back(move->room_id);
        seqs.push_back(move->seq);
    }
    pipeline.send(sql::move_read_markers, user_ids, room_ids, seqs);
}

std::vector<Result<chat::ReadPosition>> MarkerMoves::read_answer(Query rows, Events& events) const {
    std::vector<Result<chat::ReadPosition>> results;
    while (rows.next()) {
        const auto& move = *moves_.at(static_cast<std::size_t>(rows.take<std::int64_t>() - 1));
        auto moved = read_moved(rows);
        if (!moved) {
            results.emplace_back(std::unexpected(std::move(moved.error())));
            continue;
        }
        const auto& position = moved->position;
        if (moved->is_new || may_be_done_)
            events.emplace_back(chat::ReadMarkerMoved{.user_id = move.user_id,
                                                      .room_id = move.room_id,
                                                      .room_version = position.room_version,
                                                      .room_last_seq = position.room_last_seq,
                                                      .membership = position.membership,
                                                      .origin = move.origin});
        results.emplace_back(position);
    }
    return results;
}

}  // namespace chatter::store::postgres
