#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "app/app.hpp"
#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/service_manager.hpp"

namespace chatter::app {

namespace {

/// What happens to the process while it serves, on the first thread: signals, and signs of life.
class Vigil {
  public:
    Vigil(App& app, const Config& config, log::Level level) : app_(app), level_(level) {
        // On a developer's machine the end of the terminal, which this means too, is the end of the server.
        if (config.has_tls() || config.production) reloads_.add(SIGHUP);
    }

    /// Returns at the first SIGTERM or SIGINT; a second one ends the process at once, whatever it is doing.
    void keep() {
        endings_.async_wait([this](const boost::system::error_code&, int) { loop_.stop(); });
        hear_levels();
        hear_reloads();
        if (interval_) show_life();
        loop_.run();
        const auto exit_at_once = [](int) { ::_exit(1); };
        for (const int number : {SIGTERM, SIGINT}) {
            struct sigaction action{};
            action.sa_handler = exit_at_once;
            ::sigaction(number, &action, nullptr);
        }
    }

  private:
    /// SIGUSR1: all there is to say. SIGUSR2: as LOG_LEVEL has it.
    void hear_levels() {
        levels_.async_wait([this](const boost::system::error_code& error, int number) {
            if (error) return;
            const bool all = number == SIGUSR1;
            log::set_level(all ? log::Level::debug : level_);
            log::info("The log level was changed by a signal", {{"to", all ? "debug" : "LOG_LEVEL"}});
            hear_levels();
        });
    }

    /// SIGHUP: the certificate, which somebody has renewed.
    void hear_reloads() {
        reloads_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            app_.reload_certificate();
            hear_reloads();
        });
    }

    void show_life() {
        if (app_.is_alive()) notify_service_manager("WATCHDOG=1");
        timer_.expires_after(*interval_);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) show_life();
        });
    }

    App& app_;
    const log::Level level_;
    const std::optional<std::chrono::microseconds> interval_ = watchdog_interval();
    boost::asio::io_context loop_{1};
    boost::asio::signal_set endings_{loop_, SIGTERM, SIGINT};
    boost::asio::signal_set levels_{loop_, SIGUSR1, SIGUSR2};
    boost::asio::signal_set reloads_{loop_};
    boost::asio::steady_timer timer_{loop_};
};

/// As many descriptors as the system allows: each connection takes one, and the usual limit of 1,024 is for
/// programs that use select(2).
void raise_file_limit() {
    struct rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const Config& config) {
    raise_file_limit();
    std::signal(SIGPIPE, SIG_IGN);
    const auto level = config.log_level.value_or(log::Level::info);
    log::start(level, config.production ? log::Format::json : log::Format::pretty);
    auto app = App::start(config);
    if (!app) return fail_with(app.error());
    notify_service_manager("READY=1");
    // To the end: with its signal sets would go what a second signal does.
    Vigil vigil(**app, config, level);
    vigil.keep();
    notify_service_manager("STOPPING=1");
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
