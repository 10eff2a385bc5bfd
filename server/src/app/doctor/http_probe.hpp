#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "base/result.hpp"

namespace chatter::app::doctor {

/// Where an HTTP server is asked: `https://chat.example.com` in parts.
struct Address {
    bool tls = false;
    std::string host;
    std::uint16_t port = 80;
    bool any_certificate = false;  // where it is known who answers

    /// Of an origin that the configuration has accepted.
    [[nodiscard]] static Address of_origin(std::string_view origin);
    /// Of the server that the configuration describes, from this machine.
    [[nodiscard]] static Address of_server(const Config& config);
    [[nodiscard]] std::string text() const;
};

struct Answer {
    unsigned status = 0;
    std::string head;
    std::string body;  // its first 64 KiB
    std::optional<std::chrono::days> certificate_left;

    /// The value of a header field; empty when there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
};

/// Sends one request and reads the answer, all of it within `time_limit` but for the look-up of the name,
/// which the system bounds. A certificate is checked as a browser would. `fields`: more header lines, each
/// with its CRLF. Errors: those of the system (connection_refused, …; timed_out where
/// only the answer is missing), with what happened as
/// detail. Waits.
[[nodiscard]] Result<Answer> ask(const Address& address, std::string_view path, std::string_view fields,
                                 std::chrono::milliseconds time_limit, std::string_view method = "GET");

}  // namespace chatter::app::doctor
