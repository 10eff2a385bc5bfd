#include "modes.hpp"
#include "process.hpp"

namespace chatter::bench {

namespace {

/// What a server cannot be blamed for: descriptors it opens meanwhile for its own work.
constexpr std::uint32_t spare_descriptors = 64;
/// The scheduling of two busy processes, on top of the ping interval.
constexpr double heartbeat_slack_s = 3;

class Idle final : public CrowdEvents {
  public:
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }
    [[nodiscard]] std::uint32_t refused() const noexcept { return refused_; }
    [[nodiscard]] std::uint32_t answers() const noexcept { return answers_; }
    [[nodiscard]] const std::string& first_reason() const noexcept { return first_reason_; }
    [[nodiscard]] std::uint64_t last_change_ns() const noexcept { return last_change_ns_; }

    void on_joined(Client& client) override {
        last_change_ns_ = client.last_ping_ns;
        has_joined_.resize(std::max<std::size_t>(has_joined_.size(), client.index + 1));
        has_joined_[client.index] = true;
    }
    void on_packet(Client&, std::string_view packet) override {
        if (packet.starts_with("31[")) ++answers_;
    }
    void on_gone(Client& client, bool asked, const std::string& reason) override {
        if (asked) return;
        last_change_ns_ = now_ns();
        if (client.index < has_joined_.size() && has_joined_[client.index]) {
            ++lost_;
        } else {
            ++refused_;
        }
        if (first_reason_.empty()) first_reason_ = reason;
    }

  private:
    std::vector<bool> has_joined_;
    std::uint32_t lost_ = 0;
    std::uint32_t refused_ = 0;
    std::uint32_t answers_ = 0;
    std::uint64_t last_change_ns_ = now_ns();
    std::string first_reason_;
};

/// Every connection asks something that is refused, which costs nothing and shows that it is heard.
void probe(Crowd& crowd, Idle& idle, const Options& options, Report& report) {
    const auto asked = crowd.joined();
    for (auto& client : crowd.clients()) {
        if (client.stage != Stage::joined) continue;
        crowd.queue(client, "421[\"message:send\",{}]");
        crowd.flush(client);
        if (client.index % 256 == 0) crowd.turn(0);
    }
    (void)turn_until(crowd, options.deadline_s, [&] { return idle.answers() >= asked || idle.lost() > 0; });
    report.count("answered_at_the_end", idle.answers());
    if (idle.answers() != asked)
        report.fail(std::to_string(asked - idle.answers()) + " connections did not answer at the end");
}

void hold(Crowd& crowd, Idle& idle, const Options& options, Report& report) {
    const Process server(options.server_pid);
    const auto cpu_before = server.cpu_ns();
    const auto pings_before = crowd.pings();
    const auto from = now_ns();
    (void)turn_until(crowd, options.hold_s, [&] { return idle.lost() > 0; });
    const auto now = now_ns();
    report.count("heartbeats", crowd.pings() - pings_before);
    report.figure("server_busy_while_idle",
                  static_cast<double>(server.cpu_ns() - cpu_before) / static_cast<double>(now - from));
    const auto patience_ns = to_ns(crowd.ping_interval_s() + heartbeat_slack_s);
    const auto silent = std::ranges::count_if(crowd.clients(), [&](const Client& client) {
        return client.stage == Stage::joined && now - client.last_ping_ns > patience_ns;
    });
    report.count("without_heartbeat", static_cast<std::uint64_t>(silent));
    if (silent > 0) report.fail(std::to_string(silent) + " connections had no heartbeat");
}

/// When old connections leave, those that the server kept waiting at its file limit come in.
void make_room(Crowd& crowd, Idle& idle, std::uint32_t waiting, const Options& options, Report& report) {
    const auto target = crowd.joined();
    auto leaving = waiting;
    for (auto& client : crowd.clients()) {
        if (leaving == 0) break;
        if (client.stage != Stage::joined) continue;
        crowd.leave(client);
        --leaving;
    }
    const auto came = turn_until(crowd, options.deadline_s, [&] {
        return crowd.joined() + idle.refused() >= target || idle.lost() > 0;
    });
    report.count("connected_after_making_room", crowd.joined());
    if (!came) report.fail("connections that waited at the file limit never came in");
}

}  // namespace

void run_idle(const Options& options, std::vector<Person> people, Report& report) {
    const Process server(options.server_pid);
    auto wanted = options.clients;
    if (options.past_limit > 0) {
        wanted = static_cast<std::uint32_t>(server.files_left());
        report.count("server_file_limit", server.file_limit());
    }
    Idle idle;
    Crowd crowd(options, std::move(people), idle);
    const auto resident_before = server.resident_bytes();
    const auto anonymous_before = server.anonymous_bytes();
    const auto cpu_before = server.cpu_ns();
    const auto from = now_ns();
    const auto tried = wanted + options.past_limit;
    crowd.grow(tried);
    for (auto& client : crowd.clients()) crowd.connect(client);

    // Past the limit nobody says when it is over: it is when nothing happens any more.
    const auto is_over = [&] {
        if (crowd.joined() + idle.refused() + idle.lost() == tried) return true;
        return options.past_limit > 0 && crowd.joined() + spare_descriptors >= wanted &&
               now_ns() > idle.last_change_ns() + 2 * ns_per_s;
    };
    const auto is_connected = turn_until(crowd, options.deadline_s, is_over);
    const auto connected = crowd.joined();
    report.count("connections", connected);
    report.figure("connect_seconds", to_s(now_ns() - from));
    report.figure("server_us_per_connect",
                  static_cast<double>(server.cpu_ns() - cpu_before) / 1000 / connected);
    if (options.past_limit > 0) {
        report.count("refused_past_limit", idle.refused());
        report.count("waiting_past_limit", tried - connected - idle.refused());
    }
    if (!is_connected || connected + (options.past_limit > 0 ? spare_descriptors : 0) < wanted) {
        report.fail(std::to_string(connected) + " of " + std::to_string(wanted) + " connected; " +
                    idle.first_reason());
        return;
    }

    turn_for(crowd, options.settle_s);
    const auto per_connection = [&](std::uint64_t after, std::uint64_t before) {
        return (static_cast<double>(after) - static_cast<double>(before)) / connected;
    };
    if (options.server_pid > 0) {
        report.figure("server_bytes_per_connection",
                      per_connection(server.resident_bytes(), resident_before));
        report.figure("server_anonymous_bytes_per_connection",
                      per_connection(server.anonymous_bytes(), anonymous_before));
    }
    if (options.hold_s > 0) hold(crowd, idle, options, report);
    probe(crowd, idle, options, report);
    const auto waiting = tried - connected - idle.refused();
    if (options.past_limit > 0 && waiting > 0) make_room(crowd, idle, waiting, options, report);
    report.count("lost", idle.lost());
    if (idle.lost() > 0)
        report.fail(std::to_string(idle.lost()) + " connections were lost: " + idle.first_reason());
}

}  // namespace chatter::bench
