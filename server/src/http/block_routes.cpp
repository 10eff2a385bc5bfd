#include "http/block_routes.hpp"

#include "http/answers.hpp"

namespace chatter::http {

namespace json = boost::json;

Task<Result<net::Response>> block_user(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto blocked = co_await context.blocks.block(call.user_id(), *id);
    if (!blocked) co_return std::unexpected(blocked.error());
    co_return empty_answer();
}

Task<Result<net::Response>> unblock_user(const Context& context, Call call) {
    const auto id = call.id<chat::UserId>();
    if (!id) co_return std::unexpected(id.error());
    const auto unblocked = co_await context.blocks.unblock(call.user_id(), *id);
    if (!unblocked) co_return std::unexpected(unblocked.error());
    co_return empty_answer();
}

Task<Result<net::Response>> list_blocked(const Context& context, Call call) {
    const auto users = co_await context.blocks.list(call.user_id());
    if (!users) co_return std::unexpected(users.error());
    json::array items;
    for (const auto& user : *users) items.emplace_back(wire::to_json(user, call.privacy_of(user)));
    co_return json_answer(200, {{"users", std::move(items)}});
}

}  // namespace chatter::http
