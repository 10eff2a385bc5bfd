#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "socketio/client_bundle.hpp"
#include "socketio/engineio/server.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/recovery/session_store.hpp"

namespace chatter::socketio {

struct ServerOptions {
    engineio::ServerOptions engine;
    /// A connection that joins no namespace within this is closed.
    std::chrono::milliseconds connect_timeout{45'000};
    /// Makes each namespace's adapter; empty: every namespace reaches this process only.
    AdapterFactory make_adapter;
    /// Connection state recovery; off unless set.
    std::optional<RecoveryOptions> recovery;
    NamespaceLimits namespaces;
    /// The folder of the official client's files, to be served under the path; empty: they are not.
    std::filesystem::path serve_client;
};

/// A Socket.IO server over all workers. Declare the namespaces and their handlers, then serve `http()` under
/// `options.engine.path`.
///
///     socketio::Server io(workers, {}, random);
///     io.of("/").on("echo", [](const auto& socket, auto event) { socket->emit("echo", event.args); });
class Server {
  public:
    /// Throws std::runtime_error when `serve_client` has no client.
    Server(net::WorkerGroup& workers, ServerOptions options, Random& random);
    ~Server();

    /// Makes the namespace at the first call; `name` may lack its leading slash. Before the server serves.
    Namespace& of(std::string_view name) { return namespaces_->of(name); }
    /// Lets clients make namespaces: those whose names have a match of the pattern, or that the filter lets
    /// pass. What is declared on the parent that this returns holds for each of them, its children, and what
    /// the parent emits goes to all of them. Before the server serves.
    Namespace& of(std::regex pattern) { return namespaces_->of({std::move(pattern)}); }
    Namespace& of(NamespaceFilter filter) { return namespaces_->of({std::move(filter)}); }
    /// Hears of each namespace that is made, on the thread that makes it. Before the server serves.
    void on_new_namespace(NewNamespaceHandler handler) { namespaces_->on_new_namespace(std::move(handler)); }
    [[nodiscard]] const net::Service& http() const noexcept {
        return bundle_ ? static_cast<const net::Service&>(*bundle_) : engine_;
    }
    [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }

    [[nodiscard]] std::vector<std::string> namespace_names() const { return namespaces_->names(); }
    /// Threads: any.
    [[nodiscard]] std::size_t session_count() const noexcept { return engine_.session_count(); }
    /// Ends every session with `server shutting down`, without waiting for what is still queued. `done`, if
    /// any, is called once all are gone, on some worker. Calling it again is harmless. Threads: any.
    void close(std::move_only_function<void()> done = {});
    /// The same; ends once all are gone. The Task runs on a worker.
    [[nodiscard]] Task<void> close_and_wait();

    // For the library itself:
    [[nodiscard]] NamespaceRegistry& namespaces() noexcept { return *namespaces_; }
    [[nodiscard]] std::string make_id();

  private:
    /// When the sessions are gone.
    struct Release {
        NamespaceRegistry& namespaces;
        ~Release() { namespaces.release_all(); }
    };
    [[nodiscard]] std::shared_ptr<Namespace> make_namespace(std::string name,
                                                            std::shared_ptr<NamespaceHandlers> handlers);
    [[nodiscard]] std::unique_ptr<recovery::SessionStore> make_recovery();

    net::WorkerGroup& workers_;
    const ServerOptions options_;
    Random& random_;
    const std::shared_ptr<recovery::ByteBudget> recovery_budget_;
    const std::shared_ptr<NamespaceRegistry> namespaces_;
    const Release release_{*namespaces_};
    engineio::Server engine_;
    const std::unique_ptr<const ClientBundle> bundle_;
};

}  // namespace chatter::socketio
