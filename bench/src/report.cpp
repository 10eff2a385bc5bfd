#include "report.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace chatter::bench {

namespace {

std::string json_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return result + '"';
}

}  // namespace

void Report::text(std::string name, std::string_view value) {
    entries_.push_back({.name = std::move(name), .value = std::string(value), .is_text = true});
}

void Report::count(std::string name, std::uint64_t value) {
    entries_.push_back({.name = std::move(name), .value = std::to_string(value), .is_text = false});
}

void Report::figure(std::string name, double value) {
    std::array<char, 64> digits{};
    std::snprintf(digits.data(), digits.size(), "%.3f", value);
    entries_.push_back(
        {.name = std::move(name), .value = std::isfinite(value) ? digits.data() : "null", .is_text = false});
}

void Report::latency(const std::string& name, const Histogram& histogram) {
    const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1000; };
    figure(name + "_p50_us", us(histogram.percentile_ns(0.5)));
    figure(name + "_p99_us", us(histogram.percentile_ns(0.99)));
    figure(name + "_p999_us", us(histogram.percentile_ns(0.999)));
    figure(name + "_max_us", us(histogram.max_ns()));
}

void Report::fail(std::string problem) { problems_.push_back(std::move(problem)); }

std::string Report::lines() const {
    std::string result;
    for (const auto& [name, value, is_text] : entries_) {
        result += name;
        result.append(name.size() < 32 ? 32 - name.size() : 1, ' ');
        result += value + '\n';
    }
    for (const auto& problem : problems_) result += "FAILED: " + problem + '\n';
    return result;
}

std::string Report::json() const {
    std::string result = "{";
    for (const auto& [name, value, is_text] : entries_)
        result += json_string(name) + ':' + (is_text ? json_string(value) : value) + ',';
    result += "\"problems\":[";
    for (const auto& problem : problems_) result += json_string(problem) + ',';
    if (result.back() == ',') result.pop_back();
    return result + "]}\n";
}

}  // namespace chatter::bench
