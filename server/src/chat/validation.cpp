#include "chat/validation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "chat/characters.hpp"
#include "chat/errc.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view not_utf8 = "Must be valid UTF-8.";

Complaint complaint_about_length(std::string_view text, std::size_t low, std::size_t high) {
    const auto length = count_code_points(text);
    if (!length) return std::string(not_utf8);
    if (*length >= low && *length <= high) return std::nullopt;
    if (low == 0) return "Must have at most " + std::to_string(high) + " characters.";
    return "Must have " + std::to_string(low) + " to " + std::to_string(high) + " characters.";
}

bool has_control_or_bidi(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const auto c = next_code_point(text, position);
        if (is_control(c) || is_bidi_control(c)) return true;
    }
    return false;
}

/// Whether an invisible character stands anywhere but within an emoji: the joiner between two pictographs, a
/// variation selector after one, or in a keycap.
bool has_stray_invisible(std::string_view text) {
    static constexpr char32_t joiner = 0x200D, emoji_style = 0xFE0F, keycap = 0x20E3;
    char32_t before = 0, drawn_before = 0;
    for (std::size_t position = 0; position < text.size();) {
        const auto c = next_code_point(text, position);
        auto ahead = position;
        const auto after = ahead < text.size() ? next_code_point(text, ahead) : U'\0';
        if (c == joiner) {
            if (!is_pictograph(drawn_before) || !is_pictograph(after)) return true;
        } else if (is_variation_selector(c)) {
            if (!has_emoji_style(before) && after != keycap) return true;
        } else if (is_invisible(c)) {
            return true;
        }
        before = c;
        if (c != emoji_style) drawn_before = c;
    }
    return false;
}

Complaint complaint_about_hidden_characters(std::string_view text) {
    if (has_control_or_bidi(text)) return "Must not hold control or text direction characters.";
    if (has_stray_invisible(text)) return "Must not hold invisible characters.";
    return std::nullopt;
}

bool is_username_start(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_username_character(char c) { return is_username_start(c) || c == '.' || c == '_' || c == '-'; }

/// Of free text: any characters but NUL.
Complaint complaint_about_text(std::string_view text, std::size_t least, std::size_t most) {
    if (auto complaint = complaint_about_length(text, least, most)) return complaint;
    if (text.contains('\0')) return "Must not hold the NUL character.";
    return std::nullopt;
}

}  // namespace

void Validation::check(std::string_view field, std::optional<std::string> complaint) {
    if (complaint) errors_.push_back({std::string(field), std::move(*complaint)});
}

Result<void> Validation::result() const {
    if (errors_.empty()) return {};
    return fail(Errc::validation_failed, "Some fields are not valid.", errors_);
}

std::string trimmed_if_valid(std::string_view text) {
    return std::string(count_code_points(text) ? trim_white_space(text) : text);
}

Complaint complaint_about_username(std::string_view name) {
    if (name.size() < 2 || name.size() > 32) return "Must have 2 to 32 characters.";
    if (!is_username_start(name.front())) return "Must begin with a letter from a to z or a digit.";
    if (!std::ranges::all_of(name, is_username_character))
        return "May only hold letters from a to z, digits, dots, underscores and hyphens.";
    return std::nullopt;
}

Complaint complaint_about_display_name(std::string_view name) {
    if (auto complaint = complaint_about_length(name, 1, 64)) return complaint;
    if (auto complaint = complaint_about_hidden_characters(name)) return complaint;
    if (is_blank(name)) return "Must not be blank.";
    return std::nullopt;
}

Complaint complaint_about_status_text(std::string_view text) {
    if (auto complaint = complaint_about_length(text, 0, 100)) return complaint;
    return complaint_about_hidden_characters(text);
}

Complaint complaint_about_password(std::string_view password) {
    return complaint_about_text(password, 8, 256);
}

Complaint complaint_about_email(std::string_view email) {
    if (auto complaint = complaint_about_length(email, 3, 254)) return complaint;
    const auto at = email.find('@');
    const bool one_at = at != std::string_view::npos && email.find('@', at + 1) == std::string_view::npos;
    if (!one_at || at == 0 || at + 1 == email.size()) return "Must look like name@example.org.";
    for (std::size_t position = 0; position < email.size();) {
        const auto c = next_code_point(email, position);
        if (is_white_space(c) || is_control(c) || is_bidi_control(c) || is_invisible(c))
            return "Must not hold spaces or invisible characters.";
    }
    return std::nullopt;
}

Complaint complaint_about_room_name(std::string_view name) {
    if (auto complaint = complaint_about_length(name, 1, 80)) return complaint;
    if (auto complaint = complaint_about_hidden_characters(name)) return complaint;
    if (is_blank(name)) return "Must not be blank.";
    return std::nullopt;
}

Complaint complaint_about_topic(std::string_view topic) {
    if (auto complaint = complaint_about_length(topic, 0, 250)) return complaint;
    if (has_control_or_bidi(topic)) return "Must not hold control or text direction characters.";
    return std::nullopt;
}

Complaint complaint_about_content(std::string_view content) {
    if (auto complaint = complaint_about_text(content, 1, 4000)) return complaint;
    if (is_blank(content)) return "Must not be blank.";
    return std::nullopt;
}

Complaint complaint_about_draft(std::string_view content) { return complaint_about_text(content, 0, 4000); }

Complaint complaint_about_client_id(std::string_view client_id) {
    return complaint_about_text(client_id, 1, 64);
}

Complaint complaint_about_search(std::string_view query) { return complaint_about_text(query, 0, 100); }

}  // namespace chatter::chat
