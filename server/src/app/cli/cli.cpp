#include "app/cli/cli.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>

#include "app/config.hpp"

namespace chatter::app {

namespace {

constexpr int misused = 2;

/// `name`, and the words that must follow it.
std::string usage(const CLI::App& command) {
    auto text = command.get_name();
    for (const auto* const option : command.get_options())
        if (option->get_positional()) text += " " + option->get_name(true);
    return text;
}

/// Every command with its meaning, a line each, nested ones with their noun.
std::string list_commands(const CLI::App& cli) {
    std::string text = "Commands:\n";
    const auto add = [&text](std::string command, const std::string& meaning) {
        command.resize(std::max<std::size_t>(command.size() + 1, 24), ' ');
        text += "  " + command + meaning + "\n";
    };
    for (const auto* const noun : cli.get_subcommands({})) {
        const auto verbs = noun->get_subcommands({});
        if (verbs.empty()) add(usage(*noun), noun->get_description());
        for (const auto* const verb : verbs)
            add(noun->get_name() + " " + usage(*verb), verb->get_description());
    }
    return text;
}

}  // namespace

int run_cli(int argc, char** argv) {
    CLI::App cli("Chatter: self-hosted real-time chat", "chatter");
    cli.set_version_flag("--version", "chatter " CHATTER_VERSION);
    cli.require_subcommand(1);
    int exit_code = 0;
    add_serve(cli, exit_code);
    add_config(cli, exit_code);
    add_database(cli, exit_code);
    add_user(cli, exit_code);
    add_images(cli, exit_code);
    add_backup(cli, exit_code);
    add_export(cli, exit_code);
    add_doctor(cli, exit_code);
    for (auto* const noun : cli.get_subcommands({}))
        noun->group("");  // the list below shows them with their verbs
    cli.footer(list_commands(cli) + "\n" + describe_variables());
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream complaint;
        const int code = cli.exit(error, std::cout, complaint);
        std::cerr << without_password(complaint.str());  // it may quote a URL that stood in the wrong place
        return code == 0 ? 0 : misused;
    }
    return exit_code;
}

}  // namespace chatter::app
