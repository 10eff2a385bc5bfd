// Objects that no row tells of: an upload puts its object first, and its row may then fail; so may the
// server.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "chat/ids.hpp"
#include "objects/s3_client.hpp"

namespace chatter::objects {

/// What is younger may be of an upload whose row is still to come.
inline constexpr std::chrono::hours orphan_age_min{1};

struct OrphanPass {
    std::size_t seen = 0;     // images in the bucket
    std::size_t removed = 0;  // those that nobody knew
};

struct OrphanQuestions {
    /// Those of these images that have a row.
    std::function<Result<std::vector<chat::ImageId>>(std::vector<chat::ImageId> ids)> find_known;
    /// Looked at between two objects: whether to leave it at that.
    std::function<bool()> should_stop;
    /// Also where most of the bucket is unknown, which says that it, or the database, is another
    /// installation's.
    bool even_if_most = false;
};

/// Goes through the bucket once and removes every orphan, a page of a thousand at a time. Waits. Errors:
/// those of the client, those of `find_known`, Errc::foreign_bucket.
[[nodiscard]] Result<OrphanPass> collect_orphans(S3Client& client, Time now,
                                                 const OrphanQuestions& questions);

}  // namespace chatter::objects
