#include "base/log.hpp"

#define FMT_HEADER_ONLY
#define SPDLOG_FMT_EXTERNAL
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/text.hpp"
#include "base/time.hpp"

namespace chatter::log {

namespace {

struct Output {
    Format format = Format::pretty;
    std::shared_ptr<spdlog::logger> logger;

    Output()
        : logger(std::make_shared<spdlog::logger>("chatter",
                                                  std::make_shared<spdlog::sinks::stdout_sink_mt>())) {
        logger->set_pattern("%v");
        logger->flush_on(spdlog::level::info);
    }
};

Output& output() {
    static Output instance;
    return instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warn: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
        case Level::off: break;
    }
    return spdlog::level::off;
}

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

std::string json_line(Level level, std::string_view sentence, std::initializer_list<Field> fields) {
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

std::string pretty_line(Level level, std::string_view sentence, std::initializer_list<Field> fields) {
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

void write(Level level, std::string_view sentence, std::initializer_list<Field> fields) {
    auto& [format, logger] = output();
    const auto spdlog_level = to_spdlog(level);
    if (!logger->should_log(spdlog_level)) return;
    logger->log(
        spdlog_level, "{}",
        format == Format::json ? json_line(level, sentence, fields) : pretty_line(level, sentence, fields));
}

}  // namespace

void start(Level level, Format format) {
    output().format = format;
    set_level(level);
}

void set_level(Level level) { output().logger->set_level(to_spdlog(level)); }
bool is_on(Level level) { return output().logger->should_log(to_spdlog(level)); }

void debug(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::debug, sentence, fields);
}
void info(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::info, sentence, fields);
}
void warn(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::warn, sentence, fields);
}
void error(std::string_view sentence, std::initializer_list<Field> fields) {
    write(Level::error, sentence, fields);
}

}  // namespace chatter::log
