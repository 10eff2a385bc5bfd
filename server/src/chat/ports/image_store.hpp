#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Port: where images are kept. Every call may also fail with Errc::busy or Errc::unavailable.
class ImageStore {
  public:
    virtual ~ImageStore() = default;

    /// One without bytes has them in an object store.
    virtual Task<Result<void>> put_image(Image image) = 0;
    /// Shared, so that the bytes are not copied on their way out. Null when there is none.
    virtual Task<Result<std::shared_ptr<const Image>>> find_image(ImageId id) = 0;
    /// Those of the images that there are, wherever their bytes may be.
    virtual Task<Result<std::vector<ImageId>>> find_known_images(std::vector<ImageId> ids) = 0;
};

}  // namespace chatter::chat
