#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/worker.hpp"
#include "socketio/in_order.hpp"

namespace chatter::socketio {

class Namespace;

/// What happens to the rooms of a namespace, in the words of the Node server's adapter.
enum class RoomEvent : std::uint8_t { create_room, join_room, leave_room, delete_room };
[[nodiscard]] std::string_view to_string(RoomEvent event) noexcept;

/// `id` is the socket's; empty when a room is created or deleted.
using RoomHandler = std::function<void(Namespace&, std::string_view room, std::string_view id)>;
using RoomHandlers = std::array<std::vector<RoomHandler>, 4>;  // by RoomEvent

/// Tells of the rooms of a whole process, although each worker has its own: counts their members. Used only
/// where somebody listens. Threads: any.
class RoomWatch {
  public:
    void joined(Namespace& nsp, std::string_view room, std::string_view id);
    void left(Namespace& nsp, std::string_view room, std::string_view id);

  private:
    struct Told {
        RoomEvent event;
        std::string room, id;
    };
    void tell(Namespace& nsp, RoomEvent event, std::string_view room, std::string_view id);

    std::mutex mutex_;  // guards the counts, and the order of what is told of them
    std::unordered_map<std::string, std::size_t> member_counts_;
    std::uint64_t last_told_ = 0;
    InOrder<Told> arrivals_;  // touched by the first worker alone
};

}  // namespace chatter::socketio
