#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chatter::objects {

/// Where the bucket's name stands in an object's address.
enum class Addressing : std::uint8_t {
    automatic,     ///< In the host's name at Amazon, in the path anywhere else.
    path,          ///< `https://endpoint/bucket/key`
    virtual_host,  ///< `https://bucket.endpoint/key`
};

/// Where a bucket is.
struct S3Address {
    std::string bucket_url;  // without a slash at its end
    bool is_host = false;    // the bucket's name is in the host's

    [[nodiscard]] std::string url_of(std::string_view key) const {
        return bucket_url + "/" + std::string(key);
    }
    /// Of the bucket itself, asked with `query`.
    [[nodiscard]] std::string url_of_bucket(std::string_view query) const {
        return bucket_url + (is_host ? "/?" : "?") + std::string(query);
    }
};

/// What is wrong with `https://host[:port][/path]`, in words that follow a setting's name; empty when nothing
/// is. Never repeats it.
[[nodiscard]] std::string complaint_about_web_address(std::string_view url);
/// The same of a bucket's name.
[[nodiscard]] std::string complaint_about_bucket(std::string_view name);

/// Of an endpoint and a bucket about which there is no complaint.
[[nodiscard]] S3Address make_address(std::string_view endpoint, std::string_view bucket,
                                     Addressing addressing);

}  // namespace chatter::objects
