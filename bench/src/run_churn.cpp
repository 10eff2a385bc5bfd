#include <unistd.h>

#include "modes.hpp"
#include "process.hpp"

namespace chatter::bench {

namespace {

/// Each connection leaves as soon as it is let in, and comes again as soon as it has gone.
class Churn final : public CrowdEvents {
  public:
    void begin(Crowd& crowd) {
        crowd_ = &crowd;
        for (auto& client : crowd.clients()) crowd.connect(client);
    }
    void stop() noexcept { is_stopping_ = true; }

    [[nodiscard]] std::uint64_t cycles() const noexcept { return cycles_; }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

    void on_joined(Client& client) override { crowd_->leave(client); }
    void on_gone(Client& client, bool asked, const std::string& reason) override {
        if (!asked) {
            if (problem_.empty()) problem_ = "a connection was not let in: " + reason;
            return;
        }
        ++cycles_;
        if (!is_stopping_) crowd_->connect(client);
    }

  private:
    Crowd* crowd_ = nullptr;
    bool is_stopping_ = false;
    std::uint64_t cycles_ = 0;
    std::string problem_;
};

}  // namespace

void run_churn(const Options& options, std::vector<Person> people, Report& report) {
    Churn churn;
    Crowd crowd(options, std::move(people), churn);
    crowd.grow(options.concurrent);
    churn.begin(crowd);
    const auto has_failed = [&churn] { return !churn.problem().empty(); };
    (void)turn_until(crowd, options.warmup_s, has_failed);

    const Process server(options.server_pid);
    const Process self(::getpid());
    const auto cycles_before = churn.cycles();
    const auto resident_before = server.resident_bytes();
    const auto server_before = server.cpu_ns();
    const auto own_before = self.cpu_ns();
    const auto from = now_ns();
    (void)turn_until(crowd, options.seconds, has_failed);
    const auto seconds = to_s(now_ns() - from);
    const auto cycles = static_cast<double>(churn.cycles() - cycles_before);
    const auto server_ns = static_cast<double>(server.cpu_ns() - server_before);
    const auto own_ns = static_cast<double>(self.cpu_ns() - own_before);

    churn.stop();
    const auto all_gone = turn_until(crowd, options.deadline_s, [&] {
        return has_failed() ||
               (crowd.under_way() == 0 && std::ranges::all_of(crowd.clients(), [](const Client& client) {
                    return client.stage == Stage::away;
                }));
    });
    report.count("cycles", churn.cycles());
    report.figure("seconds", seconds);
    report.figure("cycles_per_s", cycles / seconds);
    if (options.server_pid > 0) {
        report.figure("server_us_per_cycle", server_ns / 1000 / cycles);
        report.figure("server_busy", server_ns / 1e9 / seconds);
        report.count("server_resident_bytes_before", resident_before);
        report.count("server_resident_bytes_after", server.resident_bytes());
    }
    report.figure("generator_busy", own_ns / 1e9 / seconds);
    if (!churn.problem().empty()) report.fail(churn.problem());
    if (!all_gone) report.fail("a connection that said goodbye was not closed");
    if (churn.cycles() == cycles_before) report.fail("no connection came and went");
}

}  // namespace chatter::bench
