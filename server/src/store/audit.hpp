// The audit log, the same in every store. `Db` is a store's Connection. An entry is written inside the
// transaction of what it tells of: there is neither one without the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "chat/actor.hpp"
#include "chat/ports/audit_store.hpp"
#include "store/queries.hpp"
#include "store/rows.hpp"
#include "store/storable_text.hpp"

namespace chatter::store {

/// What an entry is about.
struct AuditTarget {
    AuditTarget(chat::UserId id) : kind("user"), id(id.to_string()) {}        // NOLINT(google-explicit-*)
    AuditTarget(chat::RoomId id) : kind("room"), id(id.to_string()) {}        // NOLINT(google-explicit-*)
    AuditTarget(chat::MessageId id) : kind("message"), id(id.to_string()) {}  // NOLINT(google-explicit-*)
    AuditTarget(chat::InviteId id) : kind("invite"), id(id.to_string()) {}    // NOLINT(google-explicit-*)
    AuditTarget(std::string_view kind, std::string id) : kind(kind), id(std::move(id)) {}

    std::string_view kind;
    std::string id;
};

/// More about it: a small JSON object. Never a secret, nor what a message says.
class AuditDetail {
  public:
    AuditDetail&& with(std::string_view name, std::string_view text) &&;
    AuditDetail&& with(std::string_view name, std::int64_t number) &&;
    AuditDetail&& with(std::string_view name, bool value) &&;
    template <class Tag>
    AuditDetail&& with(std::string_view name, const Id<Tag>& id) && {
        return std::move(*this).with(name, std::string_view(id.to_string()));
    }
    AuditDetail&& with(std::string_view name, const char* text) && {
        return std::move(*this).with(name, std::string_view(text));
    }

    [[nodiscard]] std::string text() const { return '{' + members_ + '}'; }

  private:
    void begin(std::string_view name);
    std::string members_;
};

/// The words of the wire, for details.
[[nodiscard]] std::string_view word_for(chat::UserRole role) noexcept;
[[nodiscard]] std::string_view word_for(chat::MemberRole role) noexcept;
[[nodiscard]] std::string_view word_for(chat::PostingPolicy policy) noexcept;

[[nodiscard]] chat::AuditId new_audit_id(Time now);

/// `actor` is none for the operator's command line, and for whoever is not signed in.
template <class Db>
void note(Db& db, const std::optional<chat::Actor>& actor, chat::AuditAction action,
          const AuditTarget& target, Time now, const AuditDetail& detail = {}) {
    std::optional<chat::UserId> actor_id;
    std::string address;
    if (actor) {
        actor_id = actor->id;
        address = actor->address;
    }
    run(db, sql::insert_audit_entry, new_audit_id(now), now, actor_id, chat::name_of(action), target.kind,
        target.id, detail.text(), address);
}

template <class Db>
void note_failed_sign_ins(Db& db, const chat::FailedSignIns& failed, Time now) {
    const AuditTarget target("user", failed.user_id ? failed.user_id->to_string() : std::string());
    const auto detail = AuditDetail().with("attempts", failed.attempts);
    run(db, sql::insert_audit_entry, new_audit_id(now), now, std::optional<chat::UserId>(),
        chat::name_of(chat::AuditAction::fail_sign_in), target.kind, target.id, detail.text(),
        failed.address);
}

/// id, happened_at, action, target_kind, target_id, detail, address, then the actor, or nulls.
template <class Row>
[[nodiscard]] chat::AuditEntry read_audit_entry(Row& row) {
    chat::AuditEntry entry;
    entry.id = take<chat::AuditId>(row);
    entry.at = take<Time>(row);
    entry.action = take<std::string>(row);
    entry.target_kind = take<std::string>(row);
    entry.target_id = take<std::string>(row);
    entry.detail = take<std::string>(row);
    entry.address = take<std::string>(row);
    if (!row.is_next_null()) entry.actor = read_author(row);
    return entry;
}

/// One more than fits the page tells that there are older ones.
template <class Query>
[[nodiscard]] chat::AuditPage read_audit_page(Query& rows, std::size_t limit) {
    chat::AuditPage page;
    while (rows.next()) page.entries.push_back(read_audit_entry(rows));
    if (page.entries.size() <= limit) return page;
    page.entries.pop_back();
    page.next_before = page.entries.back().id;
    return page;
}

/// Above every other.
[[nodiscard]] inline chat::AuditId greatest_audit_id() {
    chat::AuditId id;
    id.value.bytes.fill(0xFF);
    return id;
}

/// Each of the filters has an index that gives the newest first; of several, one finds and the others sift.
template <class Db>
chat::AuditPage read_audit_log(Db& db, const chat::AuditQuery& query) {
    if (query.target_id && !is_storable_text(*query.target_id)) return {};
    std::optional<std::string> action;
    if (query.action) action = std::string(chat::name_of(*query.action));
    const auto before = query.before.value_or(greatest_audit_id());
    const auto limit = static_cast<std::int64_t>(query.limit) + 1;
    const auto& statement = query.target_id ? sql::read_audit_of_target
                            : query.actor   ? sql::read_audit_of_actor
                            : action        ? sql::read_audit_of_action
                                            : sql::read_audit;
    typename Db::Query rows(db, statement, before, action, query.actor, query.target_id, limit);
    return read_audit_page(rows, query.limit);
}

}  // namespace chatter::store
