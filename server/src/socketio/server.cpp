#include "socketio/server.hpp"

#include <atomic>

#include "base/completion.hpp"
#include "socketio/client.hpp"

namespace chatter::socketio {

Server::Server(net::WorkerGroup& workers, ServerOptions options, Random& random)
    : workers_(workers),
      options_(std::move(options)),
      random_(random),
      recovery_budget_(options_.recovery
                           ? std::make_shared<recovery::ByteBudget>(options_.recovery->packets_bytes_max)
                           : nullptr),
      namespaces_(std::make_shared<NamespaceRegistry>(
          options_.namespaces,
          [this](std::string name, std::shared_ptr<NamespaceHandlers> handlers) {
              return make_namespace(std::move(name), std::move(handlers));
          })),
      engine_(workers, options_.engine, random,
              [this](engineio::Session& session) { return std::make_unique<Client>(*this, session); }),
      bundle_(options_.serve_client.empty()
                  ? nullptr
                  : std::make_unique<const ClientBundle>(options_.serve_client, options_.engine, engine_)) {}

Server::~Server() = default;

std::shared_ptr<Namespace> Server::make_namespace(std::string name,
                                                  std::shared_ptr<NamespaceHandlers> handlers) {
    return std::make_shared<Namespace>(std::move(name), workers_, options_.make_adapter, std::move(handlers),
                                       make_recovery());
}

std::unique_ptr<recovery::SessionStore> Server::make_recovery() {
    if (!options_.recovery) return nullptr;
    const auto& heartbeat = options_.engine.session;
    return std::make_unique<recovery::SessionStore>(
        *options_.recovery, recovery_budget_, heartbeat.ping_interval + heartbeat.ping_timeout, random_);
}

void Server::close(std::move_only_function<void()> done) {
    const auto shared = std::make_shared<std::move_only_function<void()>>(std::move(done));
    engine_.close(engineio::CloseReason::server_shutting_down, [shared] {
        if (*shared) (*shared)();
    });
}

Task<void> Server::close_and_wait() {
    co_await suspend_until_completed<bool>(
        [this](Completion<bool> done) { close([done = std::move(done)]() mutable { done(true); }); });
}

std::string Server::make_id() { return random_token(random_, Socket::id_length); }

}  // namespace chatter::socketio
