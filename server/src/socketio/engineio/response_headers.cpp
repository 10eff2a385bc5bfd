#include "socketio/engineio/response_headers.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"

namespace chatter::engineio {

namespace {

void vary(net::Fields& headers, std::string_view field) {
    if (headers.lists("Vary", field)) return;
    const auto others = headers.get("Vary");
    headers.set("Vary",
                others.empty() ? std::string(field) : std::string(others) + ", " + std::string(field));
}

void set_unless_empty(net::Fields& headers, std::string_view name, std::string_view value) {
    if (!value.empty()) headers.set(name, std::string(value));
}

void add_allowed_origin(const CorsOptions& options, std::string_view origin, net::Fields& headers) {
    constexpr std::string_view name = "Access-Control-Allow-Origin";
    if (std::holds_alternative<CorsOptions::Any>(options.origins)) return headers.set(name, "*");
    vary(headers, "Origin");
    if (const auto* const fixed = std::get_if<std::string>(&options.origins))
        return headers.set(name, *fixed);
    const auto* const list = std::get_if<std::vector<std::string>>(&options.origins);
    if (!list || std::ranges::find(*list, origin) != list->end()) set_unless_empty(headers, name, origin);
}

/// JavaScript's encodeURIComponent.
std::string encode_uri_component(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF", plain = "-_.!~*'()";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (alphanumeric || plain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += hex[byte >> 4];
            encoded += hex[byte & 0x0F];
        }
    }
    return encoded;
}

}  // namespace

std::optional<net::Response> apply_cors(const CorsOptions& options, const net::Request& request,
                                        net::Fields& headers) {
    const auto origin = request.fields.get("Origin");
    const auto* const predicate = std::get_if<CorsOptions::Predicate>(&options.origins);
    if (predicate && !(*predicate)(origin)) return std::nullopt;

    add_allowed_origin(options, origin, headers);
    if (options.credentials) headers.set("Access-Control-Allow-Credentials", "true");
    set_unless_empty(headers, "Access-Control-Expose-Headers", options.exposed_headers);
    if (request.method != "OPTIONS") return std::nullopt;

    set_unless_empty(headers, "Access-Control-Allow-Methods", options.methods);
    std::string_view allowed = options.allowed_headers;
    if (allowed.empty()) {
        vary(headers, "Access-Control-Request-Headers");
        allowed = request.fields.get("Access-Control-Request-Headers");
    }
    set_unless_empty(headers, "Access-Control-Allow-Headers", allowed);
    if (options.max_age) headers.set("Access-Control-Max-Age", std::to_string(options.max_age->count()));
    return net::Response{
        .status = options.preflight_status, .fields = {}, .body = {}, .close = false, .takeover = {}};
}

std::string serialize_cookie(const CookieOptions& options, std::string_view sid) {
    std::string cookie = options.name + "=" + encode_uri_component(sid);
    if (options.max_age) cookie += "; Max-Age=" + std::to_string(options.max_age->count());
    if (!options.domain.empty()) cookie += "; Domain=" + options.domain;
    if (!options.path.empty()) cookie += "; Path=" + options.path;
    if (options.expires) cookie += "; Expires=" + to_http_date(*options.expires);
    if (options.http_only) cookie += "; HttpOnly";
    if (options.secure) cookie += "; Secure";
    if (options.partitioned) cookie += "; Partitioned";
    switch (options.same_site) {
        case SameSite::unset: break;
        case SameSite::lax: cookie += "; SameSite=Lax"; break;
        case SameSite::strict: cookie += "; SameSite=Strict"; break;
        case SameSite::none: cookie += "; SameSite=None"; break;
    }
    return cookie;
}

void add_headers(net::Response& response, const net::Fields& headers) {
    const auto own = response.fields;
    for (const auto& [name, value] : headers)
        if (equals_ignoring_ascii_case(name, "Set-Cookie") || !own.has(name))
            response.fields.add(name, value);
}

}  // namespace chatter::engineio
