#include "base/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>

#include "base/log_entry.hpp"
#include "base/log_writer.hpp"
#include "base/metrics.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace chatter::log {

namespace {

constexpr std::size_t pending_bytes_max = std::size_t{4} * 1024 * 1024;

const metrics::Counter lost_entries("chatter_log_lost_total",
                                    "Entries that found no room: stdout was not read fast enough.");

const metrics::Counter& entries(Level level) {
    static const std::array counters = [] {
        const auto counter = [](std::string_view name) {
            return metrics::Counter("chatter_log_entries_total", "Entries written to the log.",
                                    {{"level", std::string(name)}});
        };
        return std::array{counter("debug"), counter("info"), counter("warn"), counter("error")};
    }();
    return counters[static_cast<std::size_t>(level)];
}

std::atomic<Level> level_now = Level::info;
Format format_now = Format::pretty;

constexpr std::string_view level_name(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warn: return "warn";
        case Level::error: return "error";
        case Level::off: break;
    }
    return "off";
}

std::string json_line(Level level, std::string_view sentence, std::span<const Field> fields) {
    std::string line = R"({"time":")" + to_iso8601(SystemClock().now()) + R"(","level":")";
    line += level_name(level);
    line += R"(","message":)";
    append_json_string(line, sentence);
    for (const auto& field : fields) {
        line += ',';
        append_json_string(line, field.name);
        line += ':';
        if (field.quoted)
            append_json_string(line, field.value);
        else
            line += field.value;
    }
    line += '}';
    return line;
}

std::string pretty_line(Level level, std::string_view sentence, std::span<const Field> fields) {
    std::string line = to_iso8601(SystemClock().now()).substr(11, 12);
    line += ' ';
    if (level != Level::info) {
        line += level_name(level);
        line += ": ";
    }
    line += sentence;
    for (const auto& field : fields) {
        line += "  ";
        line += field.name;
        line += '=';
        // A value with a line break must not be able to forge an entry.
        if (field.value.find_first_of(" \n\r\t\"") == std::string::npos)
            line += field.value;
        else
            append_json_string(line, field.value);
    }
    return line;
}

std::string line_of(Level level, std::string_view sentence, std::span<const Field> fields) {
    return format_now == Format::json ? json_line(level, sentence, fields)
                                      : pretty_line(level, sentence, fields);
}

std::string lost_line(std::uint64_t count) {
    const Field lost("lost", count);
    return line_of(Level::warn, "Entries of the log were lost: nobody reads it fast enough", {&lost, 1});
}

std::atomic<Writer*> writer_now = nullptr;

Writer& writer() {
    /// What it is given is written before the process ends.
    static struct Output {
        Writer writer{STDOUT_FILENO, pending_bytes_max, lost_line};
        Output() { writer_now = &writer; }
        ~Output() { writer_now = nullptr; }
    } output;
    return output.writer;
}

void write(Level level, std::string_view sentence, std::span<const Field> fields, bool urgent) {
    if (!is_on(level)) return;
    entries(level).add();
    if (!writer().write(line_of(level, sentence, fields), urgent)) lost_entries.add();
}

constexpr std::array fatal_signals{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
std::array<struct sigaction, fatal_signals.size()> usual_ends;

/// What the process says last is what explains its end. Then it ends as it would have without this.
void write_before_the_end(int number, siginfo_t* info, void*) {
    if (auto* const writer = writer_now.load()) writer->write_at_once();
    const auto index = std::ranges::find(fatal_signals, number) - fatal_signals.begin();
    ::sigaction(number, &usual_ends[static_cast<std::size_t>(index)], nullptr);
    if (info->si_code <= 0) ::raise(number);  // else what caused it happens once more
}

}  // namespace

Field duration_field(std::string_view name, std::chrono::steady_clock::duration taken) {
    std::array<char, 32> text{};
    const auto ms = std::chrono::duration<double, std::milli>(taken).count();
    // Every request has one; the last byte ends the text.
    std::to_chars(text.data(), text.data() + text.size() - 1, ms, std::chars_format::fixed, 3);
    Field field(name, text.data());
    field.quoted = false;
    return field;
}

void start(Level level, Format format) {
    format_now = format;
    set_level(level);
    struct sigaction action{};
    action.sa_sigaction = write_before_the_end;
    action.sa_flags = SA_SIGINFO;
    for (std::size_t i = 0; i < fatal_signals.size(); ++i)
        ::sigaction(fatal_signals[i], &action, &usual_ends[i]);
}

void set_level(Level level) { level_now.store(level, std::memory_order_relaxed); }
bool is_on(Level level) { return level != Level::off && level >= level_now.load(std::memory_order_relaxed); }

void entry(Level level, std::string_view sentence, std::span<const Field> fields) {
    write(level, sentence, fields, false);
}
void debug(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::debug, sentence, {fields.begin(), fields.size()}, true);
}
void info(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::info, sentence, {fields.begin(), fields.size()}, true);
}
void warn(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::warn, sentence, {fields.begin(), fields.size()}, true);
}
void error(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::error, sentence, {fields.begin(), fields.size()}, true);
}

}  // namespace chatter::log
