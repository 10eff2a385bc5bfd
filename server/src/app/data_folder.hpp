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

}  // namespace chatter::app
