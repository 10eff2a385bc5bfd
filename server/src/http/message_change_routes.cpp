#include "http/message_change_routes.hpp"

#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace {

Result<net::Response> message_answer(const Result<chat::Message>& message) {
    if (!message) return std::unexpected(message.error());
    return json_answer(200, {{"message", wire::to_json(*message)}});
}

}  // namespace

Task<Result<net::Response>> edit_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    auto content = reader.required_string("content");
    if (const auto error = reader.error()) co_return std::unexpected(*error);
    co_return message_answer(
        co_await context.message_changes.edit(call.user_id(), *name, std::move(content)));
}

Task<Result<net::Response>> delete_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    const auto deleted = co_await context.message_changes.remove(actor_of(context, call), *name);
    if (!deleted) co_return std::unexpected(deleted.error());
    co_return empty_answer();
}

Task<Result<net::Response>> add_reaction(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    co_return message_answer(
        co_await context.message_changes.react(call.user_id(), *name, call.text("emoji")));
}

Task<Result<net::Response>> remove_reaction(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    co_return message_answer(
        co_await context.message_changes.take_back_reaction(call.user_id(), *name, call.text("emoji")));
}

Task<Result<net::Response>> pin_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    co_return message_answer(co_await context.message_changes.pin(call.user_id(), *name));
}

Task<Result<net::Response>> unpin_message(const Context& context, Call call) {
    const auto name = call.message_name();
    if (!name) co_return std::unexpected(name.error());
    co_return message_answer(co_await context.message_changes.unpin(call.user_id(), *name));
}

}  // namespace chatter::http
