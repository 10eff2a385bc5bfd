#include "options.hpp"

#include <CLI/CLI.hpp>

#include "marker.hpp"

namespace chatter::bench {

namespace {

void add_common(CLI::App& mode, Options& options) {
    mode.add_option("--port", options.port, "Of the server, at 127.0.0.1")->required();
    mode.add_option("--server-pid", options.server_pid, "Measure this process");
    mode.add_flag("--json", options.json, "One JSON object instead of lines");
    mode.add_option("--people", options.people,
                    "File of `TOKEN ROOM` lines, dealt out to the connections in turn");
    mode.add_option("--greeting", options.greeting, "Event that the server greets with, to be waited for");
    mode.add_option("--connecting", options.connecting_max, "Connections being made at once")
        ->check(CLI::Range(1, 4096));
    mode.add_option("--deadline", options.deadline_s, "Seconds for anything that should end by itself")
        ->check(CLI::Range(0.1, 3600.0));
}

void add_crowd(CLI::App& mode, Options& options) {
    mode.add_option("--clients", options.clients, "Connections")->check(CLI::Range(1, 100'000));
    mode.add_option("--connect-rate", options.connects_per_s, "Connections made a second; 0: no limit");
    mode.add_option("--settle", options.settle_s, "Seconds of quiet before measuring");
}

void add_window(CLI::App& mode, Options& options) {
    mode.add_option("--warmup", options.warmup_s, "Seconds of load before measuring");
    mode.add_option("--seconds", options.seconds, "Seconds of load that are measured");
}

void add_traffic(CLI::App& mode, Options& options) {
    add_crowd(mode, options);
    add_window(mode, options);
    mode.add_option("--rooms", options.rooms, "Rooms over which connections are dealt out")
        ->check(CLI::Range(1, 100'000));
    mode.add_option("--senders", options.senders, "Connections of each room that send")
        ->check(CLI::Range(1, 100'000));
    mode.add_option("--in-flight", options.in_flight, "Messages on their way at once, over all senders")
        ->check(CLI::Range(1, 65'536));
    mode.add_option("--rate", options.rate_per_s, "Messages a second, instead of so many in flight");
    mode.add_flag("--evenly", options.is_even, "With --rate: at equal intervals, not at random");
    mode.add_option("--bytes", options.text_bytes, "Of a message's text")
        ->check(CLI::Range(static_cast<int>(marker_bytes), 4000));
    mode.add_option("--stalled", options.stalled, "Connections, besides, that stop reading")
        ->check(CLI::Range(0, 10'000));
    mode.add_option("--more-ports", options.more_ports,
                    "Of other nodes: connections are dealt out to all in turn");
    mode.add_option("--more-pids", options.more_pids, "Measure these together with --server-pid");
    mode.add_option("--bus-pid", options.bus_pid, "Measure this process by itself");
    mode.add_option("--database-pid", options.database_pid, "Measure this process and its children too");
}

}  // namespace

int read_options(int argc, char** argv, Options& options) {
    CLI::App cli("Loads a Socket.IO chat server with WebSocket connections, and measures and checks it");
    cli.require_subcommand(1);

    auto& idle =
        *cli.add_subcommand("idle", "Many connections that say nothing: memory, heartbeats, file limit");
    add_common(idle, options);
    add_crowd(idle, options);
    idle.add_option("--hold", options.hold_s, "Seconds to stay connected and answer heartbeats");
    idle.add_option("--past-limit", options.past_limit,
                    "Fill the server's file limit (--clients is ignored), then try so many more");
    idle.callback([&options] { options.mode = Mode::idle; });

    auto& fanout =
        *cli.add_subcommand("fanout", "A message is on its way until everybody in the room has it");
    add_common(fanout, options);
    add_traffic(fanout, options);
    fanout.callback([&options] { options.mode = Mode::fanout; });

    auto& send = *cli.add_subcommand("send", "A message is on its way until it is acknowledged");
    add_common(send, options);
    add_traffic(send, options);
    send.callback([&options] { options.mode = Mode::send; });

    auto& churn = *cli.add_subcommand("churn", "Connect, join the namespace, disconnect, again and again");
    add_common(churn, options);
    add_window(churn, options);
    churn.add_option("--concurrent", options.concurrent, "Connections at once")->check(CLI::Range(1, 4096));
    churn.callback([&options] { options.mode = Mode::churn; });

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error) == 0 ? 0 : 2;
    }
    return -1;
}

}  // namespace chatter::bench
