#include <sys/resource.h>

#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>

#include "modes.hpp"

namespace {

using namespace chatter::bench;

constexpr const char* mode_name(Mode mode) noexcept {
    switch (mode) {
        case Mode::idle: return "idle";
        case Mode::fanout: return "fanout";
        case Mode::send: return "send";
        case Mode::churn: return "churn";
    }
    return "";
}

/// From the file, or one made-up person a connection, dealt out to `rooms` rooms.
std::vector<Person> read_people(const Options& options) {
    std::vector<Person> people;
    if (options.people.empty()) {
        const auto count = std::max(options.clients + options.stalled, options.concurrent);
        for (std::uint32_t i = 0; i < count; ++i)
            people.push_back({.token = "person-" + std::to_string(i),
                              .room = "room-" + std::to_string(i % options.rooms)});
        return people;
    }
    std::ifstream file(options.people);
    for (Person person; file >> person.token >> person.room;) people.push_back(person);
    if (people.empty()) throw std::runtime_error("no people in " + options.people);
    return people;
}

void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (const auto exit_code = read_options(argc, argv, options); exit_code >= 0) return exit_code;
    allow_many_files();
    std::signal(SIGPIPE, SIG_IGN);
    Report report;
    report.text("mode", mode_name(options.mode));
    try {
        auto people = read_people(options);
        switch (options.mode) {
            case Mode::idle: run_idle(options, std::move(people), report); break;
            case Mode::fanout:
            case Mode::send: run_traffic(options, std::move(people), report); break;
            case Mode::churn: run_churn(options, std::move(people), report); break;
        }
    } catch (const std::exception& error) {
        report.fail(error.what());
    }
    std::cout << (options.json ? report.json() : report.lines()) << std::flush;
    return report.ok() ? 0 : 1;
}
