#include "chat/drafts.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

Task<Result<std::vector<Draft>>> Drafts::list(UserId user) { return store_.list_drafts(user); }

Task<Result<Draft>> Drafts::find(UserId user, RoomId room_id) { return store_.find_draft(user, room_id); }

Task<Result<KeptDraft>> Drafts::keep(UserId user, RoomId room_id, std::string content, std::int64_t version,
                                     std::string origin) {
    Validation validation;
    validation.check("content", complaint_about_draft(content));
    if (version < 0) validation.check("version", "Must not be negative.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    DraftChange change{.user_id = user,
                       .room_id = room_id,
                       .content = std::move(content),
                       .version = version,
                       .at = clock_.now(),
                       .origin = std::move(origin)};
    co_return co_await store_.keep_draft(std::move(change));
}

}  // namespace chatter::chat
