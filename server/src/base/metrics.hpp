// What the process counts, for Prometheus.
//
//   worker 0: cell cell cell …  ┐
//   worker 1: cell cell cell …  ├─► summed when somebody asks: text()
//   writer:   cell cell cell …  ┘
//
// Every thread has cells of its own and is the only one that writes them, so counting is one load and one
// store, without a lock or a locked instruction. A metric is declared once, at namespace scope beside the
// code that counts, as a log line is written where something happens.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatter::metrics {

/// `{transport="websocket"}`: names and values, in the order they are shown.
using Labels = std::vector<std::pair<std::string_view, std::string>>;

namespace detail {
/// Adds to the calling thread's cell.
void add(std::size_t cell, std::int64_t amount) noexcept;
}  // namespace detail

/// Only grows. Threads: any.
class Counter {
  public:
    /// The same name and labels once more give the same metric; the same name has one meaning.
    Counter(std::string_view name, std::string_view help, const Labels& labels = {});
    void add(std::int64_t amount = 1) const noexcept { detail::add(cell_, amount); }

  private:
    std::size_t cell_;
};

/// How much there is now, as the sum of what every thread says came and went. Threads: any.
class Gauge {
  public:
    Gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    void add(std::int64_t amount = 1) const noexcept { detail::add(cell_, amount); }
    void subtract(std::int64_t amount = 1) const noexcept { detail::add(cell_, -amount); }

  private:
    std::size_t cell_;
};

/// How often something was up to each of some bounds. Threads: any.
class Histogram {
  public:
    /// `scale`: the unit that is shown, in what is observed: 1e-6 shows observed microseconds in seconds.
    /// `bounds` ascend, in what is observed, and outlive this.
    Histogram(std::string_view name, std::string_view help, double scale,
              std::span<const std::int64_t> bounds, const Labels& labels = {});
    void observe(std::int64_t value) const noexcept;
    void observe(std::chrono::steady_clock::duration taken) const noexcept {
        observe(std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
    }

  private:
    std::span<const std::int64_t> bounds_;
    std::size_t cell_;  // of the first bound; behind the last bound's one for what is beyond, then the sum
};

/// Microseconds, for what people wait for: from half a millisecond to ten seconds.
inline constexpr std::array<std::int64_t, 12> latency_bounds{
    500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 2'500'000, 10'000'000};
/// For what comes in batches.
inline constexpr std::array<std::int64_t, 11> size_bounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
/// Observed microseconds are shown as seconds, as Prometheus wants them.
inline constexpr double microseconds = 1e-6;

/// A gauge that is asked for when it is shown, as long as this lives. `read` is called on the thread that
/// asks.
class Reading {
  public:
    Reading(std::string_view name, std::string_view help, const Labels& labels, std::function<double()> read);
    ~Reading();
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

  private:
    std::string name_;
    std::string labels_;
};

/// All of it, as Prometheus reads it (text format 0.0.4). Threads: any.
[[nodiscard]] std::string text();

}  // namespace chatter::metrics
