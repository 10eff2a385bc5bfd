#pragma once

#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// An upload made safe to serve: decoded and written anew in its own format, upright, without metadata.
struct ProcessedImage {
    std::string content_type;
    ImageInfo info;
    std::string bytes;
};

/// Port: what turns an upload into an image.
class ImageProcessor {
  public:
    virtual ~ImageProcessor() = default;
    /// Errors: Errc::unsupported_image (no PNG, JPEG, GIF, WebP or AVIF, damaged, too many pixels, or its
    /// decoding went past the limits), base Errc::busy, base Errc::unavailable (the decoder cannot be
    /// started).
    virtual Task<Result<ProcessedImage>> process(std::string upload) = 0;
};

}  // namespace chatter::chat
