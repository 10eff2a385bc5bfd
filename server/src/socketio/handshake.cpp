#include "socketio/handshake.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

/// `Mon Nov 23 2026 20:38:15 GMT+0000 (Coordinated Universal Time)`, as JavaScript prints a Date.
std::string javascript_date(std::chrono::system_clock::time_point time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 80> text{};
    const auto length = std::strftime(text.data(), text.size(),
                                      "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)", &parts);
    return {text.data(), length};
}

json::object headers_json(const net::Fields& fields) {
    json::object headers;
    for (const auto& [name, value] : fields) {
        const auto key = to_ascii_lower(name);
        auto* const known = headers.if_contains(key);
        if (!known) {
            headers[key] = value;
            continue;
        }
        auto& joined = known->as_string();
        joined.append(key == "cookie" ? "; " : ", ");
        joined.append(value);
    }
    return headers;
}

/// A parameter as JavaScript's querystring reads it: what is badly escaped stays as it is.
std::string decode_parameter(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    return percent_decode(spaced).value_or(spaced);
}

json::object query_json(std::string_view query) {
    json::object parameters;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decode_parameter(pair.substr(0, equals));
        json::value value(decode_parameter(pair.substr(std::min(equals + 1, pair.size()))));
        auto* const known = parameters.if_contains(name);
        if (!known)
            parameters[name] = std::move(value);
        else if (auto* const list = known->if_array())
            list->push_back(std::move(value));
        else
            *known = json::array{*known, std::move(value)};
    }
    return parameters;
}

}  // namespace

json::object handshake_json(const Handshake& handshake, const json::object& auth) {
    const auto issued =
        std::chrono::duration_cast<std::chrono::milliseconds>(handshake.issued.time_since_epoch());
    return {{"headers", headers_json(handshake.headers)},
            {"time", javascript_date(handshake.issued)},
            {"address", handshake.address},
            {"xdomain", handshake.xdomain},
            {"secure", handshake.secure},
            {"issued", issued.count()},
            {"url", handshake.url},
            {"query", query_json(handshake.query)},
            {"auth", auth}};
}

}  // namespace chatter::socketio
