#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/trace.hpp"
#include "chat/ids.hpp"

namespace chatter::chat {

/// Port: where the bytes of images are kept when that is not the database, and browsers read them without
/// us. Every call ends within its own deadline, and may fail with base Errc::busy (too much waits) or base
/// Errc::unavailable.
class ObjectStore {
  public:
    virtual ~ObjectStore() = default;

    /// Putting the same image twice is putting it once. `trace` is of the request for which it is put.
    virtual Task<Result<void>> put_object(ImageId id, std::string content_type,
                                          std::shared_ptr<const std::string> bytes, Trace trace) = 0;
};

}  // namespace chatter::chat
