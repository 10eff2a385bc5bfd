#include "http/audit_routes.hpp"

#include "chat/audit_log.hpp"
#include "http/answers.hpp"
#include "http/query.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

constexpr std::int64_t entries_limit = 50;

/// An id in the query; one that can be nobody's is a complaint.
template <class SomeId>
std::optional<SomeId> optional_id(Query& query, std::string_view name) {
    const auto text = query.optional_string(name);
    if (!text) return std::nullopt;
    const auto id = SomeId::parse(*text);
    if (!id) query.complain(name, "Must be an id.");
    return id;
}

std::optional<chat::AuditAction> optional_action(Query& query) {
    const auto name = query.optional_string("action");
    if (!name) return std::nullopt;
    const auto action = chat::parse_audit_action(*name);
    if (!action) query.complain("action", "Must be one of the actions of docs/audit.md.");
    return action;
}

}  // namespace

Task<Result<net::Response>> read_audit_log(const Context& context, Call call) {
    Query query(call.request.query);
    chat::AuditQuery wanted;
    wanted.before = optional_id<chat::AuditId>(query, "before");
    wanted.action = optional_action(query);
    wanted.actor = optional_id<chat::UserId>(query, "actorId");
    wanted.target_id = query.optional_string("targetId");
    const auto limit = query.optional_integer("limit").value_or(entries_limit);
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.audit_log.read(std::move(wanted), limit);
    if (!page) co_return std::unexpected(page.error());
    json::object object{{"entries", wire::to_json_array(page->entries)}};
    object.emplace("nextBefore",
                   page->next_before ? json::value(page->next_before->to_string()) : json::value(nullptr));
    co_return json_answer(200, object);
}

}  // namespace chatter::http
