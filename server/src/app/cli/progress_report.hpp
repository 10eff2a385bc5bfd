#pragma once

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

namespace chatter::app {

/// Tells on stderr how far a command is that goes from table to table: each when it is done, and every
/// second.
class ProgressReport {
  public:
    /// `step` is what has become of so many rows: copied, checked, …
    void operator()(std::string_view step, std::string_view table, std::int64_t rows) {
        if (step != step_ || table != table_) finish();
        step_ = step;
        table_ = table;
        rows_ = rows;
        const auto now = std::chrono::steady_clock::now();
        if (now - told_at_ < std::chrono::seconds(1)) return;
        told_at_ = now;
        tell();
    }
    void finish() {
        if (!table_.empty()) tell();
        table_.clear();
    }

  private:
    void tell() const { std::cerr << step_ << ' ' << table_ << ": " << rows_ << '\n'; }

    std::string step_;
    std::string table_;
    std::int64_t rows_ = 0;
    std::chrono::steady_clock::time_point told_at_ = std::chrono::steady_clock::now();
};

}  // namespace chatter::app
