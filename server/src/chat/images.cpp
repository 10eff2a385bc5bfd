#include "chat/images.hpp"

#include "chat/errc.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view image_mark = "[img]";
constexpr std::string_view image_path = "/api/images/";

}  // namespace

Images::Images(ImageStore& images, ImageProcessor& processor, const Clock& clock, Random& random)
    : images_(images), processor_(processor), clock_(clock), random_(random) {}

Task<Result<std::shared_ptr<const Image>>> Images::upload(UserId uploader, std::string bytes) {
    if (bytes.size() > image_bytes_max)
        co_return fail(Errc::image_too_large, "An image may have at most 10 MiB.");
    if (bytes.empty()) co_return fail(Errc::unsupported_image, "The image is empty.");
    auto processed = co_await processor_.process(std::move(bytes));
    if (!processed) co_return std::unexpected(std::move(processed.error()));

    const auto now = clock_.now();
    const auto image = std::make_shared<const Image>(Image{.id = ImageId::make(now, random_),
                                                           .uploader_id = uploader,
                                                           .content_type = std::move(processed->content_type),
                                                           .info = std::move(processed->info),
                                                           .created_at = now,
                                                           .bytes = std::move(processed->bytes)});
    const auto stored = co_await images_.put_image(*image);
    if (!stored) co_return std::unexpected(stored.error());
    co_return image;
}

Task<Result<std::shared_ptr<const Image>>> Images::find(ImageId id) {
    auto image = co_await images_.find_image(id);
    if (image && *image == nullptr) co_return fail(Errc::not_found, "There is no such image.");
    co_return image;
}

std::optional<ImageId> image_of_content(std::string_view content) {
    if (!content.starts_with(image_mark)) return std::nullopt;
    content.remove_prefix(image_mark.size());
    if (!content.starts_with(image_path)) return std::nullopt;
    return ImageId::parse(content.substr(image_path.size()));
}

std::string image_url(ImageId id) { return std::string(image_path) + id.to_string(); }

}  // namespace chatter::chat
