#include "chat/images.hpp"

#include <algorithm>
#include <utility>

#include "chat/errc.hpp"

namespace chatter::chat {

Images::Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random,
               ImagePlace place)
    : images_(images), processor_(processor), clock_(clock), random_(random), place_(std::move(place)) {}

Images::~Images() { readings_->give_up_waiting(); }

Task<Result<UploadedImage>> Images::upload(UserId uploader, std::string bytes, Trace trace) {
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
                           .url = ImageAddresses::at_server(image.id),
                           .content_type = image.content_type,
                           .info = image.info,
                           .byte_count = image.bytes.size()};
    if (place_.objects != nullptr) uploaded.url = place_.addresses.at_object_store(image.id).value();
    const auto kept = co_await keep(std::move(image), std::move(trace));
    if (!kept) co_return std::unexpected(kept.error());
    co_return uploaded;
}

Task<Result<void>> Images::keep(Image image, Trace trace) {
    if (place_.objects != nullptr) {
        const auto bytes = std::make_shared<const std::string>(std::exchange(image.bytes, {}));
        auto put = co_await place_.objects->put_object(image.id, image.content_type, bytes, std::move(trace));
        if (!put) co_return put;
    }
    co_return co_await images_.put_image(std::move(image));
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

}  // namespace chatter::chat
