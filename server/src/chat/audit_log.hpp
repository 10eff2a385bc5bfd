#pragma once

#include "chat/ports/audit_store.hpp"

namespace chatter::chat {

/// Reads who did what to whom. For admins: the edges see to that. Threads: any worker.
class AuditLog {
  public:
    explicit AuditLog(AuditStore& store) : store_(store) {}

    /// Errors: Errc::validation_failed (limit outside 1–200, a target of over 64 bytes).
    Task<Result<AuditPage>> read(AuditQuery query, std::int64_t limit);

  private:
    AuditStore& store_;
};

}  // namespace chatter::chat
