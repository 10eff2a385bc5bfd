#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "histogram.hpp"

namespace chatter::bench {

/// Named figures in the order of their adding, printed as lines for people or as one JSON object.
class Report {
  public:
    void text(std::string name, std::string_view value);
    void count(std::string name, std::uint64_t value);
    /// Three decimals; what is not finite (a division by nothing) becomes null.
    void figure(std::string name, double value);
    /// NAME_p50_us, _p99_us, _p999_us and _max_us.
    void latency(const std::string& name, const Histogram& histogram);
    /// A sentence about what went wrong; with one, the run has failed.
    void fail(std::string problem);

    [[nodiscard]] bool ok() const noexcept { return problems_.empty(); }
    [[nodiscard]] std::string lines() const;
    [[nodiscard]] std::string json() const;

  private:
    struct Entry {
        std::string name;
        std::string value;
        bool is_text;
    };
    std::vector<Entry> entries_;
    std::vector<std::string> problems_;
};

}  // namespace chatter::bench
