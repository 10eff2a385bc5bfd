#include "http/admin_routes.hpp"

#include "chat/administration.hpp"
#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "http/query.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

constexpr std::int64_t users_limit = 50;

constexpr std::pair<std::string_view, chat::UserRole> user_roles[] = {{"member", chat::UserRole::member},
                                                                      {"admin", chat::UserRole::admin}};

}  // namespace

Task<Result<net::Response>> list_all_users(const Context& context, Call call) {
    Query query(call.request.query);
    auto text = query.optional_string("query").value_or(std::string{});
    auto cursor = query.optional_string("cursor").value_or(std::string{});
    const auto limit = query.optional_integer("limit").value_or(users_limit);
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto page = co_await context.administration.list_users(std::move(text), std::move(cursor), limit);
    if (!page) co_return std::unexpected(page.error());
    json::array users;
    for (const auto& user : page->users) users.emplace_back(wire::to_json(user, wire::Privacy::own_view));
    json::object object{{"users", std::move(users)}};
    object.emplace("nextCursor", page->next_cursor ? json::value(*page->next_cursor) : json::value(nullptr));
    co_return json_answer(200, object);
}

Task<Result<net::Response>> change_user(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::UserChange change;
    change.role = reader.optional_word("role", user_roles);
    change.deactivated = reader.optional_bool("deactivated");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto user = co_await context.administration.change(actor_of(context, call), *id, change);
    if (!user) co_return std::unexpected(user.error());
    co_return json_answer(200, {{"user", wire::to_json(*user, wire::Privacy::own_view)}});
}

Task<Result<net::Response>> reset_password(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    auto password = reader.optional_string("password");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto chosen =
        co_await context.administration.reset_password(actor_of(context, call), *id, std::move(password));
    if (!chosen) co_return std::unexpected(chosen.error());
    co_return json_answer(200, {{"password", *chosen}});
}

Task<Result<net::Response>> list_users_sessions(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto sessions = co_await context.administration.list_sessions(*id);
    if (!sessions) co_return std::unexpected(sessions.error());
    json::array items;
    for (const auto& session : *sessions) items.emplace_back(wire::to_json(session, call.caller->session.id));
    co_return json_answer(200, {{"sessions", std::move(items)}});
}

Task<Result<net::Response>> revoke_users_sessions(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto revoked = co_await context.administration.revoke_sessions(actor_of(context, call), *id);
    if (!revoked) co_return std::unexpected(revoked.error());
    co_return empty_answer();
}

}  // namespace chatter::http
