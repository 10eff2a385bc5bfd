#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.hpp"

namespace chatter::media {

/// A descriptor that closes itself.
class OwnedDescriptor {
  public:
    explicit OwnedDescriptor(int descriptor = -1) noexcept : descriptor_(descriptor) {}
    OwnedDescriptor(OwnedDescriptor&& other) noexcept;
    OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept;
    ~OwnedDescriptor();
    [[nodiscard]] int get() const noexcept { return descriptor_; }

  private:
    int descriptor_;
};

/// A running program whose descriptor 0 is one end of a socket pair. It inherits no other descriptor, no
/// environment (which may hold secrets) and no signal setting. Killed and reaped with this object.
class ChildProcess {
  public:
    /// Errors: base Errc::unavailable.
    [[nodiscard]] static Result<ChildProcess> start(const std::string& executable,
                                                    const std::vector<std::string>& arguments);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    /// Our end of the pair; non-blocking.
    [[nodiscard]] int socket() const noexcept { return socket_.get(); }
    /// Kills the program unless it has ended, reaps it, and gives its wait status. Only once.
    int end();

  private:
    ChildProcess(pid_t pid, OwnedDescriptor socket) : pid_(pid), socket_(std::move(socket)) {}

    pid_t pid_;  // -1 once reaped
    OwnedDescriptor socket_;
};

}  // namespace chatter::media
