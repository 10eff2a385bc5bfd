#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "app/doctor/checklist.hpp"
#include "app/doctor/http_probe.hpp"

namespace chatter::app::doctor {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_limit = 5s;
constexpr auto refusal_limit = 2s;  // for what is expected not to answer
constexpr auto certificate_left_min = std::chrono::days(7);
constexpr std::string_view healthy = R"({"status":"ok"})";

const std::string see_origin = "See “CLIENT_ORIGIN” above";

/// The first origin with HTTPS, which stands for all of them.
const std::string* https_origin(const Subject& subject) {
    const auto& origins = subject.config().client_origins;
    const auto found = std::ranges::find_if(
        origins, [](const std::string& origin) { return origin.starts_with("https://"); });
    return found == origins.end() ? nullptr : &*found;
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return !error && address.is_loopback();
}

bool is_in_container() {
    std::error_code ignored;
    return std::filesystem::exists("/.dockerenv", ignored) ||
           std::filesystem::exists("/run/.containerenv", ignored);
}

}  // namespace

Finding check_server(const Subject& subject) {
    const auto address = Address::of_server(subject.config());
    const auto answer = ask(address, "/api/ready", {}, answer_limit);
    if (!answer)
        return skipped(address.text() + ": " + answer.error().detail, "Start the server and look once more");
    if (answer->status == 200) return passed("ready at " + address.text());
    return failed(
        address.text() + "/api/ready answers " + std::to_string(answer->status) + ": " + answer->body,
        "The server's log says more");
}

Finding check_https(const Subject& subject) {
    const auto* const origin = https_origin(subject);
    if (origin == nullptr) return skipped("CLIENT_ORIGIN names no HTTPS address", see_origin);
    const auto answer = ask(Address::of_origin(*origin), "/api/health", {}, answer_limit);
    if (!answer)
        return failed(*origin + ": " + answer.error().detail,
                      "Put its name, certificate or proxy right, so that browsers reach it");
    if (answer->status != 200 || answer->body != healthy)
        return failed(
            *origin + "/api/health answers " + std::to_string(answer->status) + ", and not as Chatter does",
            "Let the proxy pass /api/ on to the server");
    const auto left = answer->certificate_left.value_or(std::chrono::days(0));
    const auto days = "its certificate is good for " + std::to_string(left.count()) + " days";
    if (left < certificate_left_min) return failed(days, "Renew the certificate, and let that be automatic");
    return passed(*origin + ", " + days);
}

Finding check_plain_http(const Subject& subject) {
    const auto* const origin = https_origin(subject);
    if (origin == nullptr) return skipped("CLIENT_ORIGIN names no HTTPS address", see_origin);
    auto address = Address::of_origin(*origin);
    if (address.port != 443) return skipped("the client has a port of its own");
    address.tls = false;
    address.port = 80;
    const auto answer = ask(address, "/", {}, refusal_limit);
    if (!answer) return passed("nothing answers at " + address.text());
    const auto location = answer->field("Location");
    if (answer->status >= 300 && answer->status < 400 && location.starts_with("https://"))
        return passed("redirects to HTTPS");
    return failed(address.text() + " answers " + std::to_string(answer->status),
                  "Let the proxy redirect plain HTTP to HTTPS");
}

Finding check_websocket(const Subject& subject) {
    const auto* const origin = https_origin(subject);
    if (origin == nullptr) return skipped("CLIENT_ORIGIN names no HTTPS address", see_origin);
    const auto fields =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: " +
        *origin + "\r\n";
    const auto answer =
        ask(Address::of_origin(*origin), "/socket.io/?EIO=4&transport=websocket", fields, answer_limit);
    if (!answer) return skipped(answer.error().detail, "See “HTTPS” above");
    if (answer->status == 101) return passed("passes through the proxy");
    return failed("/socket.io/ answers " + std::to_string(answer->status) + " to an upgrade",
                  "Let the proxy pass /socket.io/ on by HTTP/1.1 with Upgrade and Connection");
}

Finding check_uploads(const Subject& subject) {
    const auto* const origin = https_origin(subject);
    if (origin == nullptr) return skipped("CLIENT_ORIGIN names no HTTPS address", see_origin);
    // The head alone: a proxy that takes no such body says so at once; one that does waits for it.
    const auto fields = "Origin: " + *origin +
                        "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 10486000\r\n";
    const auto answer = ask(Address::of_origin(*origin), "/api/upload", fields, refusal_limit, "POST");
    if (answer && answer->status == 413)
        return failed("the proxy takes no images of 10 MiB", "In nginx: client_max_body_size 11m;");
    if (!answer && answer.error().code != std::errc::timed_out)
        return skipped(answer.error().detail, "See “HTTPS” above");
    return passed("the proxy takes images of 10 MiB");
}

Finding check_port(const Subject& subject) {
    const auto& config = subject.config();
    const auto port = std::to_string(config.port);
    if (is_loopback(config.host))
        return passed("HOST=" + config.host + ": only this machine reaches " + port);
    if (config.has_tls()) return passed("port " + port + " speaks HTTPS itself");
    if (is_in_container())
        return skipped("in a container, whose engine decides", "Publish port " + port + " to the proxy only");
    if (const auto* const origin = https_origin(subject)) {
        auto address = Address::of_origin(*origin);
        address.tls = false;
        address.port = config.port;
        const auto answer = ask(address, "/api/health", {}, refusal_limit);
        if (!answer && answer.error().code != std::errc::protocol_error)
            return passed(address.text() + " does not answer");
    }
    return failed("every address of this machine serves it: " +
                      (config.host.empty() ? "HOST is not set" : "HOST=" + config.host),
                  "Set HOST=127.0.0.1, or let a firewall keep port " + port + " from the world");
}

Finding check_open_ports(const Subject& subject) {
    constexpr std::array<std::uint16_t, 3> expected{22, 80, 443};
    std::set<std::uint16_t> others;
    for (const auto& socket : listening_sockets())
        if (!socket.address.is_loopback() && std::ranges::find(expected, socket.port) == expected.end() &&
            socket.port != subject.config().port && socket.port != subject.config().tls_redirect_port)
            others.insert(socket.port);
    if (others.empty()) return passed("none but 22, 80 and 443");
    std::string list;
    for (const auto port : others) list += (list.empty() ? "" : ", ") + std::to_string(port);
    return skipped("open on this machine: " + list,
                   "Whether a firewall keeps them from the world cannot be seen from here");
}

}  // namespace chatter::app::doctor
