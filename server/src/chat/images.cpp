#include "chat/images.hpp"

#include <algorithm>

#include "chat/errc.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view image_mark = "[img]";
constexpr std::string_view image_path = "/api/images/";

}  // namespace

Images::Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random)
    : images_(images), processor_(processor), clock_(clock), random_(random) {}

Images::~Images() { readings_->give_up_waiting(); }

Task<Result<UploadedImage>> Images::upload(UserId uploader, std::string bytes) {
    if (bytes.size() > image_bytes_max)
        co_return fail(Errc::image_too_large, "An image may have at most 10 MiB.");
    if (bytes.empty()) co_return fail(Errc::unsupported_image, "The image is empty.");
    auto processed = co_await processor_.process(std::move(bytes));
    if (!processed) co_return std::unexpected(std::move(processed.error()));

    const auto now = clock_.now();
    Image image{.id = ImageId::make(now, random_),
                .uploader_id = uploader,
                .content_type = std::move(processed->content_type),
                .info = std::move(processed->info),
                .created_at = now,
                .bytes = std::move(processed->bytes)};
    UploadedImage uploaded{.id = image.id,
                           .content_type = image.content_type,
                           .info = image.info,
                           .byte_count = image.bytes.size()};
    const auto stored = co_await images_.put_image(std::move(image));
    if (!stored) co_return std::unexpected(stored.error());
    co_return uploaded;
}

Task<Result<std::shared_ptr<const Image>>> Images::find(ImageId id) {
    if (auto held = find_held(id)) co_return held;
    if (!readings_->begin(id)) {
        if (auto found = co_await readings_->wait_for(id)) co_return std::move(*found);
        co_return co_await find(id);  // that reading had just ended, or was given up
    }
    ImageReadings::Reading reading(readings_, id);
    auto image = co_await images_.find_image(id);
    if (image && *image == nullptr) image = fail(Errc::not_found, "There is no such image.");
    if (image) note_held(id, *image);
    reading.succeed(image);
    co_return image;
}

Images::ImagePtr Images::find_held(ImageId id) {
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(id);
    return found == held_.end() ? nullptr : found->second.lock();
}

void Images::note_held(ImageId id, const ImagePtr& image) {
    const std::lock_guard lock(mutex_);
    held_[id] = image;
    if (held_.size() < sweep_at_) return;
    std::erase_if(held_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * held_.size());
}

std::optional<ImageId> image_of_content(std::string_view content) {
    if (!content.starts_with(image_mark)) return std::nullopt;
    content.remove_prefix(image_mark.size());
    if (!content.starts_with(image_path)) return std::nullopt;
    return ImageId::parse(content.substr(image_path.size()));
}

std::string image_url(ImageId id) { return std::string(image_path) + id.to_string(); }

}  // namespace chatter::chat
