#pragma once

#include <CLI/CLI.hpp>

namespace chatter::app {

/// `chatter <noun> <verb>`: reads the command line and runs it. 0 done, 1 failed, 2 misused.
int run_cli(int argc, char** argv);

// One function a noun: adds its commands, which leave their exit code in `exit_code`.
void add_serve(CLI::App& cli, int& exit_code);
void add_config(CLI::App& cli, int& exit_code);
void add_database(CLI::App& cli, int& exit_code);
void add_user(CLI::App& cli, int& exit_code);
void add_backup(CLI::App& cli, int& exit_code);
void add_doctor(CLI::App& cli, int& exit_code);
void add_export(CLI::App& cli, int& exit_code);
void add_images(CLI::App& cli, int& exit_code);

/// The verb `move` of the noun `database`.
void add_move(CLI::App& database, int& exit_code);

}  // namespace chatter::app
