#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatter::media {

/// The formats that may be uploaded.
enum class ImageFormat : std::uint8_t { png = 1, jpeg, gif, webp, avif };

/// The format that the first bytes of `file` announce, whatever its name; nothing when it is none of ours.
/// A cheap look, not a proof: the rest may still be damaged. Threads: any (pure function).
[[nodiscard]] std::optional<ImageFormat> sniff_image_format(std::string_view file) noexcept;

/// `image/png`, `image/jpeg`, …
[[nodiscard]] std::string_view content_type_of(ImageFormat format) noexcept;

/// Whether `file` reaches the end that its own format declares. Decoders are lenient here: they fill what is
/// missing with grey, or play the frames there are. Threads: any (pure function).
[[nodiscard]] bool reaches_its_end(std::string_view file, ImageFormat format) noexcept;

/// Whether a WebP file is a still picture in the lossless coding, which must not become lossy.
[[nodiscard]] bool is_lossless_webp(std::string_view file) noexcept;

}  // namespace chatter::media
