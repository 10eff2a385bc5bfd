#include "chat/audit_log.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::int64_t entries_max = 200;
constexpr std::size_t target_bytes_max = 64;

}  // namespace

Task<Result<AuditPage>> AuditLog::read(AuditQuery query, std::int64_t limit) {
    Validation validation;
    if (limit < 1 || limit > entries_max) validation.check("limit", "Must be from 1 to 200.");
    if (query.target_id && query.target_id->size() > target_bytes_max)
        validation.check("targetId", "Must have at most 64 bytes.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    query.limit = static_cast<std::size_t>(limit);
    co_return co_await store_.read_audit_log(std::move(query));
}

}  // namespace chatter::chat
