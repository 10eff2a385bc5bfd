#include "store/audit.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace chatter::store {

void AuditDetail::begin(std::string_view name) {
    if (!members_.empty()) members_ += ',';
    append_json_string(members_, name);
    members_ += ':';
}

AuditDetail&& AuditDetail::with(std::string_view name, std::string_view text) && {
    begin(name);
    append_json_string(members_, text);
    return std::move(*this);
}

AuditDetail&& AuditDetail::with(std::string_view name, std::int64_t number) && {
    begin(name);
    members_ += std::to_string(number);
    return std::move(*this);
}

AuditDetail&& AuditDetail::with(std::string_view name, bool value) && {
    begin(name);
    members_ += value ? "true" : "false";
    return std::move(*this);
}

std::string_view word_for(chat::UserRole role) noexcept {
    return role == chat::UserRole::admin ? "admin" : "member";
}

std::string_view word_for(chat::MemberRole role) noexcept {
    switch (role) {
        case chat::MemberRole::member: return "member";
        case chat::MemberRole::moderator: return "moderator";
        case chat::MemberRole::owner: break;
    }
    return "owner";
}

std::string_view word_for(chat::PostingPolicy policy) noexcept {
    return policy == chat::PostingPolicy::everyone ? "everyone" : "moderators";
}

chat::AuditId new_audit_id(Time now) {
    SystemRandom random;
    return chat::AuditId::make(now, random);
}

}  // namespace chatter::store
