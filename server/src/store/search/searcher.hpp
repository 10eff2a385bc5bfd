#pragma once

#include "base/result.hpp"
#include "chat/ports/search_store.hpp"
#include "store/search/catalog.hpp"
#include "store/search/search_source.hpp"

namespace chatter::store::search {

/// What bounds the work of one search, whatever is looked for.
struct SearchLimits {
    /// Messages that the index names and that are then looked at.
    std::size_t candidates_max = 1000;
    /// Messages that are not in the index yet. With more of them the index is left aside, and the newest
    /// `scan_max` messages are looked at one after the other.
    std::int64_t pending_max = 8192;
    std::size_t scan_max = 4000;
    /// With so many messages in the index, up to `peek_max` of the newest are looked at before it, as long as
    /// they promise a full page.
    std::uint64_t peek_from = 10'000;
    std::size_t peek_max = 2000;
};

/// The newest messages fill a page with what is common. Else the index (segment.hpp) is used: what is not in
/// it yet is looked through, then every segment names, newest first, the documents that may fit, and each is
/// looked at, until the page is full. Segments of which all documents are older than that are not opened.
/// Newer is what has the later time in its id; within a millisecond and a room, the higher seq. So a common
/// word is found at once, and a rare one by its terms. Errors: chat Errc::not_found, base Errc::internal (the
/// index is damaged).
[[nodiscard]] Result<chat::SearchPage> search_messages(SearchSource& source, CatalogCache& catalogs,
                                                       const SearchLimits& limits, chat::UserId viewer,
                                                       const chat::SearchQuery& query);

}  // namespace chatter::store::search
