#pragma once

#include "base/uuid.hpp"

namespace chatter::chat {

using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using RoomId = Id<struct RoomTag>;
using MessageId = Id<struct MessageTag>;
using ImageId = Id<struct ImageTag>;
using InviteId = Id<struct InviteTag>;
using AuditId = Id<struct AuditTag>;

}  // namespace chatter::chat
