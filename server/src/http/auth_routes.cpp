#include "http/auth_routes.hpp"

#include "base/text.hpp"
#include "http/actor.hpp"
#include "http/answers.hpp"
#include "http/credentials.hpp"
#include "http/json_body.hpp"
#include "http/rate_answer.hpp"
#include "wire/reader.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

/// A User-Agent is free text of the peer's: what is no UTF-8 is not kept.
chat::Device device_of(const Context& context, const net::Request& request) {
    const auto user_agent = request.fields.get("User-Agent");
    chat::Device device;
    if (count_code_points(user_agent)) device.user_agent = user_agent;
    device.address = context.options.trusted_proxies.client_address(request);
    return device;
}

net::Response signed_in_answer(unsigned status, const Context& context, const chat::SignedIn& signed_in) {
    auto response = json_answer(status, {{"user", wire::to_json(signed_in.user, wire::Privacy::own_view)},
                                         {"token", signed_in.token}});
    const auto life = std::chrono::duration_cast<std::chrono::seconds>(signed_in.session.expires_at -
                                                                       signed_in.session.created_at);
    response.fields.add("Set-Cookie", session_cookie(signed_in.token, life, context.options.secure_cookies));
    return response;
}

std::string_view word(chat::Registration registration) {
    switch (registration) {
        case chat::Registration::open: return "open";
        case chat::Registration::invite: return "invite";
        case chat::Registration::closed: return "closed";
    }
    return "";
}

}  // namespace

Task<Result<net::Response>> get_registration(const Context& context, Call) {
    const auto registration = co_await context.accounts.registration();
    if (!registration) co_return std::unexpected(registration.error());
    co_return json_answer(200, {{"registration", json::string(word(*registration))}});
}

Task<Result<net::Response>> register_user(const Context& context, Call call) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    chat::Registering registering;
    registering.username = reader.required_string("username");
    registering.password = reader.required_string("password");
    registering.display_name = reader.optional_string("displayName");
    registering.email = reader.optional_string("email");
    registering.invite_code = reader.optional_string("inviteCode");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    const auto signed_in =
        co_await context.accounts.register_user(std::move(registering), device_of(context, call.request));
    if (!signed_in) co_return std::unexpected(signed_in.error());
    co_return signed_in_answer(201, context, *signed_in);
}

Task<Result<net::Response>> log_in(const Context& context, Call call) {
    const auto body = read_json(call.request);
    if (!body) co_return std::unexpected(body.error());
    wire::Reader reader(*body);
    auto username = reader.required_string("username");
    auto password = reader.required_string("password");
    if (const auto error = reader.error()) co_return std::unexpected(*error);

    auto device = device_of(context, call.request);
    const auto address = device.address;
    const auto verdict = co_await context.rates.begin_sign_in(username, address);
    if (!verdict.allowed()) co_return rate_limited_answer(verdict);
    const auto signed_in =
        co_await context.accounts.sign_in(username, std::move(password), std::move(device));
    if (signed_in || signed_in.error().code != chat::Errc::invalid_credentials)
        context.rates.forgive_sign_in(username, address);
    if (!signed_in) co_return std::unexpected(signed_in.error());
    co_return signed_in_answer(200, context, *signed_in);
}

Task<Result<net::Response>> log_out(const Context& context, Call call) {
    const auto ended =
        co_await context.accounts.end_session(actor_of(context, call), call.caller->session.id);
    // Another request may have ended it meanwhile: that is what was asked for.
    if (!ended && ended.error().code != chat::Errc::not_found) co_return std::unexpected(ended.error());
    auto response = empty_answer();
    response.fields.add("Set-Cookie", expired_cookie(context.options.secure_cookies));
    co_return response;
}

Task<Result<net::Response>> get_me(const Context&, Call call) {
    co_return json_answer(200, {{"user", wire::to_json(call.caller->user, wire::Privacy::own_view)}});
}

Task<Result<net::Response>> list_sessions(const Context& context, Call call) {
    const auto sessions = co_await context.accounts.list_sessions(call.user_id());
    if (!sessions) co_return std::unexpected(sessions.error());
    json::array items;
    for (const auto& session : *sessions) items.emplace_back(wire::to_json(session, call.caller->session.id));
    co_return json_answer(200, {{"sessions", std::move(items)}});
}

Task<Result<net::Response>> end_session(const Context& context, Call call) {
    const auto id = call.id<chat::SessionId>();
    if (!id) co_return std::unexpected(id.error());
    const auto ended = co_await context.accounts.end_session(actor_of(context, call), *id);
    if (!ended) co_return std::unexpected(ended.error());
    auto response = empty_answer();
    if (*id == call.caller->session.id)
        response.fields.add("Set-Cookie", expired_cookie(context.options.secure_cookies));
    co_return response;
}

}  // namespace chatter::http
