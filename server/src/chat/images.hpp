#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/random.hpp"
#include "base/readings.hpp"
#include "chat/ports/image_processor.hpp"
#include "chat/ports/image_store.hpp"

namespace chatter::chat {

inline constexpr std::size_t image_bytes_max = std::size_t{10} * 1024 * 1024;

/// What became of an upload.
struct UploadedImage {
    ImageId id;
    std::string content_type;
    ImageInfo info;
    std::size_t byte_count = 0;
};

/// Images: take an upload in, give an image out. However many ask for an image at once, it is read once, and
/// in memory once for as long as one of them holds it. Threads: any worker.
class Images {
  public:
    /// All outlive this, and it the workers' last turn.
    Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random);

    ~Images();
    Images(const Images&) = delete;
    Images& operator=(const Images&) = delete;

    /// Errors: Errc::image_too_large, Errc::unsupported_image.
    Task<Result<UploadedImage>> upload(UserId uploader, std::string bytes);
    /// Errors: Errc::not_found.
    Task<Result<std::shared_ptr<const Image>>> find(ImageId id);

  private:
    using ImagePtr = std::shared_ptr<const Image>;
    using ImageReadings = Readings<ImageId, std::optional<Result<ImagePtr>>>;

    /// Null when nobody holds it.
    [[nodiscard]] ImagePtr find_held(ImageId id);
    void note_held(ImageId id, const ImagePtr& image);

    ImageStore& images_;
    ImageProcessor& processor_;
    const Clock& clock_;
    Random& random_;
    const std::shared_ptr<ImageReadings> readings_ = std::make_shared<ImageReadings>();
    std::mutex mutex_;  // guards the two below, for a look-up
    std::unordered_map<ImageId, std::weak_ptr<const Image>> held_;
    std::size_t sweep_at_ = 64;  // entries, of which some are of images that nobody holds any more
};

/// The id in `[img]/api/images/<id>`, the whole content of a message that is one of our images; else nothing.
[[nodiscard]] std::optional<ImageId> image_of_content(std::string_view content);
/// Where an image is served: `/api/images/<id>`.
[[nodiscard]] std::string image_url(ImageId id);

}  // namespace chatter::chat
