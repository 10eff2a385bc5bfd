#include "base/metrics.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <stdexcept>

namespace chatter::metrics {

namespace {

/// More than the metrics there are; a thread's pages cost memory only once it counts in them.
constexpr std::size_t cells_max = 8192;

using Cell = std::atomic<std::int64_t>;

enum class Kind : std::uint8_t { counter, gauge, histogram };

struct Series {
    std::string labels;  // `transport="polling"`
    std::size_t cell = 0;
    double scale = 1;
    std::span<const std::int64_t> bounds;
    std::function<double()> read;  // instead of cells
};

struct Family {
    Kind kind;
    std::string help;
    std::map<std::string, Series> series;
};

struct Registry {
    std::mutex mutex;  // guards all of it: for declaring, a thread's first count, and showing
    std::map<std::string, Family, std::less<>> families;
    std::vector<Cell*> threads;
    std::vector<std::int64_t> of_ended_threads = std::vector<std::int64_t>(cells_max);
    std::size_t cells_used = 0;
};

/// Never destroyed: threads may end, and count, while the process does.
Registry& registry() {
    static auto* const instance = new Registry;
    return *instance;
}

/// One thread's cells, from its first count to its end.
class ThreadCells {
  public:
    ThreadCells() {
        void* const pages = ::mmap(nullptr, cells_max * sizeof(Cell), PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) std::abort();
        cells_ = static_cast<Cell*>(pages);  // zeros are atomic zeros
        auto& all = registry();
        const std::lock_guard lock(all.mutex);
        all.threads.push_back(cells_);
    }
    ~ThreadCells() {
        auto& all = registry();
        const std::lock_guard lock(all.mutex);
        std::erase(all.threads, cells_);
        for (std::size_t i = 0; i < all.cells_used; ++i)
            all.of_ended_threads[i] += cells_[i].load(std::memory_order_relaxed);
        ::munmap(static_cast<void*>(cells_), cells_max * sizeof(Cell));
    }
    ThreadCells(const ThreadCells&) = delete;
    ThreadCells& operator=(const ThreadCells&) = delete;

    [[nodiscard]] Cell& operator[](std::size_t index) const noexcept { return cells_[index]; }

  private:
    Cell* cells_;
};

std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text;
}

std::string label_text(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        if (!text.empty()) text += ',';
        text.append(name).append("=\"").append(escaped(value)).append("\"");
    }
    return text;
}

Series& declare(std::string_view name, std::string_view help, Kind kind, const std::string& labels,
                std::size_t cell_count) {
    auto& all = registry();
    auto& family =
        all.families.try_emplace(std::string(name), Family{kind, std::string(help), {}}).first->second;
    const auto [found, is_new] = family.series.try_emplace(labels);
    auto& series = found->second;
    if (!is_new) return series;
    if (all.cells_used + cell_count > cells_max) throw std::length_error("too many metrics");
    series.labels = labels;
    series.cell = all.cells_used;
    all.cells_used += cell_count;
    return series;
}

std::size_t declare_one(std::string_view name, std::string_view help, Kind kind, const Labels& labels) {
    const std::lock_guard lock(registry().mutex);
    return declare(name, help, kind, label_text(labels), 1).cell;
}

void show(std::string& out, std::string_view name, std::string_view labels, double value) {
    char number[32];
    std::snprintf(number, sizeof number, "%.15g", value);
    out += name;
    if (!labels.empty()) out.append("{").append(labels).append("}");
    out.append(" ").append(number).append("\n");
}

void show_histogram(std::string& out, const std::string& name, const Series& series,
                    const std::vector<std::int64_t>& sums) {
    const auto separator = series.labels.empty() ? "" : ",";
    double count = 0;
    for (std::size_t i = 0; i <= series.bounds.size(); ++i) {
        count += static_cast<double>(sums[series.cell + i]);
        char bound[32] = "+Inf";
        if (i < series.bounds.size())
            std::snprintf(bound, sizeof bound, "%.6g", static_cast<double>(series.bounds[i]) * series.scale);
        show(out, name + "_bucket", series.labels + separator + "le=\"" + bound + "\"", count);
    }
    show(out, name + "_sum", series.labels,
         static_cast<double>(sums[series.cell + series.bounds.size() + 1]) * series.scale);
    show(out, name + "_count", series.labels, count);
}

constexpr std::string_view kind_name(Kind kind) {
    if (kind == Kind::counter) return "counter";
    return kind == Kind::gauge ? "gauge" : "histogram";
}

}  // namespace

void detail::add(std::size_t cell, std::int64_t amount) noexcept {
    thread_local const ThreadCells mine;
    auto& own = mine[cell];
    own.store(own.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

Counter::Counter(std::string_view name, std::string_view help, const Labels& labels)
    : cell_(declare_one(name, help, Kind::counter, labels)) {}

Gauge::Gauge(std::string_view name, std::string_view help, const Labels& labels)
    : cell_(declare_one(name, help, Kind::gauge, labels)) {}

Histogram::Histogram(std::string_view name, std::string_view help, double scale,
                     std::span<const std::int64_t> bounds, const Labels& labels)
    : bounds_(bounds) {
    const std::lock_guard lock(registry().mutex);
    auto& series = declare(name, help, Kind::histogram, label_text(labels), bounds.size() + 2);
    series.scale = scale;
    series.bounds = bounds;
    cell_ = series.cell;
}

void Histogram::observe(std::int64_t value) const noexcept {
    const auto bound = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
    detail::add(cell_ + static_cast<std::size_t>(bound), 1);
    detail::add(cell_ + bounds_.size() + 1, value);
}

Reading::Reading(std::string_view name, std::string_view help, const Labels& labels,
                 std::function<double()> read)
    : name_(name), labels_(label_text(labels)) {
    const std::lock_guard lock(registry().mutex);
    declare(name_, help, Kind::gauge, labels_, 0).read = std::move(read);
}

Reading::~Reading() {
    const std::lock_guard lock(registry().mutex);
    const auto family = registry().families.find(name_);
    family->second.series.erase(labels_);
    if (family->second.series.empty()) registry().families.erase(family);
}

std::string text() {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    auto sums = all.of_ended_threads;
    for (const auto* const cells : all.threads)
        for (std::size_t i = 0; i < all.cells_used; ++i) sums[i] += cells[i].load(std::memory_order_relaxed);
    std::string out;
    for (const auto& [name, family] : all.families) {
        out.append("# HELP ").append(name).append(" ").append(family.help).append("\n");
        out.append("# TYPE ").append(name).append(" ").append(kind_name(family.kind)).append("\n");
        for (const auto& [labels, series] : family.series) {
            if (family.kind == Kind::histogram)
                show_histogram(out, name, series, sums);
            else
                show(out, name, labels, series.read ? series.read() : static_cast<double>(sums[series.cell]));
        }
    }
    return out;
}

}  // namespace chatter::metrics
