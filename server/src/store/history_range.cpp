#include "store/history_range.hpp"

#include <algorithm>
#include <limits>

namespace chatter::store {

SeqRange range_of(const chat::HistoryQuery& query, chat::Seq room_last) {
    const auto limit = static_cast<chat::Seq>(query.limit);
    const auto page_up_to = [limit](chat::Seq last) {
        return SeqRange{.first = std::max<chat::Seq>(1, last - limit + 1), .last = last};
    };
    const auto page_after = [limit, room_last](chat::Seq seq) {
        return SeqRange{.first = seq + 1, .last = std::min(room_last, seq + limit)};
    };
    if (query.before) return page_up_to(std::clamp<chat::Seq>(*query.before, 1, room_last + 1) - 1);
    if (query.after) return page_after(std::clamp<chat::Seq>(*query.after, 0, room_last));
    if (query.around) {
        // As many on either side as there are; near an edge the page is filled from the other side.
        const auto middle = std::clamp<chat::Seq>(*query.around, 0, room_last);
        const auto first = std::min(middle - limit / 2, room_last - limit + 1);
        return page_after(std::max<chat::Seq>(1, first) - 1);
    }
    return page_up_to(room_last);
}

SeqRange reach_of(const chat::HistoryQuery& query) {
    // The page of a room without end, but that a page which is to end before its bound begins where it must.
    constexpr auto endless = std::numeric_limits<chat::Seq>::max() / 2;
    const auto page = range_of(query, endless);
    return {.first = query.after ? page.first : 1, .last = page.last};
}

}  // namespace chatter::store
