#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/trace.hpp"
#include "chat/errc.hpp"
#include "chat/message_name.hpp"
#include "chat/ports/session_store.hpp"
#include "net/http.hpp"
#include "wire/entities.hpp"

namespace chatter::http {

/// The parts of a path that its pattern names, percent-decoded once.
using PathParameters = std::vector<std::pair<std::string_view, std::string>>;

/// One request on its way to its handler.
struct Call {
    net::Request request;
    PathParameters parameters;
    Trace trace;
    std::optional<chat::ActiveSession> caller;  // always there behind a route that is not for anyone

    /// The id in the path. Errors: chat::Errc::not_found when it can be nobody's.
    template <class SomeId>
    [[nodiscard]] Result<SomeId> id(std::string_view name = "id") const {
        for (const auto& [key, text] : parameters) {
            if (key != name) continue;
            if (const auto id = SomeId::parse(text)) return *id;
        }
        return fail(chat::Errc::not_found);
    }

    /// The message in a path of `:id`, its room, and `:messageId`. Errors: chat::Errc::not_found.
    [[nodiscard]] Result<chat::MessageName> message_name() const {
        const auto room_id = id<chat::RoomId>();
        const auto message_id = id<chat::MessageId>("messageId");
        if (!room_id || !message_id) return fail(chat::Errc::not_found);
        return chat::MessageName{.room_id = *room_id, .message_id = *message_id};
    }

    /// The text in the path.
    [[nodiscard]] std::string text(std::string_view name) const {
        for (const auto& [key, text] : parameters)
            if (key == name) return text;
        return {};
    }

    [[nodiscard]] chat::UserId user_id() const { return caller->user.id; }

    /// What of `user` the caller may see.
    [[nodiscard]] wire::Privacy privacy_of(const chat::User& user) const {
        const bool all = caller->user.role == chat::UserRole::admin || user.id == caller->user.id;
        return all ? wire::Privacy::own_view : wire::Privacy::public_view;
    }
};

}  // namespace chatter::http
