#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "modes.hpp"
#include "process.hpp"
#include "traffic.hpp"

namespace chatter::bench {

namespace {

struct Moment {
    std::uint64_t wall_ns;
    std::vector<std::uint64_t> nodes_ns;
    std::uint64_t database_ns;
    std::uint64_t bus_ns;
    std::uint64_t own_ns;
};

Moment take_moment(const Options& options) {
    std::vector<std::uint64_t> nodes{Process(options.server_pid).cpu_ns()};
    for (const auto pid : options.more_pids) nodes.push_back(Process(pid).cpu_ns());
    return {.wall_ns = now_ns(),
            .nodes_ns = std::move(nodes),
            .database_ns = family_cpu_ns(options.database_pid),
            .bus_ns = Process(options.bus_pid).cpu_ns(),
            .own_ns = Process(::getpid()).cpu_ns()};
}

void report_window(const Options& options, const Traffic& traffic, const Moment& from, const Moment& to,
                   Report& report) {
    const auto& counts = traffic.counts();
    const auto wall_ns = static_cast<double>(to.wall_ns - from.wall_ns);
    std::vector<double> nodes_ns;
    for (std::size_t i = 0; i < to.nodes_ns.size(); ++i)
        nodes_ns.push_back(static_cast<double>(to.nodes_ns[i] - from.nodes_ns[i]));
    const auto server_ns = std::accumulate(nodes_ns.begin(), nodes_ns.end(), 0.0);
    const auto deliveries = static_cast<double>(counts.delivered);
    const auto acks = static_cast<double>(counts.acked);
    const auto seconds = to_s(to.wall_ns - from.wall_ns);
    report.figure("seconds", seconds);
    report.figure("deliveries_per_s", deliveries / seconds);
    report.figure("acks_per_s", acks / seconds);
    if (options.server_pid > 0) {
        report.figure("server_us_per_delivery", server_ns / 1000 / deliveries);
        report.figure("server_us_per_ack", server_ns / 1000 / acks);
        report.figure("busiest_node_us_per_ack", *std::ranges::max_element(nodes_ns) / 1000 / acks);
        report.figure("server_busy", server_ns / wall_ns);
    }
    if (options.database_pid > 0)
        report.figure("database_us_per_ack",
                      static_cast<double>(to.database_ns - from.database_ns) / 1000 / acks);
    if (options.bus_pid > 0)
        report.figure("bus_us_per_ack", static_cast<double>(to.bus_ns - from.bus_ns) / 1000 / acks);
    report.figure("generator_busy", static_cast<double>(to.own_ns - from.own_ns) / wall_ns);
    report.latency("delivery", traffic.deliveries());
    report.latency("ack", traffic.acks());
}

void verify(const TrafficCounts& total, std::uint64_t expected, const Traffic& traffic, Report& report) {
    report.count("sent", total.sent);
    report.count("acked", total.acked);
    report.count("deliveries_expected", expected);
    report.count("deliveries", total.delivered);
    const auto must_be = [&report](const char* name, std::uint64_t value, std::uint64_t wanted) {
        if (value != wanted)
            report.fail(std::string(name) + ": " + std::to_string(value) + " instead of " +
                        std::to_string(wanted));
    };
    if (!traffic.problem().empty()) report.fail(traffic.problem());
    if (total.sent == 0) report.fail("nothing was sent");
    must_be("acked", total.acked, total.sent);
    must_be("refused", total.refused, 0);
    must_be("deliveries", total.delivered, expected);
    must_be("deliveries out of order or twice", total.disordered, 0);
    must_be("deliveries to the wrong room", total.foreign, 0);
    must_be("unexpected packets", total.unknown, 0);
    must_be("connections lost", traffic.lost(), 0);
    must_be("sends for which there was no room", total.late, 0);
}

TrafficCounts operator+(TrafficCounts a, const TrafficCounts& b) {
    a.sent += b.sent;
    a.acked += b.acked;
    a.delivered += b.delivered;
    a.refused += b.refused;
    a.disordered += b.disordered;
    a.foreign += b.foreign;
    a.unknown += b.unknown;
    a.late += b.late;
    return a;
}

/// Runs for `seconds` in short stretches; returns the most memory that the server held between them.
std::uint64_t run_and_weigh(Traffic& traffic, const Options& options, double seconds) {
    constexpr double stretch_s = 0.1;
    std::uint64_t bytes_max = 0;
    for (auto left = seconds; left > 0; left -= stretch_s) {
        traffic.run(std::min(left, stretch_s));
        bytes_max = std::max(bytes_max, Process(options.server_pid).resident_bytes());
    }
    return bytes_max;
}

}  // namespace

void run_traffic(const Options& options, std::vector<Person> people, Report& report) {
    Traffic traffic(options, people);
    Crowd crowd(options, std::move(people), traffic);
    const auto connections = options.clients + options.stalled;
    crowd.grow(connections);
    for (auto& client : crowd.clients()) crowd.connect(client);
    (void)turn_until(crowd, options.deadline_s,
                     [&] { return crowd.joined() == connections || traffic.lost() > 0; });
    if (crowd.joined() < connections) {
        report.fail(std::to_string(crowd.joined()) + " of " + std::to_string(connections) + " connected; " +
                    traffic.problem());
        return;
    }
    traffic.begin(crowd);
    turn_for(crowd, options.settle_s);

    const auto resident_before = Process(options.server_pid).resident_bytes();
    auto resident_max = run_and_weigh(traffic, options, options.warmup_s);
    auto total = traffic.counts();
    traffic.clear();
    const auto from = take_moment(options);
    resident_max = std::max(resident_max, run_and_weigh(traffic, options, options.seconds));
    const auto to = take_moment(options);
    report_window(options, traffic, from, to, report);
    if (options.server_pid > 0)
        report.count("server_growth_bytes", resident_max - std::min(resident_max, resident_before));
    const auto is_over = [&] { return traffic.is_quiet() || !traffic.problem().empty(); };
    (void)turn_until(crowd, options.deadline_s, is_over);
    if (options.stalled > 0) traffic.resume_stalled();
    // What comes twice comes after what it repeats.
    turn_for(crowd, options.stalled > 0 ? 0.5 : 0.05);
    if (options.stalled > 0) report.count("stalled_closed", traffic.stalled_closed());
    total = total + traffic.counts();
    verify(total, traffic.deliveries_expected(), traffic, report);
}

}  // namespace chatter::bench
