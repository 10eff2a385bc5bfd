#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace chatter::log {

enum class Level { debug, info, warn, error, off };
enum class Format { pretty, json };

/// One fact beside the sentence. Never a message body, a password, a token or a secret.
struct Field {
    std::string_view name;
    std::string value;
    bool quoted = true;  // a number stands bare in JSON

    Field(std::string_view key, std::string text) : name(key), value(std::move(text)) {}
    Field(std::string_view key, std::string_view text) : name(key), value(text) {}
    Field(std::string_view key, const char* text) : name(key), value(text) {}
    Field(std::string_view key, std::integral auto number)
        : name(key), value(std::to_string(number)), quoted(false) {}
};

/// Sets where the process logs to: stdout, one line an entry, which a thread of its own writes. What waits is
/// written before the process ends, by a return from main or by an error that is fatal. Call once, before the
/// threads start.
void start(Level level, Format format);
void set_level(Level level);
[[nodiscard]] bool is_on(Level level);

/// A constant sentence plus fields. Threads: any.
void debug(std::string_view sentence, std::initializer_list<Field> fields = {});
void info(std::string_view sentence, std::initializer_list<Field> fields = {});
void warn(std::string_view sentence, std::initializer_list<Field> fields = {});
void error(std::string_view sentence, std::initializer_list<Field> fields = {});

}  // namespace chatter::log
