#pragma once

#include <memory>
#include <string>

#include "base/random.hpp"
#include "chat/ports/image_processor.hpp"
#include "chat/ports/image_store.hpp"

namespace chatter::chat {

inline constexpr std::size_t image_bytes_max = std::size_t{10} * 1024 * 1024;

/// Images: take an upload in, give an image out. Threads: any worker.
class Images {
  public:
    Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random);

    /// Errors: Errc::image_too_large, Errc::unsupported_image.
    Task<Result<std::shared_ptr<const Image>>> upload(UserId uploader, std::string bytes);
    /// Errors: Errc::not_found.
    Task<Result<std::shared_ptr<const Image>>> find(ImageId id);

  private:
    ImageStore& images_;
    ImageProcessor& processor_;
    const Clock& clock_;
    Random& random_;
};

/// The id in `[img]/api/images/<id>`, the whole content of a message that is one of our images; else nothing.
[[nodiscard]] std::optional<ImageId> image_of_content(std::string_view content);
/// Where an image is served: `/api/images/<id>`.
[[nodiscard]] std::string image_url(ImageId id);

}  // namespace chatter::chat
