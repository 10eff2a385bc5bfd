#pragma once

#include <iostream>

#include "app/config.hpp"

namespace chatter::app {

/// Runs `command` with the configuration of the environment; a wrong one is told on stderr, a line a
/// variable.
template <class Command>
int with_config(Command command) {
    const auto config = read_config(process_environment());
    if (config) return command(*config);
    for (const auto& complaint : config.error()) std::cerr << "chatter: " << complaint << '\n';
    return 1;
}

inline int fail_with(const Error& error) {
    std::cerr << "chatter: " << (error.detail.empty() ? error.code.message() : error.detail) << '\n';
    return 1;
}

}  // namespace chatter::app
