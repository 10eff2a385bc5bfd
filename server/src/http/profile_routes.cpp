#include "http/profile_routes.hpp"

#include <utility>

#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/json_body.hpp"
#include "http/rate_answer.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace {

constexpr std::pair<std::string_view, chat::ChosenPresence> presences[] = {
    {"automatic", chat::ChosenPresence::automatic},
    {"away", chat::ChosenPresence::away},
    {"dnd", chat::ChosenPresence::do_not_disturb},
    {"offline", chat::ChosenPresence::offline}};

}  // namespace

Task<Result<net::Response>> change_profile(const Context& context, Call call) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::ProfileDraft draft;
    draft.display_name = reader.optional_string("displayName");
    draft.avatar_url = reader.nullable_string("avatarUrl");
    if (auto text = reader.nullable_string("statusText")) draft.status_text = text->value_or("");
    draft.chosen_presence = reader.optional_word("chosenPresence", presences);
    draft.email = reader.nullable_string("email");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto user = co_await context.profiles.change(call.user_id(), std::move(draft));
    if (!user) co_return std::unexpected(user.error());
    co_return json_answer(200, {{"user", wire::to_json(*user, wire::Privacy::own_view)}});
}

Task<Result<net::Response>> change_password(const Context& context, Call call) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    auto current = reader.required_string("currentPassword");
    auto wanted = reader.required_string("newPassword");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    auto actor = actor_of(context, call);
    const auto username = call.caller->user.username;
    const auto address = actor.address;
    // Whoever has found an open page must not find the password by it.
    const auto verdict = co_await context.rates.begin_sign_in(username, address);
    if (!verdict.allowed()) co_return rate_limited_answer(verdict);
    const auto changed = co_await context.accounts.change_password(
        std::move(call.caller->user), call.caller->session.id, std::move(current), std::move(wanted),
        std::move(actor.address));
    if (changed) context.rates.forgive_sign_in(username, address);
    if (!changed) co_return std::unexpected(changed.error());
    co_return empty_answer();
}

Task<Result<net::Response>> end_other_sessions(const Context& context, Call call) {
    const auto ended =
        co_await context.accounts.end_other_sessions(actor_of(context, call), call.caller->session.id);
    if (!ended) co_return std::unexpected(ended.error());
    co_return empty_answer();
}

}  // namespace chatter::http
