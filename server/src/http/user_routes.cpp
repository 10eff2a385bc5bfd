#include "http/user_routes.hpp"

#include "http/answers.hpp"
#include "http/query.hpp"

namespace chatter::http {

namespace json = boost::json;

Task<Result<net::Response>> search_users(const Context& context, Call call) {
    Query query(call.request.query);
    auto text = query.optional_string("query").value_or(std::string{});
    if (const auto error = query.error()) co_return std::unexpected(*error);

    const auto users = co_await context.accounts.search_users(std::move(text));
    if (!users) co_return std::unexpected(users.error());
    json::array items;
    for (const auto& user : *users) items.emplace_back(wire::to_json(user, call.privacy_of(user)));
    co_return json_answer(200, {{"users", std::move(items)}});
}

Task<Result<net::Response>> get_user(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto user = co_await context.accounts.find_user(*id);
    if (!user) co_return std::unexpected(user.error());
    co_return json_answer(200, {{"user", wire::to_json(*user, call.privacy_of(*user))}});
}

}  // namespace chatter::http
