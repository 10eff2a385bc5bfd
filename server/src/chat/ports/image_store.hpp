#pragma once

#include <memory>
#include <optional>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Port: where images are kept. Every call may also fail with Errc::busy or Errc::unavailable.
class ImageStore {
  public:
    virtual ~ImageStore() = default;

    virtual Task<Result<void>> put_image(Image image) = 0;
    /// Shared, so that the bytes are not copied on their way out.
    virtual Task<Result<std::shared_ptr<const Image>>> find_image(ImageId id) = 0;  // null when there is none
};

}  // namespace chatter::chat
