#include "socketio/namespace.hpp"

#include <boost/json/serialize.hpp>
#include <utility>

#include "base/completion.hpp"
#include "base/log.hpp"
#include "socketio/shard.hpp"

namespace chatter::socketio {

namespace json = boost::json;

Namespace::Namespace(std::string name, net::WorkerGroup& workers, const AdapterFactory& make_adapter,
                     std::shared_ptr<NamespaceHandlers> handlers,
                     std::unique_ptr<recovery::SessionStore> recovery)
    : name_(std::move(name)),
      handlers_(std::move(handlers)),
      recovery_(std::move(recovery)),
      local_adapter_(shards_, recovery_.get()),
      adapter_(&local_adapter_) {
    for (std::size_t i = 0; i < workers.size(); ++i)
        shards_.push_back(std::make_shared<NamespaceShard>(*this, workers[i]));
    if (!make_adapter) return;
    made_adapter_ = make_adapter(*this);
    adapter_ = made_adapter_.get();
    adapter_follows_rooms_ = adapter_->follows_rooms();
}

Namespace::~Namespace() = default;

net::Worker& Namespace::first_worker() noexcept { return shards_.front()->worker(); }

void Namespace::retire() {
    for (const auto& shard : shards_)
        shard->worker().post([keep = shared_from_this(), target = shard.get()] { target->retire(); });
}

void Namespace::release_sockets() {
    for (const auto& shard : shards_) shard->release_sockets();
}

NamespaceShard& Namespace::on_worker(const net::Worker& worker) noexcept { return *shards_[worker.index()]; }

Task<std::vector<std::shared_ptr<Socket>>> Namespace::sockets() {
    using Sockets = std::vector<std::shared_ptr<Socket>>;
    co_return co_await suspend_until_completed<Sockets>(
        [this](Completion<Sockets> done) { local_adapter_.sockets(std::move(done)); });
}

Task<std::vector<std::string>> Namespace::all_rooms() {
    using Rooms = std::vector<std::string>;
    co_return co_await suspend_until_completed<Rooms>(
        [this](Completion<Rooms> done) { adapter_->all_rooms({}, std::move(done)); });
}

void Namespace::server_side_emit(std::string_view event, const json::array& args) {
    adapter_->server_side_emit(event_json(event, args), {});
}

Task<ServerSideReplies> Namespace::server_side_emit_with_ack(std::string_view event,
                                                             const json::array& args) {
    const auto ask = [](Adapter& adapter, std::string text) -> Task<ServerSideReplies> {
        co_return co_await suspend_until_completed<ServerSideReplies>(
            [&](Completion<ServerSideReplies> done) {
                adapter.server_side_emit(std::move(text), std::move(done));
            });
    };
    return ask(*adapter_, event_json(event, args));
}

void Namespace::handle_server_side(json::array event, ServerSideAck ack) {
    const auto* const name = event.empty() ? nullptr : event.front().if_string();
    if (!name) return log::warn("A server-side event has no name", {});
    const auto handler = handlers_->on_server_side.find(std::string_view(*name));
    if (handler == handlers_->on_server_side.end()) return;
    event.erase(event.begin());
    handler->second(std::move(event), std::move(ack));
}

}  // namespace chatter::socketio
