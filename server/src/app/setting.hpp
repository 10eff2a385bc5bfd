#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config.hpp"

/// How config.cpp's table is written down, of which the settings for more than one machine have a file of
/// their own.
namespace chatter::app {

enum class Secrecy : std::uint8_t { open, url, secret };

/// What is wrong with a value, in words that follow the variable's name and never repeat it.
using Wrong = std::optional<std::string>;

/// One variable: everything the program knows of it.
struct Setting {
    std::string name;
    std::string meaning;
    std::string example;
    Secrecy secrecy = Secrecy::open;
    /// Takes the value over, or says what is wrong with it.
    std::function<Wrong(Config&, const std::string&)> read;
    /// The value in force, for `config show`.
    std::function<std::string(const Config&)> show;
};

template <class Read, class Show>
Setting setting(std::string name, std::string meaning, std::string example, Read read, Show show) {
    return {.name = std::move(name),
            .meaning = std::move(meaning),
            .example = std::move(example),
            .secrecy = Secrecy::open,
            .read = std::move(read),
            .show = std::move(show)};
}

[[nodiscard]] Setting text_setting(std::string name, std::string meaning, std::string example,
                                   std::string Config::* field, Secrecy secrecy = Secrecy::open);
[[nodiscard]] inline std::string choice_error(std::string_view choices) {
    return "must be " + std::string(choices);
}

/// Redis and the object store.
[[nodiscard]] std::vector<Setting> scaling_settings();
/// What the object store's settings lack where there is one, by name.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> missing_scaling_settings(
    const Config& config);

}  // namespace chatter::app
