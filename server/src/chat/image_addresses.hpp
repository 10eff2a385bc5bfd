#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/ids.hpp"

namespace chatter::chat {

/// Where images are read: `/api/images/<id>` at this server, and `<public URL>/images/<id>` where they are in
/// an object store. Threads: any.
class ImageAddresses {
  public:
    /// At this server alone.
    ImageAddresses() = default;
    /// `public_url` without a slash at its end; empty: at this server alone.
    explicit ImageAddresses(std::string public_url);

    /// The id in `[img]<url>`, the whole content of a message that is one of our images; else nothing.
    [[nodiscard]] std::optional<ImageId> of_content(std::string_view content) const;
    /// The id in the address of one of our images, whichever of the two it is; else nothing.
    [[nodiscard]] std::optional<ImageId> of_url(std::string_view url) const;

    [[nodiscard]] static std::string at_server(ImageId id);
    /// Nothing without a public URL.
    [[nodiscard]] std::optional<std::string> at_object_store(ImageId id) const;

  private:
    std::string public_prefix_;  // of images' addresses; empty: there are none
};

/// The name of an image's bytes in an object store: `images/<id>`.
[[nodiscard]] std::string object_key(ImageId id);
/// What all of those names begin with.
inline constexpr std::string_view object_key_prefix = "images/";
/// The id in such a name; nothing when it is another's.
[[nodiscard]] std::optional<ImageId> image_of_object_key(std::string_view key);

}  // namespace chatter::chat
