#pragma once

#include <atomic>

namespace chatter::app {

/// Makes SIGINT, SIGTERM and SIGHUP set a flag instead of ending the process, for commands that have
/// something to clear away; a pipe nobody reads and a file over the size limit become errors. From now to the
/// end of the process; call it before there are other threads.
const std::atomic<bool>& stop_flag();

}  // namespace chatter::app
