#pragma once

namespace chatter::media {

/// Bounds this process for good: memory, processor time, files, no core dump, no new privileges, and death
/// with the thread that started it. Call first. False when the kernel refuses a bound.
[[nodiscard]] bool limit_this_process();

/// From here on this process computes, reads and writes what is already open, and ends; every other system
/// call fails with EPERM: no socket, no file, no program, no child process, no code written at run time.
/// Call once all libraries are loaded. False when the kernel cannot filter.
[[nodiscard]] bool forbid_all_but_computing();

}  // namespace chatter::media
