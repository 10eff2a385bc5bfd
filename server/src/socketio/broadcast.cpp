#include "socketio/broadcast.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "base/completion.hpp"
#include "socketio/namespace.hpp"

namespace chatter::socketio {

namespace {

/// Waits for the replies to one broadcast, and for their deadline. Kept by whoever may still reply: once all
/// of these have gone, be it by their own deadlines, nothing more can come.
class ReplyWaiter final : public ReplyCollector, public std::enable_shared_from_this<ReplyWaiter> {
  public:
    ReplyWaiter(const WorkerExecutor& executor, Completion<Replies> done)
        : deadline_(executor), done_(std::move(done)) {}
    ~ReplyWaiter() override {
        received_.complete = false;
        if (done_) done_(std::move(received_));
    }
    ReplyWaiter(const ReplyWaiter&) = delete;
    ReplyWaiter& operator=(const ReplyWaiter&) = delete;

    void start(std::chrono::milliseconds timeout) {
        deadline_.expires_after(timeout);
        deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (!error && self) self->finish_if([](const ReplyWaiter&) { return true; });
        });
    }
    void on_client_count(std::size_t count) override {
        finish_if([count](ReplyWaiter& self) {
            self.client_count_ = count;
            return self.is_complete();
        });
    }
    void on_reply(Reply reply) override {
        finish_if([&reply](ReplyWaiter& self) {
            self.received_.replies.push_back(std::move(reply));
            return self.is_complete();
        });
    }

  private:
    using Deadline = asio::basic_waitable_timer<std::chrono::steady_clock,
                                                asio::wait_traits<std::chrono::steady_clock>, WorkerExecutor>;

    [[nodiscard]] bool is_complete() const noexcept { return client_count_ == received_.replies.size(); }

    template <class Change>
    void finish_if(Change change) {
        std::unique_lock lock(mutex_);
        if (!done_ || !change(*this)) return;
        received_.complete = is_complete();
        auto done = std::exchange(done_, nullptr);
        auto received = std::move(received_);
        lock.unlock();
        done(std::move(received));
    }

    Deadline deadline_;  // set once, before anybody else knows of this object
    std::mutex mutex_;   // guards what follows: replies come on every worker
    Completion<Replies> done_;
    Replies received_;
    std::optional<std::size_t> client_count_;
};

/// What a Broadcast holds, by value, because it may be gone when the coroutine runs.
struct Asked {
    Namespace* nsp;
    std::uint64_t ack_id;
    EncodedPacket packet;
    Audience audience;
    BroadcastFlags flags;
    std::chrono::milliseconds timeout;
};

Task<Replies> ask(Asked asked) {
    const auto executor = co_await asio::this_coro::executor;
    co_return co_await suspend_until_completed<Replies>([&asked, &executor](Completion<Replies> done) {
        const auto waiter = std::make_shared<ReplyWaiter>(executor, std::move(done));
        waiter->start(asked.timeout);
        asked.nsp->adapter().broadcast_with_ack(std::move(asked.packet), asked.ack_id,
                                                std::move(asked.audience), asked.flags, asked.timeout,
                                                waiter);
    });
}

Task<std::vector<RemoteSocket>> fetch(Namespace& nsp, Audience audience, BroadcastFlags flags) {
    co_return co_await suspend_until_completed<std::vector<RemoteSocket>>(
        [&](Completion<std::vector<RemoteSocket>> done) {
            nsp.adapter().fetch_sockets(std::move(audience), flags, std::move(done));
        });
}

void add(std::vector<std::string>& names, const std::vector<std::string>& more) {
    names.insert(names.end(), more.begin(), more.end());
}

}  // namespace

Broadcast Broadcast::to(const Names& rooms) const {
    auto copy = *this;
    add(copy.audience_.rooms, rooms.list());
    return copy;
}

Broadcast Broadcast::except(const Names& rooms) const {
    auto copy = *this;
    add(copy.audience_.except, rooms.list());
    return copy;
}

Broadcast Broadcast::as_volatile() const {
    auto copy = *this;
    copy.flags_.is_volatile = true;
    return copy;
}

Broadcast Broadcast::compress(bool may) const {
    auto copy = *this;
    copy.flags_.compress = may;
    return copy;
}

Broadcast Broadcast::local() const {
    auto copy = *this;
    copy.flags_.local = true;
    return copy;
}

template <class Action>
void Broadcast::on_each_child(Action action) const {
    for (const auto& child : nsp_->children()) {
        auto copy = *this;
        copy.nsp_ = child.get();
        action(copy);
    }
}

void Broadcast::emit(std::string_view event, const boost::json::array& args,
                     const Attachments& attachments) const {
    emit_json(checked_event_json(event, args), attachments);
}

void Broadcast::emit_json(std::string_view event_json, const Attachments& attachments) const {
    if (nsp_->is_parent())
        return on_each_child([&](const Broadcast& child) { child.emit_json(event_json, attachments); });
    if (auto* const recovery = nsp_->recovery(); recovery && !flags_.is_volatile)
        return nsp_->adapter().broadcast(
            recovery->encode_event(nsp_->name(), event_json, attachments, flags_.compress), audience_,
            flags_);
    nsp_->adapter().broadcast(
        encode_packet(PacketType::event, nsp_->name(), {}, event_json, attachments, flags_.compress),
        audience_, flags_);
}

Task<Replies> Broadcast::emit_with_ack(std::string_view event, const boost::json::array& args,
                                       std::chrono::milliseconds timeout,
                                       const Attachments& attachments) const {
    const auto ack_id = nsp_->next_ack_id();
    return ask({.nsp = nsp_,
                .ack_id = ack_id,
                .packet = encode_packet(PacketType::event, nsp_->name(), ack_id,
                                        checked_event_json(event, args), attachments, flags_.compress),
                .audience = audience_,
                .flags = flags_,
                .timeout = timeout});
}

void Broadcast::sockets_join(const Names& rooms) const {
    if (nsp_->is_parent()) return on_each_child([&](const Broadcast& child) { child.sockets_join(rooms); });
    nsp_->adapter().sockets_join(audience_, rooms.list(), flags_);
}

void Broadcast::sockets_leave(const Names& rooms) const {
    if (nsp_->is_parent()) return on_each_child([&](const Broadcast& child) { child.sockets_leave(rooms); });
    nsp_->adapter().sockets_leave(audience_, rooms.list(), flags_);
}

void Broadcast::disconnect_sockets(bool close) const {
    if (nsp_->is_parent())
        return on_each_child([&](const Broadcast& child) { child.disconnect_sockets(close); });
    nsp_->adapter().disconnect_sockets(audience_, close, flags_);
}

Task<std::vector<RemoteSocket>> Broadcast::fetch_sockets() const { return fetch(*nsp_, audience_, flags_); }

}  // namespace chatter::socketio
