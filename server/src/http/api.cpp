#include "http/api.hpp"

#include <algorithm>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "http/answers.hpp"
#include "http/credentials.hpp"
#include "http/errc.hpp"
#include "http/rate_answer.hpp"

namespace chatter::http {

namespace {

bool changes_something(std::string_view method) {
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

/// HEAD is served where GET is; the connection leaves the body out.
bool serves(const Route& route, std::string_view method) {
    return route.method == method || (route.method == "GET" && method == "HEAD");
}

std::string allow_list(const std::vector<std::string_view>& methods) {
    std::string list;
    for (const auto method : methods) {
        list += method;
        list += method == "GET" ? ", HEAD, " : ", ";
    }
    return list + "OPTIONS";
}

/// What every answer of the API carries.
void finish(net::Response& response, const std::string& request_id) {
    if (!response.fields.has("Cache-Control")) response.fields.add("Cache-Control", "no-store");
    if (!response.fields.has("X-Content-Type-Options"))
        response.fields.add("X-Content-Type-Options", "nosniff");
    response.fields.add("X-Request-Id", request_id);
}

}  // namespace

Result<void> check_access(Access access, const chat::User* user) {
    if (access == Access::anyone) return {};
    if (user == nullptr) return fail(chat::Errc::unauthorized);
    if (access == Access::admin && user->role != chat::UserRole::admin) return fail(chat::Errc::forbidden);
    return {};
}

Api::Api(const chat::UseCases& chat, ApiOptions options, Random& random)
    : options_(std::move(options)),
      history_pages_(chat.messages, options_.history_bytes_max),
      context_{chat, history_pages_, options_},
      random_(random) {}

net::Endpoint Api::find(const net::Request& request) const {
    std::vector<std::string_view> methods;
    const auto segments = split_path(request.path);
    for (const auto& route : all_routes()) {
        if (!segments) break;
        auto parameters = match(route.pattern, *segments);
        if (!parameters) continue;
        if (!serves(route, request.method)) {
            methods.push_back(route.method);
            continue;
        }
        net::Endpoint endpoint;
        endpoint.body_bytes_max = route.body_bytes_max;
        endpoint.too_large_code = route.too_large_code;
        endpoint.handle = [this, &route, parameters = std::move(*parameters)](net::Request asked) {
            return answer(route, parameters, std::move(asked));
        };
        return endpoint;
    }
    net::Endpoint endpoint;
    endpoint.body_bytes_max = json_bytes_max;
    endpoint.handle = [this, methods = std::move(methods)](net::Request asked) {
        return answer_without_route(methods, std::move(asked));
    };
    return endpoint;
}

Task<net::Response> Api::answer(const Route& route, PathParameters parameters, net::Request request) const {
    auto record = record_of(request);
    Call call;
    call.request = std::move(request);
    call.parameters = std::move(parameters);
    call.trace = record.trace;

    auto answered = co_await run(route, std::move(call), record);
    auto response = answered ? std::move(*answered) : problem_answer(answered.error(), record.id);
    finish(response, record.id);
    requests_.note(&route, record, response, answered ? nullptr : &answered.error());
    co_return response;
}

Task<Result<net::Response>> Api::run(const Route& route, Call call, RequestRecord& record) const {
    auto admitted = co_await admit(route, call);
    if (call.caller) record.user_id = call.caller->user.id;
    // Whoever may not come in counts too, by address.
    const auto verdict = co_await context_.rates.take(
        route.rate_class, options_.trusted_proxies.client_address(call.request), record.user_id);
    if (!verdict.allowed()) co_return rate_limited_answer(verdict);
    if (!admitted) co_return std::unexpected(std::move(admitted.error()));
    Result<net::Response> answered = fail(chatter::Errc::internal);
    try {
        answered = co_await route.handler(context_, std::move(call));
    } catch (const std::exception& exception) {
        log::error("A request handler failed", {{"requestId", record.id}, {"cause", exception.what()}});
    }
    if (answered) add_rate_fields(*answered, verdict);
    co_return answered;
}

Task<net::Response> Api::answer_without_route(std::vector<std::string_view> methods,
                                              net::Request request) const {
    const auto record = record_of(request);
    net::Response response;
    if (methods.empty()) {
        response = problem_answer(chat::Errc::not_found, record.id);
    } else {
        response = request.method == "OPTIONS"
                       ? empty_answer()
                       : net::problem_response(405, "method_not_allowed", "This cannot be done here.");
        response.fields.add("Allow", allow_list(methods));
    }
    finish(response, record.id);
    requests_.note(nullptr, record, response, nullptr);
    co_return response;
}

Task<Result<void>> Api::admit(const Route& route, Call& call) const {
    auto credentials = credentials_of(call.request);
    if (route.access != Access::anyone && credentials) {
        auto session = co_await context_.accounts.authenticate(std::move(credentials->token));
        if (!session) co_return std::unexpected(std::move(session.error()));
        call.caller = std::move(*session);
    }
    auto allowed = check_access(route.access, call.caller ? &call.caller->user : nullptr);
    if (!allowed) co_return allowed;

    // A foreign page cannot make a browser send a bearer token, only the cookie.
    const bool by_bearer = credentials && credentials->from == Credentials::From::bearer;
    if (!changes_something(call.request.method) || by_bearer) co_return Result<void>{};
    const auto rule = route.access == Access::anyone ? OriginRule::not_foreign : OriginRule::own_origin;
    if (!comes_from_client(call.request, rule, options_.client_origins))
        co_return fail(Errc::bad_origin, "This request does not come from this server's own client.");
    co_return Result<void>{};
}

RequestRecord Api::record_of(const net::Request& request) const {
    RequestRecord record;
    record.id = request_id_of(request);
    record.trace =
        continue_trace(request.fields.get("traceparent"), request.fields.get("tracestate"), random_);
    return record;
}

std::string Api::request_id_of(const net::Request& request) const {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    // Whoever could choose ids could hide among the entries of others.
    const auto given = options_.trusted_proxies.sent(request) ? request.fields.get("X-Request-Id") : "";
    if (!given.empty() && given.size() <= 64 && given.find_first_not_of(allowed) == std::string_view::npos)
        return std::string(given);
    return random_token(random_, 20);
}

}  // namespace chatter::http
