#pragma once

#include <string>

#include "base/result.hpp"

namespace chatter::app {

/// A database file that is being made beside the place it is for, as PLACE.partial, with mode 0600. It takes
/// its place only when it is whole and on disk; destroyed before, it goes without a trace. What a killed
/// process has left of one is cleared away by the next. Nobody has the file open but through this and SQLite.
class NewDatabaseFile {
  public:
    /// Makes the empty file. Errors: base Errc::unavailable (the folder is missing, not writable; another
    /// process is making this file); detail is a line for the operator.
    [[nodiscard]] static Result<NewDatabaseFile> make(const std::string& place);
    ~NewDatabaseFile();
    NewDatabaseFile(NewDatabaseFile&& other) noexcept;
    NewDatabaseFile& operator=(NewDatabaseFile&& other) noexcept;

    /// Where it is while it is being made.
    [[nodiscard]] const std::string& path() const { return path_; }

    /// Gives the file to the owner of the folder it is in, when root makes it.
    [[nodiscard]] Result<void> give_to_folders_owner();

    /// Makes the file durable under its final name. Nothing that has this name is overwritten.
    /// Errors: base Errc::unavailable; the file is then gone.
    [[nodiscard]] Result<void> put_in_place();

    /// As above, but exchanges it with the file that is in its place, which gets the name `aside`. At no
    /// moment is there nothing in the place, unless the file system cannot exchange names.
    [[nodiscard]] Result<void> exchange(const std::string& aside);

  private:
    NewDatabaseFile(int descriptor, std::string place) noexcept;
    [[nodiscard]] Result<void> sync() const;

    int descriptor_ = -1;  // holds the lock that says that somebody is at it
    std::string place_;
    std::string path_;
};

}  // namespace chatter::app
