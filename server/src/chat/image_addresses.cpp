#include "chat/image_addresses.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view image_mark = "[img]";
constexpr std::string_view server_prefix = "/api/images/";

}  // namespace

ImageAddresses::ImageAddresses(std::string public_url) {
    if (!public_url.empty()) public_prefix_ = std::move(public_url) + "/" + std::string(object_key_prefix);
}

std::optional<ImageId> ImageAddresses::of_content(std::string_view content) const {
    if (!content.starts_with(image_mark)) return std::nullopt;
    return of_url(content.substr(image_mark.size()));
}

std::optional<ImageId> ImageAddresses::of_url(std::string_view url) const {
    if (url.starts_with(server_prefix)) return ImageId::parse(url.substr(server_prefix.size()));
    if (!public_prefix_.empty() && url.starts_with(public_prefix_))
        return ImageId::parse(url.substr(public_prefix_.size()));
    return std::nullopt;
}

std::string ImageAddresses::at_server(ImageId id) { return std::string(server_prefix) + id.to_string(); }

std::optional<std::string> ImageAddresses::at_object_store(ImageId id) const {
    if (public_prefix_.empty()) return std::nullopt;
    return public_prefix_ + id.to_string();
}

std::string object_key(ImageId id) { return std::string(object_key_prefix) + id.to_string(); }

std::optional<ImageId> image_of_object_key(std::string_view key) {
    if (!key.starts_with(object_key_prefix)) return std::nullopt;
    return ImageId::parse(key.substr(object_key_prefix.size()));
}

}  // namespace chatter::chat
