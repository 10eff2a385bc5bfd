#pragma once

#include "store/audit.hpp"
#include "store/write_queue.hpp"

namespace chatter::store {

/// chat::AuditStore for `Self`, a store with the connection `Db`.
template <class Self, class Db>
class AuditPort : public chat::AuditStore {
  public:
    Task<Result<chat::AuditPage>> read_audit_log(chat::AuditQuery query) override {
        return self().read([query = std::move(query)](Db& db) -> Result<chat::AuditPage> {
            return store::read_audit_log(db, query);
        });
    }
    Task<Result<void>> note_failed_sign_ins(std::vector<chat::FailedSignIns> failed, Time now) override {
        return self().write(Concerns{}, [failed = std::move(failed), now](Db& db, Events&) -> Result<void> {
            for (const auto& one : failed) store::note_failed_sign_ins(db, one, now);
            return {};
        });
    }

  private:
    Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace chatter::store
