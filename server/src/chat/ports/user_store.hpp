#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

struct NewUser {
    UserId id;
    std::string username;  // valid, lower case
    std::string display_name;
    std::optional<std::string> email;
    std::string password_hash;
    Time created_at;
    bool only_if_first = false;  // registration is not open: only while nobody is registered, or invited
    /// Counts as used; leads into its room too, if it has one.
    std::optional<std::string> invite_code = std::nullopt;
    std::string address = {};  // whence they register, for the audit log
};

struct Credentials {
    User user;
    std::string password_hash;
};

/// Port: who exists. Every call may also fail with Errc::busy or Errc::unavailable.
class UserStore {
  public:
    virtual ~UserStore() = default;

    /// The very first user becomes admin, decided in the same transaction. Noted in the audit log.
    /// Errors: Errc::username_taken, Errc::registration_closed.
    virtual Task<Result<User>> create_user(NewUser user) = 0;
    virtual Task<Result<std::optional<Credentials>>> find_credentials(std::string username) = 0;
    virtual Task<Result<std::optional<User>>> find_user(UserId id) = 0;
    /// Users whose username or display name holds `query` (any case), best match first; all when it is empty.
    virtual Task<Result<std::vector<User>>> search_users(std::string query, std::size_t limit) = 0;
};

}  // namespace chatter::chat
