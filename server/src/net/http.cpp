#include "net/http.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatter::net {

void Fields::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [&](const auto& field) { return equals_ignoring_ascii_case(field.first, name); });
    add(std::string(name), std::move(value));
}

std::string_view Fields::get(std::string_view name) const noexcept {
    for (const auto& [key, value] : fields_)
        if (equals_ignoring_ascii_case(key, name)) return value;
    return {};
}

bool Fields::has(std::string_view name) const noexcept {
    return std::ranges::any_of(
        fields_, [&](const auto& field) { return equals_ignoring_ascii_case(field.first, name); });
}

bool Fields::lists(std::string_view name, std::string_view token) const noexcept {
    for (const auto& [key, value] : fields_) {
        if (!equals_ignoring_ascii_case(key, name)) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(','), rest.size());
            const auto item = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto semicolon = std::min(item.find(';'), item.size());
            if (!equals_ignoring_ascii_case(trim(item.substr(0, semicolon)), token)) continue;
            const auto parameters = item.substr(semicolon);
            const auto quality = parameters.find("q=0");
            if (quality == std::string_view::npos) return true;
            if (parameters.find_first_of("123456789", quality) != std::string_view::npos) return true;
        }
    }
    return false;
}

bool Request::is_upgrade() const noexcept {
    return fields.lists("Connection", "upgrade") && fields.has("Upgrade");
}

bool Request::is_websocket_upgrade() const noexcept {
    return fields.lists("Connection", "upgrade") && fields.lists("Upgrade", "websocket");
}

std::optional<std::string_view> cookie_value(const Fields& fields, std::string_view name) noexcept {
    for (const auto& [key, value] : fields) {
        if (!equals_ignoring_ascii_case(key, "Cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

std::string_view Response::body_view() const noexcept {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    return std::get<SharedSlice>(body).view;
}

std::string_view reason_phrase(unsigned status) noexcept {
    switch (status) {
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 411: return "Length Required";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 426: return "Upgrade Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "Unknown";
    }
}

Response problem_response(unsigned status, std::string_view code, std::string_view detail) {
    std::string body = R"({"type":"about:blank","title":)";
    append_json_string(body, reason_phrase(status));
    body += ",\"status\":" + std::to_string(status) + ",\"code\":";
    append_json_string(body, code);
    body += ",\"detail\":";
    append_json_string(body, detail);
    body += '}';
    Response response{
        .status = status, .fields = {}, .body = std::move(body), .close = false, .takeover = {}};
    response.fields.add("Content-Type", "application/problem+json");
    response.fields.add("Cache-Control", "no-store");
    return response;
}

}  // namespace chatter::net
