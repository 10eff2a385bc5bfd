#include "http/credentials.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatter::http {

namespace {

constexpr std::string_view cookie_name = "token";

std::string cookie(std::string_view value, std::chrono::seconds max_age, bool secure) {
    std::string text(cookie_name);
    text += '=';
    text += value;
    text += "; Path=/; Max-Age=" + std::to_string(max_age.count()) + "; HttpOnly; SameSite=Lax";
    if (secure) text += "; Secure";
    return text;
}

}  // namespace

std::optional<Credentials> credentials_of(const net::Request& request) {
    const auto authorization = trim(request.fields.get("Authorization"));
    const auto space = std::min(authorization.find(' '), authorization.size());
    if (equals_ignoring_ascii_case(authorization.substr(0, space), "Bearer"))
        return Credentials{std::string(trim(authorization.substr(space))), Credentials::From::bearer};
    const auto token = request.cookie(cookie_name);
    if (!token || token->empty()) return std::nullopt;
    return Credentials{std::string(*token), Credentials::From::cookie};
}

std::string session_cookie(std::string_view token, std::chrono::seconds max_age, bool secure) {
    return cookie(token, max_age, secure);
}

std::string expired_cookie(bool secure) { return cookie("", std::chrono::seconds{0}, secure); }

bool comes_from_client(const net::Request& request, OriginRule rule,
                       const std::vector<std::string>& client_origins) {
    if (request.fields.has("Origin"))
        return std::ranges::find(client_origins, request.fields.get("Origin")) != client_origins.end();
    const auto site = request.fields.get("Sec-Fetch-Site");
    return rule == OriginRule::own_origin ? site == "same-origin" : site != "cross-site";
}

}  // namespace chatter::http
