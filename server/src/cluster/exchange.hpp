#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "cluster/ack_sum.hpp"
#include "cluster/adapter_channels.hpp"
#include "cluster/adapter_message.hpp"
#include "cluster/redis/client.hpp"
#include "cluster/socketio_adapter.hpp"
#include "socketio/namespace.hpp"

namespace chatter::cluster {

/// A namespace's adapter's side of Redis: says what this server's sockets and the others' are to hear, and
/// asks and answers. It outlives the adapter while something is still on its way. Threads: any, unless said.
class Exchange final : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(socketio::Namespace& nsp, redis::Client& client, Random& random, AdapterOptions options);

    /// Hears the others from now on.
    void begin();
    /// The namespace goes.
    void end();

    [[nodiscard]] bool is_up() const noexcept { return client_.is_up(); }
    [[nodiscard]] bool can_ask_for_rooms() const noexcept { return channels_->can_ask_for_rooms(); }
    [[nodiscard]] bool follows_rooms() const noexcept { return channels_->follows_rooms(); }
    void room_created(std::string_view room) { channels_->room_created(room); }
    void room_deleted(std::string_view room) { channels_->room_deleted(room); }
    [[nodiscard]] bool has_gate() const noexcept { return options_.gate != nullptr; }

    /// To the sockets of this process, through the gate. `event` is what `packet` says.
    void deliver(socketio::Namespace& here, const boost::json::array& event, socketio::EncodedPacket packet,
                 const socketio::Audience& audience, socketio::BroadcastFlags flags);
    void publish_broadcast(WireBroadcast broadcast);
    /// Nobody answers.
    void publish_request(WireRequest request);

    /// What is made of the others' answers to one request.
    struct Asked {
        std::function<void(WireResponse&)> take;
        std::move_only_function<void(bool complete)> done;
    };
    /// Asks all other servers, and is done when all have answered, or in time.
    void ask(WireRequest request, Asked asked);
    void ask_for_acks(WireRequest request, std::shared_ptr<AckSum> sum);

  private:
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>, WorkerExecutor>;
    struct Pending {
        Asked asked;
        std::size_t missing;
        Timer timer;
    };
    class AnswerSender;

    [[nodiscard]] std::shared_ptr<socketio::Namespace> nsp();

    // All that follows on the client's thread.

    void ask_others(WireRequest request, Asked asked, std::size_t others);
    std::string keep(Asked asked, std::size_t missing, std::chrono::milliseconds timeout);
    void finish(const std::string& id, bool complete);

    void take_response(WireResponse response);
    void take_broadcast(WireBroadcast broadcast);
    void take_request(WireRequest request);
    void take_server_side(socketio::Namespace& here, WireRequest request);
    void take_broadcast_with_ack(socketio::Namespace& here, WireRequest request);

    // These, and an AnswerSender, wherever the answer is made.

    void answer(const WireRequest& request, RequestType type, boost::json::object body,
                socketio::Attachments attachments = {});
    void answer_sockets(socketio::Adapter& local, WireRequest request);
    void answer_rooms(socketio::Adapter& local, WireRequest request);
    void answer_fetch(socketio::Adapter& local, WireRequest request);

    redis::Client& client_;
    Random& random_;
    const AdapterOptions options_;
    const std::string name_;
    const std::unique_ptr<AdapterChannels> channels_;
    std::map<std::string, Pending> pending_;
    std::mutex mutex_;  // guards what follows: the namespace may go on any thread
    socketio::Namespace* nsp_;
};

}  // namespace chatter::cluster
