#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/random.hpp"
#include "base/readings.hpp"
#include "base/trace.hpp"
#include "chat/image_addresses.hpp"
#include "chat/ports/image_processor.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/object_store.hpp"

namespace chatter::chat {

inline constexpr std::size_t image_bytes_max = std::size_t{10} * 1024 * 1024;

/// What became of an upload.
struct UploadedImage {
    ImageId id;
    std::string url;
    std::string content_type;
    ImageInfo info;
    std::size_t byte_count = 0;
};

/// Where images go that are not for the database.
struct ImagePlace {
    ObjectStore* objects = nullptr;  // null: into the database
    ImageAddresses addresses;
};

/// Images: take an upload in, give an image out. However many ask for an image at once, it is read once, and
/// in memory once for as long as one of them holds it. Threads: any worker.
class Images {
  public:
    /// All outlive this, and it the workers' last turn.
    Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random,
           ImagePlace place = {});

    ~Images();
    Images(const Images&) = delete;
    Images& operator=(const Images&) = delete;

    /// `trace` is of the request that brought it. Errors: Errc::image_too_large, Errc::unsupported_image.
    Task<Result<UploadedImage>> upload(UserId uploader, std::string bytes, Trace trace = {});
    /// Errors: Errc::not_found.
    Task<Result<std::shared_ptr<const Image>>> find(ImageId id);
    [[nodiscard]] const ImageAddresses& addresses() const { return place_.addresses; }

  private:
    using ImagePtr = std::shared_ptr<const Image>;
    using ImageReadings = Readings<ImageId, std::optional<Result<ImagePtr>>>;

    /// Object first: a row tells of bytes that are there, and nothing of an upload that failed but an object
    /// that nobody knows, which is collected later.
    Task<Result<void>> keep(Image image, Trace trace);
    /// Null when nobody holds it.
    [[nodiscard]] ImagePtr find_held(ImageId id);
    void note_held(ImageId id, const ImagePtr& image);

    ImageStore& images_;
    ImageProcessor& processor_;
    const Clock& clock_;
    Random& random_;
    const ImagePlace place_;
    const std::shared_ptr<ImageReadings> readings_ = std::make_shared<ImageReadings>();
    std::mutex mutex_;  // guards the two below, for a look-up
    std::unordered_map<ImageId, std::weak_ptr<const Image>> held_;
    std::size_t sweep_at_ = 64;  // entries, of which some are of images that nobody holds any more
};

}  // namespace chatter::chat
