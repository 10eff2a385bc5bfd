#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatter::bench {

/// What a process has used, as the kernel tells it: its own CPU clock, and /proc/PID. A process that is not
/// there, or pid 0, reads as zero.
class Process {
  public:
    explicit Process(pid_t pid) : pid_(pid) {}

    [[nodiscard]] bool is_alive() const;
    /// User and system time of all its threads, ended ones included, in nanoseconds.
    [[nodiscard]] std::uint64_t cpu_ns() const;
    [[nodiscard]] std::uint64_t resident_bytes() const { return status_bytes("VmRSS:"); }
    [[nodiscard]] std::uint64_t anonymous_bytes() const { return status_bytes("RssAnon:"); }
    [[nodiscard]] std::uint64_t file_limit() const;
    /// How many more files it may open.
    [[nodiscard]] std::uint64_t files_left() const;
    [[nodiscard]] std::vector<pid_t> children() const;

  private:
    [[nodiscard]] std::string path(std::string_view file) const;
    [[nodiscard]] std::uint64_t status_bytes(std::string_view field) const;

    pid_t pid_;
};

/// CPU of a process and of the children it has when asked: PostgreSQL serves each connection in one.
[[nodiscard]] std::uint64_t family_cpu_ns(pid_t pid);

}  // namespace chatter::bench
