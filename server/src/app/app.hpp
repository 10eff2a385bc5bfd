#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "base/result.hpp"

namespace chatter::app {

/// The whole server: every part made and wired here, and nowhere else.
class App {
  public:
    /// Opens the store and the port. The error's detail is one line for the operator.
    static Result<std::unique_ptr<App>> start(const Config& config);
    ~App();

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Whether every worker has had a turn since this was last asked: a loop that hangs has not.
    [[nodiscard]] bool is_alive();
    /// Reads the certificate and its key anew, for whoever connects from now on. What cannot be used leaves
    /// the present one in place. Says in the log what became of it.
    void reload_certificate();
    /// Stops accepting, lets what is in flight finish for a bounded time, closes every socket. Returns in
    /// under 5 s.
    void stop();

  private:
    struct Parts;
    explicit App(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace chatter::app
