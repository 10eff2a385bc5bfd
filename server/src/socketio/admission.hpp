#pragma once

#include <any>
#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "socketio/recovery/session_store.hpp"

namespace chatter::socketio {

class Namespace;
class NamespaceShard;

/// With what a client is let into a namespace. Worker thread only.
struct Admission {
    std::shared_ptr<Namespace> stay;  // it is not cleaned up meanwhile
    std::any data;
    std::vector<std::string> rooms;
    boost::json::object auth;
    std::optional<recovery::Resumption> resumption;  // the session that it comes back to
    std::vector<EncodedPacket> missed;

    /// Whether it says that it was here before, and recovery is on.
    [[nodiscard]] bool asks_for_recovery(NamespaceShard& shard) const noexcept;
    /// Takes hold of the session that it asks for. Returns whether there is one.
    [[nodiscard]] bool claim(NamespaceShard& shard);
    /// Ends once the worker has handled what had been broadcast before the session ended.
    static Task<void> let_broadcasts_go_first(NamespaceShard& shard);
    /// Finds what was missed up to now; without all of it there is no resumption.
    void find_missed(NamespaceShard& shard);
    /// The client is gone again, or not let in: as if the session had not been claimed.
    void give_back(NamespaceShard& shard);
};

}  // namespace chatter::socketio
