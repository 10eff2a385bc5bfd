#pragma once

#include "chat/actor.hpp"
#include "http/call.hpp"
#include "http/context.hpp"

namespace chatter::http {

/// The caller, as the audit log tells of them.
[[nodiscard]] inline chat::Actor actor_of(const Context& context, const Call& call) {
    return {call.user_id(), context.options.trusted_proxies.client_address(call.request)};
}

}  // namespace chatter::http
