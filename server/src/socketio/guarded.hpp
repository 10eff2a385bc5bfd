#pragma once

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace chatter::socketio {

/// Calls what the application gave; an exception that it lets out is logged and goes no further, because
/// whoever calls has work to finish. False: there was one.
template <class Handler, class... Args>
bool call_guarded(Handler& handler, Args&&... args) noexcept {
    try {
        handler(std::forward<Args>(args)...);
        return true;
    } catch (const std::exception& exception) {
        log::error("A handler failed", {{"cause", exception.what()}});
        return false;
    }
}

}  // namespace chatter::socketio
