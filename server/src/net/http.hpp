#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/shared_bytes.hpp"
#include "base/task.hpp"

namespace chatter::net {

class Worker;
struct Takeover;

/// Header fields in the order they came, names compared without regard to case (RFC 9110, 5.1).
class Fields {
  public:
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    /// The first value; empty when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    [[nodiscard]] bool has(std::string_view name) const noexcept;
    /// Whether a comma-separated list such as Connection or Accept-Encoding names `token` (any case,
    /// parameters and all but `;q=0` ignored).
    [[nodiscard]] bool lists(std::string_view name, std::string_view token) const noexcept;
    [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] auto end() const noexcept { return fields_.end(); }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// The value of one cookie; nothing when absent.
[[nodiscard]] std::optional<std::string_view> cookie_value(const Fields& fields,
                                                           std::string_view name) noexcept;

/// Tells a handler that is still thinking that nobody waits for its answer any more.
class ConnectionWatch {
  public:
    virtual ~ConnectionWatch() = default;
    /// Calls back once, on the request's worker, if the peer closes before the answer begins.
    virtual void on_peer_close(std::function<void()> callback) = 0;
    /// Ends the connection, whatever it is in the midst of. On the request's worker.
    virtual void close() noexcept = 0;
};

/// A request as a handler sees it. The head is complete when a service is asked; the body when its handler
/// runs.
struct Request {
    std::string method;  // as sent: methods are case-sensitive
    std::string target;  // as sent, 8 KiB at most
    std::string path;    // the target up to '?', still percent-encoded
    std::string query;   // what follows '?'
    Fields fields;
    std::string body;
    std::string remote_address;  // the TCP peer's, without port
    bool keep_alive = true;
    bool secure = false;       // over TLS that ends here, not at a proxy
    Worker* worker = nullptr;  // the one this runs on
    std::weak_ptr<ConnectionWatch> connection;

    /// Whether it asks for another protocol, whichever (RFC 9110, 7.8).
    [[nodiscard]] bool is_upgrade() const noexcept;
    [[nodiscard]] bool is_websocket_upgrade() const noexcept;
    /// The value of one cookie; nothing when absent.
    [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const noexcept {
        return cookie_value(fields, name);
    }
};

/// A body that is part of bytes somebody else keeps.
struct SharedSlice {
    SharedBytes owner;
    std::string_view view;
};

struct Response {
    unsigned status = 200;
    Fields fields;  // Content-Length, Date and Connection are added by the connection
    std::variant<std::string, SharedSlice> body;
    bool close = false;  // close the connection after this answer
    /// Set on a 101: receives the connection once the head is written. See net/takeover.hpp.
    std::function<void(Takeover)> takeover;

    [[nodiscard]] std::string_view body_view() const noexcept;
};

/// How a request that `Endpoint::begin` let in came to its end.
enum class RequestEnd : std::uint8_t {
    answered,   ///< its handler has run
    peer_gone,  ///< the peer closed, broke HTTP or took too long before the body was whole
    too_large,  ///< the body went past its bound
};

/// What an endpoint says to a request's head before its body is read.
struct Beginning {
    std::optional<Response> refusal;  // the answer, at once; the body stays unread
    /// Called once, on the request's worker, unless it was refused or the worker stops before.
    std::function<void(RequestEnd)> on_end;
};

/// What answers one request.
struct Endpoint {
    /// Asked, if set, on the worker that owns the request's subject as soon as the head has come.
    std::function<Beginning(const Request&)> begin;
    /// The handler runs on the request's worker, and may suspend.
    std::function<Task<Response>(Request)> handle;
    /// A longer body is refused with 413 before it is read.
    std::size_t body_bytes_max = 0;
    /// The problem code of that refusal.
    std::string_view too_large_code = "body_too_large";
    /// The worker that owns what the request is about; the connection moves there before the body is read.
    std::optional<std::size_t> worker;
};

/// A set of endpoints under one prefix. One object serves all workers: it must not change once serving began.
class Service {
  public:
    virtual ~Service() = default;
    /// The endpoint for a request whose head has come; always gives one (its handler answers 404 or 405
    /// itself).
    [[nodiscard]] virtual Endpoint find(const Request& request) const = 0;
};

/// `404 Not Found`'s second half.
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

/// RFC 9457: `{type, title, status, code, detail}` as application/problem+json, never cached.
[[nodiscard]] Response problem_response(unsigned status, std::string_view code, std::string_view detail);

}  // namespace chatter::net
