#pragma once

#include "chat/ids.hpp"

namespace chatter::chat {

/// Which message, as a request names it.
struct MessageName {
    RoomId room_id;
    MessageId message_id;
};

}  // namespace chatter::chat
