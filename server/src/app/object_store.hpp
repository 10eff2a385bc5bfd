#pragma once

#include <string>

#include "app/config.hpp"
#include "objects/s3_client.hpp"

/// The object store that the configuration names, if `s3_endpoint` names any.
namespace chatter::app {

[[nodiscard]] objects::S3Options object_store_options(const Config& config);
/// Where browsers find what is in it, without a slash at its end; empty when there is none.
[[nodiscard]] std::string object_store_public_url(const Config& config);

}  // namespace chatter::app
