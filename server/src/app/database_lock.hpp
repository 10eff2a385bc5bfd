#pragma once

#include <string>

#include "base/result.hpp"

namespace chatter::app {

/// Keeps a second server off the same SQLite file: its writes would be safe, but neither's sockets would hear
/// of the other's messages. Held while this exists; the system lets go of it when the process dies, however
/// it dies.
class DatabaseLock {
  public:
    /// The lock is a file beside the database. The error's detail is one line for the operator.
    static Result<DatabaseLock> take(const std::string& database_path);
    ~DatabaseLock();
    DatabaseLock(DatabaseLock&& other) noexcept;
    DatabaseLock& operator=(DatabaseLock&& other) noexcept;

  private:
    explicit DatabaseLock(int descriptor) noexcept : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace chatter::app
