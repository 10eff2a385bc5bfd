#include <iostream>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"

namespace chatter::app {

void add_config(CLI::App& cli, int& exit_code) {
    auto* const noun = cli.add_subcommand("config", "The settings in force");
    noun->require_subcommand(1);
    noun->add_subcommand("show", "Show every setting; secrets stay hidden")->callback([&exit_code] {
        exit_code = with_config([](const Config& config) {
            std::cout << show_config(config);
            return 0;
        });
    });
}

}  // namespace chatter::app
