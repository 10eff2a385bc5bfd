#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "socketio/server.hpp"

/// The servers that conformance suites expect to find: see tests/protocol/README.md.
namespace chatter::conformance {

using std::chrono::milliseconds;

/// The command line. What is not given is as the kind has it.
struct Flags {
    std::string kind;
    std::string host;  // empty: 127.0.0.1 and ::1
    std::uint16_t port = 0;
    std::size_t workers = 1;
    std::optional<long> ping_interval_ms, ping_timeout_ms, upgrade_timeout_ms, connect_timeout_ms;
    std::optional<std::size_t> max_payload, outbox_bytes;

    std::string path = "/socket.io";
    bool no_trailing_slash = false, no_upgrades = false;
    std::vector<std::string> transports{"polling", "websocket"};
    bool cookie = false, cookie_no_http_only = false;
    std::optional<std::string> cookie_name, cookie_path, cookie_same_site;
    std::vector<std::string> cors_origins;
    std::optional<std::string> cors_methods, cors_headers, cors_expose;
    std::optional<long> cors_max_age;
    bool cors_credentials = false;
    bool no_http_compression = false, deflate = false;
    std::optional<std::size_t> http_compression_threshold, deflate_threshold;
    bool header_hooks = false, middleware = false;
    std::optional<long> recovery_ms;
    bool recovery_middlewares = false, cleanup_namespaces = false;
    std::string serve_client;
    std::string redis_url = "redis://127.0.0.1:6379";
    std::string redis_adapter = "classic", subscription_mode = "dynamic";

    /// Changes what every kind may be told otherwise.
    void apply_to(engineio::ServerOptions& options) const;
    void apply_to(socketio::ServerOptions& options) const;
};

/// Nothing when the command line is wrong, or asked for help: then `exit_code` is set.
[[nodiscard]] std::optional<Flags> parse(int argc, char** argv, int& exit_code);

/// One of the servers.
class Kind {
  public:
    virtual ~Kind() = default;
    [[nodiscard]] virtual const net::Service& http() const = 0;
    virtual void close(std::move_only_function<void()> done) = 0;
};

/// A Kind that is a Socket.IO server.
class SocketIoKind final : public Kind {
  public:
    SocketIoKind(net::WorkerGroup& workers, socketio::ServerOptions options, Random& random)
        : io(workers, std::move(options), random) {}
    [[nodiscard]] const net::Service& http() const override { return io.http(); }
    void close(std::move_only_function<void()> done) override { io.close(std::move(done)); }

    socketio::Server io;
};

using KindPtr = std::unique_ptr<Kind>;
[[nodiscard]] KindPtr make_engine_echo(net::WorkerGroup& workers, Random& random, const Flags& flags);
[[nodiscard]] KindPtr make_engine_client(net::WorkerGroup& workers, Random& random, const Flags& flags);
[[nodiscard]] KindPtr make_protocol(net::WorkerGroup& workers, Random& random, const Flags& flags);
[[nodiscard]] KindPtr make_client(net::WorkerGroup& workers, Random& random, const Flags& flags);
[[nodiscard]] KindPtr make_everything(net::WorkerGroup& workers, Random& random, const Flags& flags);

/// Kinds of folders above this one, by name; null when it has nothing to stand on, which it has told.
using MakeKind = KindPtr (*)(net::WorkerGroup& workers, Random& random, const Flags& flags);
[[nodiscard]] inline std::map<std::string, MakeKind>& kinds_from_above() {
    static std::map<std::string, MakeKind> kinds;
    return kinds;
}

/// Suspends for a while.
[[nodiscard]] Task<void> wait(milliseconds duration);
/// As JavaScript's Date.toISOString.
[[nodiscard]] std::string iso_date_now();

}  // namespace chatter::conformance
