#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/accounts.hpp"
#include "chat/administration.hpp"
#include "chat/audit_log.hpp"
#include "chat/blocks.hpp"
#include "chat/drafts.hpp"
#include "chat/images.hpp"
#include "chat/invites.hpp"
#include "chat/message_changes.hpp"
#include "chat/message_lookup.hpp"
#include "chat/messages.hpp"
#include "chat/profiles.hpp"
#include "chat/rate_limiter.hpp"
#include "chat/read_markers.hpp"
#include "chat/room_keeping.hpp"
#include "chat/rooms.hpp"
#include "chat/saved_messages.hpp"
#include "chat/search.hpp"
#include "chat/use_cases.hpp"
#include "http/client_address.hpp"
#include "http/history_pages.hpp"

namespace chatter::http {

struct ApiOptions {
    /// Where the client is served from, exactly as browsers send it: `https://chat.example.org`.
    std::vector<std::string> client_origins;
    bool secure_cookies = false;
    TrustedProxies trusted_proxies;
    /// Of serialised pages of history that are kept.
    std::size_t history_bytes_max = std::size_t{32} * 1024 * 1024;
    /// Whether everything the server needs answers now; the error's detail names what does not. Required.
    std::function<Task<Result<void>>()> ready_check;
};

/// What the handlers of every request share. It outlives them all.
struct Context : chat::UseCases {
    HistoryPages& history_pages;
    const ApiOptions& options;
};

}  // namespace chatter::http
