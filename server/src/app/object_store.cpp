#include "app/object_store.hpp"

namespace chatter::app {

objects::S3Options object_store_options(const Config& config) {
    return {.address = objects::make_address(config.s3_endpoint, config.s3_bucket, config.s3_addressing),
            .region = config.s3_region,
            .access_key_id = config.s3_access_key_id,
            .secret_access_key = config.s3_secret_access_key};
}

std::string object_store_public_url(const Config& config) {
    if (!config.s3_public_url.empty() || config.s3_endpoint.empty()) return config.s3_public_url;
    return object_store_options(config).address.bucket_url;
}

}  // namespace chatter::app
