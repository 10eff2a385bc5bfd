#include "http/request_log.hpp"

#include <algorithm>

#include "base/log_entry.hpp"
#include "wire/problem.hpp"

namespace chatter::http {

namespace {

constexpr std::string_view no_route = "none";

bool is_probe(std::string_view pattern) { return pattern == "/api/health" || pattern == "/api/ready"; }

/// Probes come every few seconds, and say nothing while all is well. What is busy or away is warned of once,
/// by who found it.
log::Level level_of(unsigned status, std::string_view pattern) {
    if (status >= 500) return status == 503 ? log::Level::info : log::Level::error;
    return is_probe(pattern) ? log::Level::debug : log::Level::info;
}

}  // namespace

RequestLog::RequestLog() {
    for (const auto& route : all_routes()) routes_.push_back(counts_of(route.method, route.pattern));
    routes_.push_back(counts_of(no_route, no_route));
}

RequestLog::Counts RequestLog::counts_of(std::string_view method, std::string_view pattern) {
    const metrics::Labels labels{{"method", std::string(method)}, {"route", std::string(pattern)}};
    const auto counter = [&labels](std::string_view status) {
        auto with_status = labels;
        with_status.emplace_back("status", status);
        return metrics::Counter("chatter_http_requests_total",
                                "Requests of the API by how they were answered.", with_status);
    };
    return {.duration = metrics::Histogram("chatter_http_request_duration_seconds",
                                           "From a request's body being here until its answer is made.",
                                           metrics::microseconds, metrics::latency_bounds, labels),
            .by_class = {counter("2xx"), counter("3xx"), counter("4xx"), counter("5xx")}};
}

void RequestLog::note(const Route* route, const RequestRecord& record, const net::Response& response,
                      const Error* error) const {
    const auto taken = std::chrono::steady_clock::now() - record.began;
    const auto index =
        route == nullptr ? routes_.size() - 1 : static_cast<std::size_t>(route - all_routes().data());
    routes_[index].duration.observe(taken);
    routes_[index].by_class[std::clamp(response.status / 100, 2U, 5U) - 2].add();

    const auto pattern = route == nullptr ? no_route : route->pattern;
    const auto level = level_of(response.status, pattern);
    if (!log::is_on(level)) return;
    std::vector<log::Field> fields;
    fields.reserve(12);
    fields.emplace_back("requestId", record.id);
    if (record.trace.is_there()) {
        fields.emplace_back("traceId", record.trace.id);
        fields.emplace_back("spanId", record.trace.span_id);
    }
    if (record.user_id) fields.emplace_back("userId", record.user_id->to_string());
    if (route != nullptr) fields.emplace_back("method", route->method);
    fields.emplace_back("route", pattern);
    fields.emplace_back("status", response.status);
    fields.push_back(log::duration_field("durationMs", taken));
    fields.emplace_back("bytes", response.body_view().size());
    if (error != nullptr) {
        fields.emplace_back("code", wire::to_problem(error->code).code);
        // What people sent may stand in a refusal's words, not in those of our own failures.
        if (response.status >= 500 && !error->detail.empty()) fields.emplace_back("cause", error->detail);
    }
    log::entry(level, "Answered a request", fields);
}

}  // namespace chatter::http
