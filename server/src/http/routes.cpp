#include "http/auth_routes.hpp"
#include "http/health_routes.hpp"
#include "http/image_routes.hpp"
#include "http/invite_routes.hpp"
#include "http/message_change_routes.hpp"
#include "http/message_routes.hpp"
#include "http/room_keeping_routes.hpp"
#include "http/room_routes.hpp"
#include "http/route.hpp"
#include "http/search_routes.hpp"
#include "http/user_routes.hpp"

namespace chatter::http {

namespace {

constexpr Route routes[] = {
    {"GET", "/api/health", Access::anyone, get_health},
    {"GET", "/api/ready", Access::anyone, get_ready},

    {"POST", "/api/auth/register", Access::anyone, register_user},
    {"POST", "/api/auth/login", Access::anyone, log_in},
    {"POST", "/api/auth/logout", Access::signed_in, log_out},
    {"GET", "/api/auth/me", Access::signed_in, get_me},
    {"GET", "/api/auth/sessions", Access::signed_in, list_sessions},
    {"DELETE", "/api/auth/sessions/:id", Access::signed_in, end_session},

    {"GET", "/api/users", Access::signed_in, search_users},
    {"GET", "/api/users/:id", Access::signed_in, get_user},

    {"GET", "/api/rooms", Access::signed_in, list_rooms},
    {"POST", "/api/rooms", Access::signed_in, create_room},
    {"GET", "/api/rooms/:id", Access::signed_in, get_room},
    {"PATCH", "/api/rooms/:id", Access::signed_in, change_room},
    {"DELETE", "/api/rooms/:id", Access::signed_in, delete_room},
    {"POST", "/api/rooms/:id/join", Access::signed_in, join_room},
    {"POST", "/api/rooms/:id/leave", Access::signed_in, leave_room},
    {"GET", "/api/rooms/:id/members", Access::signed_in, list_members},
    {"PUT", "/api/rooms/:id/members/:userId", Access::signed_in, put_member},
    {"DELETE", "/api/rooms/:id/members/:userId", Access::signed_in, remove_member},
    {"PUT", "/api/rooms/:id/notifications", Access::signed_in, change_notifications},
    {"PUT", "/api/rooms/:id/read", Access::signed_in, mark_read},
    {"POST", "/api/rooms/read", Access::signed_in, mark_all_read},

    {"POST", "/api/rooms/:id/invites", Access::signed_in, create_room_invite},
    {"GET", "/api/rooms/:id/invites", Access::signed_in, list_room_invites},
    {"POST", "/api/invites", Access::admin, create_invite},
    {"GET", "/api/invites", Access::admin, list_invites},
    {"GET", "/api/invites/:invite", Access::signed_in, find_invite},
    {"DELETE", "/api/invites/:invite", Access::signed_in, revoke_invite},
    {"POST", "/api/invites/:invite/join", Access::signed_in, join_by_invite},

    {"GET", "/api/rooms/:id/messages", Access::signed_in, get_history},
    {"POST", "/api/rooms/:id/messages", Access::signed_in, post_message},
    {"PATCH", "/api/rooms/:id/messages/:messageId", Access::signed_in, edit_message},
    {"DELETE", "/api/rooms/:id/messages/:messageId", Access::signed_in, delete_message},
    {"PUT", "/api/rooms/:id/messages/:messageId/reactions/:emoji", Access::signed_in, add_reaction},
    {"DELETE", "/api/rooms/:id/messages/:messageId/reactions/:emoji", Access::signed_in, remove_reaction},

    {"GET", "/api/search", Access::signed_in, search_messages},

    {"POST", "/api/upload", Access::signed_in, upload_image, upload_bytes_max, "image_too_large"},
    {"GET", "/api/images/:id", Access::signed_in, get_image},
};

}  // namespace

std::span<const Route> all_routes() noexcept { return routes; }

}  // namespace chatter::http
