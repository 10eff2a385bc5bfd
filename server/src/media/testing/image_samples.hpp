#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "media/image_format.hpp"

// Pictures made by libvips in the test's own process, and what a file holds when one looks again.

namespace chatter::media::testing {

inline constexpr std::array every_format{ImageFormat::png, ImageFormat::jpeg, ImageFormat::gif,
                                         ImageFormat::webp, ImageFormat::avif};

/// A picture with a colour gradient: red grows to the right, green downwards.
[[nodiscard]] std::string make_picture(ImageFormat format, int width, int height);
/// A picture of one colour with 4 channels.
[[nodiscard]] std::string make_translucent(ImageFormat format, int width, int height);
/// GIF or WebP; frame i is shown for 50 + 10 i ms, and all of them 3 times.
[[nodiscard]] std::string make_animation(ImageFormat format, int width, int height, int frames);
/// A JPEG as a telephone makes it: with this EXIF orientation, a position, XMP and a comment.
[[nodiscard]] std::string make_photo(int width, int height, int orientation);
[[nodiscard]] std::string make_cmyk_jpeg(int width, int height);
[[nodiscard]] std::string make_16_bit_png(int width, int height);
/// One colour throughout, given in Display P3 with that profile embedded.
[[nodiscard]] std::string make_display_p3_png(std::array<double, 3> colour);
[[nodiscard]] std::string make_lossless_webp(int width, int height);

/// `png` with other dimensions in its header, and a right checksum.
[[nodiscard]] std::string with_png_dimensions(std::string png, std::uint32_t width, std::uint32_t height);
/// A GIF of some hundred bytes that declares a screen of this size and frames that each change `changed`
/// pixels a side.
struct GifClaim {
    std::uint16_t width = 1;
    std::uint16_t height = 1;
    int frames = 1;
    std::uint16_t changed = 1;
};
[[nodiscard]] std::string make_gif(GifClaim claim);

struct Description {
    int width = 0;
    int height = 0;  // of one frame
    int frames = 0;
    int loop = 0;
    std::vector<int> delays;
    std::vector<std::string> fields;  // the names of all metadata
    std::vector<double> top_left;     // the pixel, channel by channel
    std::vector<double> bottom_right;
};

/// Decodes `file`, every frame of it. Fails the test when that is impossible.
[[nodiscard]] Description describe(std::string_view file, ImageFormat format);

}  // namespace chatter::media::testing
