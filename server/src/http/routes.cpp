#include "http/admin_routes.hpp"
#include "http/audit_routes.hpp"
#include "http/auth_routes.hpp"
#include "http/block_routes.hpp"
#include "http/draft_routes.hpp"
#include "http/health_routes.hpp"
#include "http/image_routes.hpp"
#include "http/invite_routes.hpp"
#include "http/message_change_routes.hpp"
#include "http/message_lookup_routes.hpp"
#include "http/message_routes.hpp"
#include "http/profile_routes.hpp"
#include "http/room_keeping_routes.hpp"
#include "http/room_routes.hpp"
#include "http/route.hpp"
#include "http/saved_message_routes.hpp"
#include "http/search_routes.hpp"
#include "http/user_routes.hpp"

namespace chatter::http {

namespace {

using Rate = chat::RateClass;

constexpr Route routes[] = {
    {"GET", "/api/health", Access::anyone, Rate::unlimited, get_health},
    {"GET", "/api/ready", Access::anyone, Rate::unlimited, get_ready},

    {"GET", "/api/auth/registration", Access::anyone, Rate::reads, get_registration},
    {"POST", "/api/auth/register", Access::anyone, Rate::registration, register_user},
    {"POST", "/api/auth/login", Access::anyone, Rate::sign_in, log_in},
    {"POST", "/api/auth/logout", Access::signed_in, Rate::changes, log_out},
    {"GET", "/api/auth/me", Access::signed_in, Rate::reads, get_me},
    {"POST", "/api/auth/password", Access::signed_in, Rate::sign_in, change_password},
    {"GET", "/api/auth/sessions", Access::signed_in, Rate::reads, list_sessions},
    {"DELETE", "/api/auth/sessions", Access::signed_in, Rate::changes, end_other_sessions},
    {"DELETE", "/api/auth/sessions/:id", Access::signed_in, Rate::changes, end_session},

    {"GET", "/api/users", Access::signed_in, Rate::search, search_users},
    {"GET", "/api/users/:id", Access::signed_in, Rate::reads, get_user},
    {"PATCH", "/api/users/me", Access::signed_in, Rate::changes, change_profile},
    {"GET", "/api/users/me/blocks", Access::signed_in, Rate::reads, list_blocked},
    {"PUT", "/api/users/:id/block", Access::signed_in, Rate::changes, block_user},
    {"DELETE", "/api/users/:id/block", Access::signed_in, Rate::changes, unblock_user},

    {"GET", "/api/rooms", Access::signed_in, Rate::reads, list_rooms},
    {"POST", "/api/rooms", Access::signed_in, Rate::changes, create_room},
    {"GET", "/api/rooms/:id", Access::signed_in, Rate::reads, get_room},
    {"PATCH", "/api/rooms/:id", Access::signed_in, Rate::changes, change_room},
    {"DELETE", "/api/rooms/:id", Access::signed_in, Rate::changes, delete_room},
    {"POST", "/api/rooms/:id/join", Access::signed_in, Rate::changes, join_room},
    {"POST", "/api/rooms/:id/leave", Access::signed_in, Rate::changes, leave_room},
    {"GET", "/api/rooms/:id/members", Access::signed_in, Rate::reads, list_members},
    {"PUT", "/api/rooms/:id/members/:userId", Access::signed_in, Rate::changes, put_member},
    {"DELETE", "/api/rooms/:id/members/:userId", Access::signed_in, Rate::changes, remove_member},
    {"PUT", "/api/rooms/:id/notifications", Access::signed_in, Rate::changes, change_notifications},
    {"PUT", "/api/rooms/:id/read", Access::signed_in, Rate::signals, mark_read},
    {"POST", "/api/rooms/read", Access::signed_in, Rate::signals, mark_all_read},

    {"GET", "/api/drafts", Access::signed_in, Rate::reads, list_drafts},
    {"GET", "/api/rooms/:id/draft", Access::signed_in, Rate::reads, get_draft},
    {"PUT", "/api/rooms/:id/draft", Access::signed_in, Rate::signals, keep_draft},

    {"POST", "/api/rooms/:id/invites", Access::signed_in, Rate::changes, create_room_invite},
    {"GET", "/api/rooms/:id/invites", Access::signed_in, Rate::reads, list_room_invites},
    {"POST", "/api/invites", Access::admin, Rate::changes, create_invite},
    {"GET", "/api/invites", Access::admin, Rate::reads, list_invites},
    {"GET", "/api/invites/:invite", Access::signed_in, Rate::reads, find_invite},
    {"DELETE", "/api/invites/:invite", Access::signed_in, Rate::changes, revoke_invite},
    {"POST", "/api/invites/:invite/join", Access::signed_in, Rate::changes, join_by_invite},

    {"GET", "/api/rooms/:id/messages", Access::signed_in, Rate::reads, get_history},
    {"POST", "/api/rooms/:id/messages", Access::signed_in, Rate::sending, post_message},
    {"GET", "/api/rooms/:id/messages/:messageId", Access::signed_in, Rate::reads, get_message},
    {"PATCH", "/api/rooms/:id/messages/:messageId", Access::signed_in, Rate::sending, edit_message},
    {"DELETE", "/api/rooms/:id/messages/:messageId", Access::signed_in, Rate::sending, delete_message},
    {"PUT", "/api/rooms/:id/messages/:messageId/reactions/:emoji", Access::signed_in, Rate::sending,
     add_reaction},
    {"DELETE", "/api/rooms/:id/messages/:messageId/reactions/:emoji", Access::signed_in, Rate::sending,
     remove_reaction},
    {"GET", "/api/rooms/:id/messages/:messageId/edits", Access::signed_in, Rate::reads, list_edits},
    {"GET", "/api/rooms/:id/messages/:messageId/thread", Access::signed_in, Rate::reads, get_thread},
    {"PUT", "/api/rooms/:id/messages/:messageId/pin", Access::signed_in, Rate::sending, pin_message},
    {"DELETE", "/api/rooms/:id/messages/:messageId/pin", Access::signed_in, Rate::sending, unpin_message},
    {"GET", "/api/rooms/:id/pins", Access::signed_in, Rate::reads, list_pins},
    {"GET", "/api/threads", Access::signed_in, Rate::reads, list_threads},

    {"PUT", "/api/rooms/:id/messages/:messageId/saved", Access::signed_in, Rate::changes, save_message},
    {"DELETE", "/api/rooms/:id/messages/:messageId/saved", Access::signed_in, Rate::changes, unsave_message},
    {"GET", "/api/saved", Access::signed_in, Rate::reads, list_saved_messages},

    {"GET", "/api/search", Access::signed_in, Rate::search, search_messages},

    {"GET", "/api/admin/users", Access::admin, Rate::reads, list_all_users},
    {"PATCH", "/api/admin/users/:id", Access::admin, Rate::changes, change_user},
    {"POST", "/api/admin/users/:id/password", Access::admin, Rate::changes, reset_password},
    {"GET", "/api/admin/users/:id/sessions", Access::admin, Rate::reads, list_users_sessions},
    {"DELETE", "/api/admin/users/:id/sessions", Access::admin, Rate::changes, revoke_users_sessions},
    {"GET", "/api/admin/audit", Access::admin, Rate::reads, read_audit_log},

    {"POST", "/api/upload", Access::signed_in, Rate::upload, upload_image, upload_bytes_max,
     "image_too_large"},
    {"GET", "/api/images/:id", Access::signed_in, Rate::reads, get_image},
};

}  // namespace

std::span<const Route> all_routes() noexcept { return routes; }

}  // namespace chatter::http
