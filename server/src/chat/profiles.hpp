#pragma once

#include <optional>
#include <string>
#include <utility>

#include "chat/image_addresses.hpp"
#include "chat/ports/account_store.hpp"

namespace chatter::chat {

/// What a person wants to be different about themself; what is left out stays, null inside takes away.
struct ProfileDraft {
    std::optional<std::string> display_name;
    std::optional<std::optional<std::string>> avatar_url;
    std::optional<std::string> status_text;
    std::optional<ChosenPresence> chosen_presence;
    std::optional<std::optional<std::string>> email;
};

/// How people show themselves. Threads: any worker.
class Profiles {
  public:
    explicit Profiles(AccountStore& accounts, ImageAddresses addresses = {})
        : accounts_(accounts), addresses_(std::move(addresses)) {}

    /// Errors: Errc::validation_failed.
    Task<Result<User>> change(UserId id, ProfileDraft draft);

  private:
    AccountStore& accounts_;
    const ImageAddresses addresses_;
};

}  // namespace chatter::chat
