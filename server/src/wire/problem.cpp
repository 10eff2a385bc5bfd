#include "wire/problem.hpp"

#include <boost/json/array.hpp>

#include "base/errc.hpp"
#include "chat/errc.hpp"

namespace chatter::wire {

namespace json = boost::json;

namespace {

constexpr Problem internal_problem{500, "internal", "Something went wrong on the server."};

Problem to_problem(chat::Errc errc) noexcept {
    switch (errc) {
        case chat::Errc::validation_failed: return {422, "validation_failed", "Some of this is not right."};
        case chat::Errc::not_found: return {404, "not_found", "There is nothing here."};
        case chat::Errc::forbidden: return {403, "forbidden", "You may not do this."};
        case chat::Errc::unauthorized: return {401, "unauthorized", "Sign in first."};
        case chat::Errc::invalid_credentials:
            return {401, "invalid_credentials", "That username and password do not fit together."};
        case chat::Errc::account_deactivated:
            return {403, "account_deactivated", "This account has been deactivated."};
        case chat::Errc::registration_closed:
            return {403, "registration_closed", "This server takes no new accounts."};
        case chat::Errc::username_taken: return {409, "username_taken", "That username is taken."};
        case chat::Errc::room_name_taken: return {409, "room_name_taken", "That room name is taken."};
        case chat::Errc::last_owner:
            return {409, "last_owner", "The last owner cannot leave while others remain."};
        case chat::Errc::last_admin:
            return {409, "last_admin", "The last admin cannot go: make somebody else one first."};
        case chat::Errc::direct_room_closed:
            return {409, "direct_room_closed", "Nobody can be added to a direct conversation."};
        case chat::Errc::room_archived: return {409, "room_archived", "This room is archived."};
        case chat::Errc::message_deleted: return {409, "message_deleted", "This message has been deleted."};
        case chat::Errc::too_many_reactions:
            return {409, "too_many_reactions", "A message takes at most 50 different emoji."};
        case chat::Errc::too_many_pins: return {409, "too_many_pins", "A room keeps at most 100 pins."};
        case chat::Errc::draft_conflict:
            return {409, "draft_conflict", "This draft has been changed elsewhere since."};
        case chat::Errc::too_many_drafts:
            return {409, "too_many_drafts", "There are 200 drafts already. Send or empty one first."};
        case chat::Errc::too_many_saved:
            return {409, "too_many_saved",
                    "There are 1,000 saved messages already. Take one off the list first."};
        case chat::Errc::blocked: return {403, "blocked", "You cannot write to this person."};
        case chat::Errc::too_many_invites:
            return {409, "too_many_invites", "There are too many invitations already."};
        case chat::Errc::too_many_blocks:
            return {409, "too_many_blocks", "You can block at most 1000 people."};
        case chat::Errc::image_too_large: return {413, "image_too_large", "An image may have up to 10 MiB."};
        case chat::Errc::unsupported_image:
            return {415, "unsupported_image",
                    "This is no whole PNG, JPEG, GIF, WebP or AVIF image of up to 50 megapixels."};
        case chat::Errc::rate_limited:
            return {429, "rate_limited", "That was a lot at once. Wait a moment and try again."};
    }
    return internal_problem;
}

Problem to_problem(chatter::Errc errc) noexcept {
    switch (errc) {
        case chatter::Errc::busy: return {503, "busy", "Too much is going on. Try again in a moment."};
        case chatter::Errc::unavailable:
            return {503, "unavailable", "Something the server needs does not answer. Try again later."};
        case chatter::Errc::internal: break;
    }
    return internal_problem;
}

/// With `about:blank` the title is the status's own phrase (RFC 9457, 4.2.1).
std::string_view title(unsigned status) noexcept {
    switch (status) {
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 409: return "Conflict";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 503: return "Service Unavailable";
        default: return "Internal Server Error";
    }
}

/// What went wrong inside stays inside: a 500 says the same sentence whatever its cause.
std::string_view detail(const Problem& problem, const Error& error) noexcept {
    return problem.status == 500 || error.detail.empty() ? problem.sentence : error.detail;
}

void add_fields(json::object& object, const Error& error) {
    if (error.fields.empty()) return;
    json::array errors;
    for (const auto& [field, message] : error.fields)
        errors.emplace_back(json::object{{"field", field}, {"message", message}});
    object.emplace("errors", std::move(errors));
}

}  // namespace

Problem to_problem(const std::error_code& code) noexcept {
    if (code.category() == chat::make_error_code(chat::Errc::not_found).category())
        return to_problem(static_cast<chat::Errc>(code.value()));
    if (code.category() == base_error_category()) return to_problem(static_cast<chatter::Errc>(code.value()));
    return internal_problem;
}

json::object problem_json(const Error& error) {
    const auto problem = to_problem(error.code);
    json::object object{{"type", "about:blank"},
                        {"title", title(problem.status)},
                        {"status", problem.status},
                        {"code", problem.code},
                        {"detail", detail(problem, error)}};
    add_fields(object, error);
    return object;
}

json::object ack_error_json(const Error& error) {
    const auto problem = to_problem(error.code);
    json::object object{{"code", problem.code}, {"message", detail(problem, error)}};
    add_fields(object, error);
    return object;
}

}  // namespace chatter::wire
