#include "net/http.hpp"

#include "base/testing/fuzz.hpp"

/// A token or cookie name, a zero byte, a field's value, a zero byte, and another one's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    using testing::require;
    auto rest = testing::view_of(data, size);
    const auto token = testing::take_string(rest), first = testing::take_string(rest), second = rest;

    net::Fields fields;
    fields.add("cookie", std::string(first));
    fields.add("Cookie", std::string(second));
    fields.add("Connection", std::string(second));
    const auto cookie = net::cookie_value(fields, token);
    if (cookie) {
        const auto pair = std::string(token) + '=' + std::string(*cookie);
        require(first.find(pair) != std::string_view::npos || second.find(pair) != std::string_view::npos,
                "a cookie stands in one of the fields");
        require(cookie->find(';') == std::string_view::npos, "a cookie ends at its semicolon");
    }
    if (fields.lists("Connection", token)) {
        net::Fields longer;
        longer.add("CONNECTION", "x ,\t" + std::string(second) + ", y");
        require(longer.lists("connection", token), "a longer list names it, too");
    }
    fields.set("cookie", "a=b");
    require(net::cookie_value(fields, "a") == "b", "set replaces every field of the name");
    return 0;
}
