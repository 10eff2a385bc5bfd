#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace chatter::objects {

struct ListedObject {
    std::string key;
    Time last_modified;
};

/// One page of a bucket's list.
struct Listing {
    std::vector<ListedObject> objects;
    std::string next;  // what the next page is asked for with; empty after the last
};

/// Reads an answer to ListObjectsV2. Nothing when it is none. Spec: Amazon S3 API, ListObjectsV2.
[[nodiscard]] std::optional<Listing> parse_listing(std::string_view xml);
/// The code of an error's answer, such as `NoSuchBucket`; empty when it tells none.
[[nodiscard]] std::string parse_error_code(std::string_view xml);

}  // namespace chatter::objects
