#pragma once

#include <boost/json/array.hpp>
#include <chrono>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "socketio/adapter.hpp"

namespace chatter::socketio {

/// One or more names of rooms or ids of sockets: `"a"`, `{"a", "b"}`, a vector.
class Names {
  public:
    template <std::convertible_to<std::string_view> Name>
    Names(const Name& name) : list_{std::string(std::string_view(name))} {}
    Names(std::initializer_list<std::string_view> names) : list_(names.begin(), names.end()) {}
    Names(std::vector<std::string> names) : list_(std::move(names)) {}

    [[nodiscard]] const std::vector<std::string>& list() const noexcept { return list_; }

  private:
    std::vector<std::string> list_;
};

/// Chooses whom to reach, then does it: `nsp.to("room").except("id").emit("event", {…})`. Each step makes a
/// new one and leaves this as it was, so that it may be kept and used again. Threads: any.
class Broadcast {
  public:
    explicit Broadcast(Namespace& nsp, Audience audience = {}) : nsp_(&nsp), audience_(std::move(audience)) {}

    /// Also those in any of `rooms`; each socket is reached once.
    [[nodiscard]] Broadcast to(const Names& rooms) const;
    [[nodiscard]] Broadcast in(const Names& rooms) const { return to(rooms); }
    /// But none in any of `rooms`.
    [[nodiscard]] Broadcast except(const Names& rooms) const;
    /// What follows is dropped where the transport would not take it now.
    [[nodiscard]] Broadcast as_volatile() const;
    /// Whether a transport that can may compress what follows; it may unless told.
    [[nodiscard]] Broadcast compress(bool may) const;
    /// Only the sockets of this process.
    [[nodiscard]] Broadcast local() const;

    /// Encodes once for all. Throws std::invalid_argument when `event` is a reserved name.
    void emit(std::string_view event, const boost::json::array& args,
              const Attachments& attachments = {}) const;
    /// The same with the event's JSON (`["name",…]`) already made.
    void emit_json(std::string_view event_json, const Attachments& attachments = {}) const;
    /// Asks each for an answer. Ends when all have answered, or after `timeout` with what has come. The Task
    /// runs on a worker.
    [[nodiscard]] Task<Replies> emit_with_ack(std::string_view event, const boost::json::array& args,
                                              std::chrono::milliseconds timeout,
                                              const Attachments& attachments = {}) const;

    void sockets_join(const Names& rooms) const;
    void sockets_leave(const Names& rooms) const;
    /// Ends the sockets; with `close`, their whole connections.
    void disconnect_sockets(bool close = false) const;
    [[nodiscard]] Task<std::vector<RemoteSocket>> fetch_sockets() const;

  private:
    template <class Action>
    void on_each_child(Action action) const;

    Namespace* nsp_;
    Audience audience_;
    BroadcastFlags flags_;
};

}  // namespace chatter::socketio
