#include "socketio/server.hpp"

#include "socketio/client.hpp"

namespace chatter::socketio {

namespace {

constexpr std::size_t id_length = 20;

}  // namespace

Server::Server(net::WorkerGroup& workers, ServerOptions options, Random& random)
    : workers_(workers),
      options_(std::move(options)),
      random_(random),
      engine_(workers, options_.engine, random,
              [this](engineio::Session& session) { return std::make_unique<Client>(*this, session); }) {}

Server::~Server() = default;

Namespace& Server::of(const std::string& name) {
    auto& slot = namespaces_[name];
    if (!slot) slot = std::make_unique<Namespace>(name, workers_);
    return *slot;
}

void Server::close() {
    for (std::size_t i = 0; i < workers_.size(); ++i)
        workers_[i].post(
            [this, i] { engine_.close_sessions(workers_[i], engineio::CloseReason::server_shutting_down); });
}

NamespaceShard* Server::find_shard(const std::string& nsp, const net::Worker& worker) noexcept {
    const auto found = namespaces_.find(nsp);
    return found == namespaces_.end() ? nullptr : &found->second->on_worker(worker);
}

std::string Server::make_id() { return random_token(random_, id_length); }

}  // namespace chatter::socketio
