#include "app/cli/cli.hpp"

#include <iostream>

#include "app/config.hpp"

namespace chatter::app {

namespace {

constexpr int misused = 2;

}  // namespace

int run_cli(int argc, char** argv) {
    CLI::App cli("Chatter: self-hosted real-time chat", "chatter");
    cli.set_version_flag("--version", "chatter " CHATTER_VERSION);
    cli.footer(describe_variables());
    cli.require_subcommand(1);
    int exit_code = 0;
    add_serve(cli, exit_code);
    add_config(cli, exit_code);
    add_database(cli, exit_code);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error, std::cout, std::cerr) == 0 ? 0 : misused;
    }
    return exit_code;
}

}  // namespace chatter::app
