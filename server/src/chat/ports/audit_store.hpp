#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "chat/audit.hpp"

namespace chatter::chat {

struct AuditQuery {
    std::optional<AuditId> before;  // older than this entry
    std::size_t limit = 0;
    std::optional<AuditAction> action = std::nullopt;
    std::optional<UserId> actor = std::nullopt;
    std::optional<std::string> target_id = std::nullopt;
};

struct AuditPage {
    std::vector<AuditEntry> entries;     // the newest first; those of one millisecond in any order
    std::optional<AuditId> next_before;  // when there are older ones
};

/// Refused sign-ins that are told of together.
struct FailedSignIns {
    std::optional<UserId> user_id;  // whose name was given, if anybody's
    std::string address;            // empty: those of several
    std::int64_t attempts = 0;
};

/// Port: the audit log, beside what the other ports write to it in the transactions that it tells of. Every
/// call may fail with Errc::busy or Errc::unavailable.
class AuditStore {
  public:
    virtual ~AuditStore() = default;

    virtual Task<Result<AuditPage>> read_audit_log(AuditQuery query) = 0;
    /// An entry each.
    virtual Task<Result<void>> note_failed_sign_ins(std::vector<FailedSignIns> failed, Time now) = 0;
};

}  // namespace chatter::chat
