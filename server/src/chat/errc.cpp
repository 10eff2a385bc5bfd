#include "chat/errc.hpp"

#include <string>

namespace chatter::chat {

namespace {

class ChatErrorCategory final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "chat"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::validation_failed: return "validation failed";
            case Errc::not_found: return "not found";
            case Errc::forbidden: return "forbidden";
            case Errc::unauthorized: return "unauthorized";
            case Errc::invalid_credentials: return "invalid credentials";
            case Errc::account_deactivated: return "account deactivated";
            case Errc::registration_closed: return "registration closed";
            case Errc::username_taken: return "username taken";
            case Errc::room_name_taken: return "room name taken";
            case Errc::last_owner: return "last owner";
            case Errc::last_admin: return "last admin";
            case Errc::direct_room_closed: return "direct room closed";
            case Errc::room_archived: return "room archived";
            case Errc::message_deleted: return "message deleted";
            case Errc::too_many_reactions: return "too many reactions";
            case Errc::too_many_pins: return "too many pins";
            case Errc::draft_conflict: return "draft conflict";
            case Errc::too_many_drafts: return "too many drafts";
            case Errc::too_many_saved: return "too many saved";
            case Errc::blocked: return "blocked";
            case Errc::too_many_invites: return "too many invites";
            case Errc::too_many_blocks: return "too many blocks";
            case Errc::image_too_large: return "image too large";
            case Errc::unsupported_image: return "unsupported image";
            case Errc::rate_limited: return "rate limited";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(Errc errc) noexcept {
    static const ChatErrorCategory category;
    return {static_cast<int>(errc), category};
}

}  // namespace chatter::chat
