#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "socketio/protocol/packet.hpp"

namespace chatter::socketio {

class Socket;

/// Answers one event, once; a second answer, or one after the disconnection, is dropped. On the socket's
/// worker.
class Ack {
  public:
    Ack() = default;
    Ack(std::weak_ptr<Socket> socket, std::uint64_t id) : socket_(std::move(socket)), id_(id) {}

    /// Whether the client asked for an answer.
    [[nodiscard]] explicit operator bool() const noexcept { return id_.has_value(); }
    void operator()(const boost::json::array& args, const Attachments& attachments = {});
    /// The same with the JSON of the arguments (`[…]`) already made.
    void answer_json(std::string_view args_json, const Attachments& attachments = {});

  private:
    std::weak_ptr<Socket> socket_;
    std::optional<std::uint64_t> id_;
};

/// What a client answered. Attachments stand in `args` as `{"_placeholder":true,"num":n}`.
struct Reply {
    boost::json::array args;
    Attachments attachments;
};

/// Why a client did not answer.
enum class AckError : std::uint8_t { timeout, disconnected };

/// Receives a client's answer, or why there is none. Once, on the socket's worker.
using OnReply = std::move_only_function<void(std::expected<Reply, AckError>)>;

/// What several clients answered, in the order of arrival.
struct Replies {
    std::vector<Reply> replies;
    bool complete = true;  // every client that was asked has answered in time
};

/// Where an adapter brings what comes back of a broadcast that asks for acks. Threads: any.
class ReplyCollector {
  public:
    virtual ~ReplyCollector() = default;
    /// How many clients were asked, in all servers together. Once; replies may come before it.
    virtual void on_client_count(std::size_t count) = 0;
    virtual void on_reply(Reply reply) = 0;
};

}  // namespace chatter::socketio
