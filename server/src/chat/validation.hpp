#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chatter::chat {

/// Collects the refused fields of one request, so that all of them are reported together.
class Validation {
  public:
    /// Notes `complaint`, if there is one, against `field` (the name that the public contract gives it).
    void check(std::string_view field, std::optional<std::string> complaint);
    /// Errors: Errc::validation_failed with every field noted.
    [[nodiscard]] Result<void> result() const;

  private:
    std::vector<FieldError> errors_;
};

/// Without the white space around it when it is valid UTF-8; else as it is, for validation to refuse.
[[nodiscard]] std::string trimmed_if_valid(std::string_view text);

/// What is wrong with a value, as a sentence for the person who typed it; nothing when it is fine.
/// None repeats the value. Threads: any (pure functions).
using Complaint = std::optional<std::string>;

/// `name` is folded already (usernames.hpp): `[a-z0-9][a-z0-9._-]{1,31}`.
[[nodiscard]] Complaint complaint_about_username(std::string_view name);
[[nodiscard]] Complaint complaint_about_display_name(std::string_view name);
/// What a person says of themself: may be empty.
[[nodiscard]] Complaint complaint_about_status_text(std::string_view text);
[[nodiscard]] Complaint complaint_about_password(std::string_view password);
[[nodiscard]] Complaint complaint_about_email(std::string_view email);
[[nodiscard]] Complaint complaint_about_room_name(std::string_view name);
[[nodiscard]] Complaint complaint_about_topic(std::string_view topic);
[[nodiscard]] Complaint complaint_about_content(std::string_view content);
[[nodiscard]] Complaint complaint_about_draft(std::string_view content);
[[nodiscard]] Complaint complaint_about_client_id(std::string_view client_id);
[[nodiscard]] Complaint complaint_about_search(std::string_view query);

}  // namespace chatter::chat
