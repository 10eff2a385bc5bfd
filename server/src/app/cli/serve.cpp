#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "app/app.hpp"
#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"

namespace chatter::app {

namespace {

/// Returns at the first SIGTERM or SIGINT; a second one ends the process at once, whatever it is doing.
void wait_for_signal() {
    boost::asio::io_context loop{1};
    boost::asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([](const boost::system::error_code&, int) {});
    loop.run();
    const auto exit_at_once = [](int) { ::_exit(1); };
    for (const int number : {SIGTERM, SIGINT}) {
        struct sigaction action{};
        action.sa_handler = exit_at_once;
        ::sigaction(number, &action, nullptr);
    }
}

int serve(const Config& config) {
    std::signal(SIGPIPE, SIG_IGN);
    log::start(config.log_level.value_or(log::Level::info),
               config.production ? log::Format::json : log::Format::pretty);
    auto app = App::start(config);
    if (!app) return fail_with(app.error());
    wait_for_signal();
    log::info("Chatter is stopping");
    (*app)->stop();
    app->reset();
    log::info("Chatter has stopped");
    return 0;
}

}  // namespace

void add_serve(CLI::App& cli, int& exit_code) {
    cli.add_subcommand("serve", "Serve the chat")->callback([&exit_code] { exit_code = with_config(serve); });
}

}  // namespace chatter::app
