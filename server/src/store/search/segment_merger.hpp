#pragma once

#include <span>

#include "store/search/segment.hpp"

namespace chatter::store::search {

/// Writes one segment that tells what `segments` tell; a message that several name is named once. Holds the
/// catalogs and documents in memory, the postings not. Used by one thread.
/// Errors: the sink's; base Errc::internal when a segment cannot be read or is damaged.
[[nodiscard]] Result<SegmentInfo> merge_segments(ChunkSource& source, std::span<const SegmentInfo> segments,
                                                 ChunkSink sink);

}  // namespace chatter::store::search
