// What systemd and this process say to each other: a few words over a socket of the file system, so that no
// library of systemd's is needed. Where nobody has asked for it, nothing happens.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatter::app {

/// Tells the service manager a state: `READY=1`, `STOPPING=1`, `WATCHDOG=1` (sd_notify(3)).
void notify_service_manager(std::string_view state);

/// How often the service manager wants to hear WATCHDOG=1; half of what it waits (sd_watchdog_enabled(3)).
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

struct InheritedSocket {
    int descriptor;
    std::string name;  // FileDescriptorName= of its unit
};

/// The listening sockets that it has opened for this process (sd_listen_fds_with_names(3)). They are the
/// caller's, once.
[[nodiscard]] std::vector<InheritedSocket> take_inherited_sockets();

}  // namespace chatter::app
