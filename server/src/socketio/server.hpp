#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "socketio/engineio/server.hpp"
#include "socketio/namespace.hpp"

namespace chatter::socketio {

struct ServerOptions {
    engineio::ServerOptions engine;
    /// A connection that joins no namespace within this is closed.
    std::chrono::milliseconds connect_timeout{45'000};
};

/// A Socket.IO server over all workers. Declare the namespaces and their handlers, then serve `http()` under
/// `options.engine.path`.
///
///     socketio::Server io(workers, {}, random);
///     io.of("/").on("echo", [](const auto& socket, auto event) { socket->emit("echo", event.args); });
class Server {
  public:
    Server(net::WorkerGroup& workers, ServerOptions options, Random& random);
    ~Server();

    /// Makes the namespace at the first call. Before the server serves.
    Namespace& of(const std::string& name);
    [[nodiscard]] const net::Service& http() const noexcept { return engine_; }
    [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }

    /// Threads: any.
    [[nodiscard]] std::size_t session_count() const noexcept { return engine_.session_count(); }
    /// Ends every session with `server shutting down`. Threads: any.
    void close();

    // For the library itself:
    [[nodiscard]] NamespaceShard* find_shard(const std::string& nsp, const net::Worker& worker) noexcept;
    [[nodiscard]] std::string make_id();

  private:
    net::WorkerGroup& workers_;
    const ServerOptions options_;
    Random& random_;
    std::map<std::string, std::unique_ptr<Namespace>> namespaces_;
    engineio::Server engine_;
};

}  // namespace chatter::socketio
