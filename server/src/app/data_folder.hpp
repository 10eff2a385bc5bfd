#pragma once

#include <string>

#include "app/config.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace chatter::app {

/// Makes the folders that the data go to, for this user only. The error's detail is one line for the
/// operator.
[[nodiscard]] Result<void> prepare_data_folder(const Config& config);

/// The secret that signs sessions when none is configured: made once, kept in `data_dir` with mode 0600.
[[nodiscard]] Result<std::string> load_or_make_secret(const std::string& data_dir, Random& random);

/// The folder that the file `path` is in.
[[nodiscard]] std::string folder_of(const std::string& path);

/// Gives an open file to the owner of the folder that `path` names it in, when this process is root's: what
/// an administrator makes there must not be out of the server's reach. False when that fails (errno).
[[nodiscard]] bool give_to_folders_owner(int descriptor, const std::string& path);

}  // namespace chatter::app
