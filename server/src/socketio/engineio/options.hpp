#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/task.hpp"
#include "base/time.hpp"
#include "net/http.hpp"
#include "socketio/engineio/session.hpp"

namespace chatter::engineio {

/// Which pages of other origins may read the answers, in the terms and with the answers of npm's `cors`.
struct CorsOptions {
    struct Any {};      ///< `*`
    struct Reflect {};  ///< every origin, each told its own
    /// Whether a request from `origin` (empty: it names none) gets CORS headers at all.
    using Predicate = std::function<bool(std::string_view origin)>;

    /// A text is told to everybody as it is; of a list, an origin that is in it is told itself.
    std::variant<Any, Reflect, std::string, std::vector<std::string>, Predicate> origins = Any{};
    std::string methods = "GET,HEAD,PUT,PATCH,POST,DELETE";
    std::string allowed_headers;  ///< empty: those that the preflight asks for
    std::string exposed_headers;
    bool credentials = false;
    std::optional<std::chrono::seconds> max_age;
    unsigned preflight_status = 204;
};

enum class SameSite : std::uint8_t { unset, lax, strict, none };

/// The cookie that carries the sid, on the handshake's answer only: for a proxy's sticky sessions.
struct CookieOptions {
    std::string name = "io";
    std::string path = "/";  ///< empty: no Path
    std::string domain;
    std::optional<std::chrono::seconds> max_age;
    std::optional<Time> expires;
    bool http_only = true;
    bool secure = false;
    bool partitioned = false;
    SameSite same_site = SameSite::lax;
};

/// Of the answers to polling GETs, by gzip or deflate as Accept-Encoding has it.
struct HttpCompression {
    std::size_t threshold_bytes = 1024;  ///< shorter bodies go as they are
    /// zlib's, 1 (fast) to 9 (small). Low, because it is the worker that compresses.
    int level = 3;
};

/// permessage-deflate, without context takeover: a broadcast is compressed once for all who receive it.
struct PerMessageDeflate {
    std::size_t threshold_bytes = 1024;  ///< shorter messages go as they are
};

/// Sees every request of this server before it is looked at, and may change it. It may end the request with
/// an answer of its own; an exception refuses it with code 3. `headers` go with whatever is answered in the
/// end. Runs on the request's worker.
using Middleware = std::function<Task<std::optional<net::Response>>(net::Request&, net::Fields& headers)>;
/// Adds headers to an answer, of 101 as well. Runs on the request's worker.
using HeadersHook = std::function<void(net::Fields& headers, const net::Request&)>;

/// The defaults are Node's. Hooks run on the request's worker, of several workers at the same time.
struct ServerOptions {
    std::string path = "/socket.io/";
    /// Off: the path is also served without its last slash.
    bool add_trailing_slash = true;
    /// What answers other paths; null: 404. It must outlive the server.
    const net::Service* next = nullptr;

    SessionOptions session;
    std::vector<TransportKind> transports{TransportKind::polling, TransportKind::websocket};
    std::optional<HttpCompression> http_compression = HttpCompression{};
    std::optional<PerMessageDeflate> per_message_deflate;

    /// Decides on a handshake; the error's text is told with code 4, empty: `Forbidden`.
    std::function<Task<std::expected<void, std::string>>(const net::Request&)> allow_request;
    std::vector<Middleware> middlewares;
    std::optional<CorsOptions> cors;
    std::optional<CookieOptions> cookie;
    HeadersHook initial_headers;  ///< on the first answer of each session
    HeadersHook headers;          ///< on each answer of a session, the first too
    /// Names sessions. It must not repeat itself; nothing, an empty text or an exception refuse with code 3.
    /// Empty: 20 random characters that also say which worker has the session, which spares a lock.
    std::function<Task<std::optional<std::string>>(const net::Request&)> generate_id;
};

}  // namespace chatter::engineio
