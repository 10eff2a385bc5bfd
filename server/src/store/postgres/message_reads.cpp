#include "store/postgres/message_reads.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "chat/errc.hpp"
#include "store/changes.hpp"
#include "store/history_range.hpp"
#include "store/postgres/message_page.hpp"
#include "store/postgres/room_reads.hpp"

namespace chatter::store::postgres {

namespace {

/// So many rooms' changes are asked for in one round trip: what has come of them waits in memory for the
/// rest.
constexpr std::size_t rooms_together_max = 16;

/// What is read of the rooms that changed, of `rooms_together_max` at a time.
class ChangesReader {
  public:
    ChangesReader(Snapshot& snapshot, std::size_t limit)
        : snapshot_(snapshot), rows_max_(static_cast<std::int64_t>(limit) + 1) {}

    /// For each room its changed messages, descending seq, the highest `limit` + 1 of them.
    [[nodiscard]] std::vector<MessagePage> read(std::span<const ChangedRoom> rooms) {
        for (const auto& room : rooms) send(room);
        snapshot_.sync();
        std::vector<MessagePage> pages;
        for (std::size_t i = 0; i < rooms.size(); ++i) pages.push_back(read_message_page(snapshot_.take()));
        read_again(rooms, pages);
        for (auto& page : pages) page.reverse();
        read_details(snapshot_, pages, true);
        for (auto& page : pages) std::ranges::reverse(page.messages);
        return pages;
    }

  private:
    /// Where there are more changes than are wanted it is likely that the newest messages are all new, and
    /// those are at hand. All the changes might be as many as the room has messages.
    [[nodiscard]] bool is_far_behind(const ChangedRoom& room) const {
        return room.room.version - room.after > rows_max_;
    }

    void send(const ChangedRoom& room) {
        if (is_far_behind(room))
            snapshot_.send(sql::read_history, room.room.id, chat::Seq{1},
                           std::numeric_limits<chat::Seq>::max(), rows_max_);
        else
            snapshot_.send(sql::read_changes, room.room.id, room.after, rows_max_);
    }

    [[nodiscard]] bool is_answered(const ChangedRoom& room, const MessagePage& page) const {
        if (!is_far_behind(room)) return true;
        const bool whole_room = static_cast<std::int64_t>(page.messages.size()) < rows_max_;
        return !whole_room && std::ranges::all_of(page.messages, [&](const chat::Message& message) {
            return message.version > room.after;
        });
    }

    /// Of those rooms whose newest messages are not all changed.
    void read_again(std::span<const ChangedRoom> rooms, std::vector<MessagePage>& pages) {
        std::vector<std::size_t> unanswered;
        for (std::size_t i = 0; i < rooms.size(); ++i) {
            if (is_answered(rooms[i], pages[i])) continue;
            unanswered.push_back(i);
            snapshot_.send(sql::read_changes, rooms[i].room.id, rooms[i].after, rows_max_);
        }
        if (unanswered.empty()) return;
        snapshot_.sync();
        for (const auto i : unanswered) pages[i] = read_message_page(snapshot_.take());
    }

    Snapshot& snapshot_;
    const std::int64_t rows_max_;
};

}  // namespace

std::optional<chat::Message> find_message(Connection& db, chat::RoomId room_id, chat::Seq seq) {
    Snapshot snapshot(db);
    snapshot.send(sql::read_history, room_id, seq, seq, std::int64_t{1});
    snapshot.sync();
    auto page = read_message_page(snapshot.take());
    read_details(snapshot, {&page, 1});
    if (page.messages.empty()) return std::nullopt;
    return std::move(page.messages.front());
}

Result<chat::HistoryPage> read_history(Snapshot& snapshot, chat::UserId viewer, chat::RoomId room_id,
                                       const chat::HistoryQuery& query) {
    const auto reach = reach_of(query);
    snapshot.send(sql::find_room_access, viewer, room_id);
    snapshot.send(sql::read_history, room_id, reach.first, reach.last,
                  static_cast<std::int64_t>(query.limit));
    snapshot.sync();
    auto room = snapshot.take();
    if (!room.next()) return fail(chat::Errc::not_found, "There is no such room.");
    chat::HistoryPage history;
    history.version = room.take<chat::Version>();
    const auto room_last = room.take<chat::Seq>();
    history.profile_changes = room.take<std::int64_t>();

    auto page = read_message_page(snapshot.take());
    page.reverse();
    read_details(snapshot, {&page, 1});
    const auto range = range_of(query, room_last);
    history.messages = std::move(page.messages);
    history.has_before = range.first > 1;
    history.has_after = range.last < room_last;
    return history;
}

chat::Changes read_changes(Connection& db, chat::UserId viewer,
                           const std::map<chat::RoomId, chat::Version>& seen, std::size_t limit) {
    Snapshot snapshot(db);
    auto outline = outline_changes(list_rooms(snapshot, viewer, true), seen);
    ChangesReader reader(snapshot, limit);
    for (std::span rooms(outline.changed); !rooms.empty();) {
        const auto together = rooms.first(std::min(rooms.size(), rooms_together_max));
        auto pages = reader.read(together);
        for (std::size_t i = 0; i < together.size(); ++i) {
            const auto id = together[i].room.id;
            outline.changes.rooms.emplace(
                id, changes_of(std::move(together[i]), std::move(pages[i].messages), limit));
        }
        rooms = rooms.subspan(together.size());
    }
    snapshot.finish();
    return std::move(outline.changes);
}

}  // namespace chatter::store::postgres
