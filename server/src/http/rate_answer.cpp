#include "http/rate_answer.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "chat/errc.hpp"
#include "http/answers.hpp"

namespace chatter::http {

namespace {

/// Whole seconds, rounded up: whoever waits that long has waited long enough.
std::string seconds(std::chrono::microseconds time) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

void add_rate_fields(net::Response& response, const chat::RateVerdict& verdict) {
    if (verdict.policy.empty() || response.fields.has("RateLimit")) return;
    const auto name = '"' + std::string(verdict.policy) + '"';
    const auto& [quantity, window] = verdict.limit;
    const auto& state = verdict.state;
    const auto until = verdict.allowed() ? state.reset_after : state.retry_after;
    response.fields.add("RateLimit-Policy",
                        name + ";q=" + std::to_string(quantity) + ";w=" + std::to_string(window.count()));
    response.fields.add("RateLimit", name + ";r=" + std::to_string(state.remaining) + ";t=" + seconds(until));
}

net::Response rate_limited_answer(const chat::RateVerdict& verdict) {
    auto response = problem_answer(Error(chat::Errc::rate_limited), {});
    response.fields.add("Retry-After",
                        seconds(std::max(verdict.state.retry_after, std::chrono::microseconds(1))));
    add_rate_fields(response, verdict);
    return response;
}

}  // namespace chatter::http
