#pragma once

#include <string_view>

#include "media/decoder_answer.hpp"
#include "media/image_format.hpp"
#include "media/vips_library.hpp"

namespace chatter::media {

/// Decodes `upload` and writes it anew in its own format: upright, in sRGB with 8 bits a channel, without
/// metadata. GIF and WebP keep their frames, loop and delays; of an AVIF sequence the cover stays.
/// A picture over the bounds of decoder_answer.hpp is refused from its header, before a pixel is decoded.
/// Runs in the decoder process only.
[[nodiscard]] Answer recode(const VipsLibrary& vips, ImageFormat format, std::string_view upload);

}  // namespace chatter::media
