#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <memory>

#include "app/cli/cli.hpp"
#include "app/doctor/checklist.hpp"
#include "app/doctor/http_probe.hpp"
#include "base/text.hpp"

namespace chatter::app {

namespace {

namespace json = boost::json;

using doctor::Examination;
using doctor::Outcome;

constexpr std::size_t title_width = 24;
constexpr std::chrono::seconds health_limit{3};

std::string_view mark(Outcome outcome) {
    switch (outcome) {
        case Outcome::passed: return "✓";
        case Outcome::failed: return "✗";
        case Outcome::skipped: break;
    }
    return "–";
}

std::string_view word(Outcome outcome) {
    switch (outcome) {
        case Outcome::passed: return "passed";
        case Outcome::failed: return "failed";
        case Outcome::skipped: break;
    }
    return "skipped";
}

void show(const Examination& examination) {
    for (const auto& [item, finding] : examination.items) {
        std::string title(item->title);
        title.resize(title_width, ' ');
        std::cout << mark(finding.outcome) << ' ' << title << finding.found << '\n';
        if (!finding.advice.empty())
            std::cout << std::string(title_width + 2, ' ') << "→ " << finding.advice << '\n';
    }
    std::cout << '\n'
              << examination.count(Outcome::passed) << " passed, " << examination.count(Outcome::failed)
              << " failed, " << examination.count(Outcome::skipped) << " not applicable or not seen\n";
}

void show_json(const Examination& examination) {
    json::array items;
    for (const auto& [item, finding] : examination.items) {
        json::object one{{"name", item->name}, {"outcome", word(finding.outcome)}, {"found", finding.found}};
        if (!finding.advice.empty()) one.emplace("advice", finding.advice);
        items.push_back(std::move(one));
    }
    std::cout << json::serialize(json::object{{"passed", examination.count(Outcome::passed)},
                                              {"failed", examination.count(Outcome::failed)},
                                              {"skipped", examination.count(Outcome::skipped)},
                                              {"items", std::move(items)}})
              << '\n';
}

int run_doctor(const std::string& backups, bool as_json) {
    log::start(log::Level::off, log::Format::pretty);
    auto subject = std::make_shared<doctor::Subject>();
    subject->settings = read_settings(process_environment());
    subject->backups = backups;
    subject->server = find_port_owner(subject->config().port);
    if (subject->server && subject->server->name != "chatter") subject->server.reset();
    const auto examination = doctor::examine(subject);
    as_json ? show_json(examination) : show(examination);
    const int code = examination.count(Outcome::failed) == 0 ? 0 : 1;
    if (examination.is_complete) return code;
    std::cout.flush();
    ::_exit(code);  // a check that still waits uses what a usual end would take away
}

int run_healthcheck(bool ready) {
    const auto settings = read_settings(process_environment());
    const auto path = ready ? "/api/ready" : "/api/health";
    const auto answer = doctor::ask(doctor::Address::of_server(settings.config), path, {}, health_limit);
    if (answer && answer->status == 200) return 0;
    std::cerr << "chatter: " << path << ": "
              << (answer ? "answers " + std::to_string(answer->status) : answer.error().detail) << '\n';
    return 1;
}

}  // namespace

void add_doctor(CLI::App& cli, int& exit_code) {
    struct Arguments {
        std::string backups;
        bool json = false;
        bool ready = false;
    };
    const auto arguments = std::make_shared<Arguments>();
    auto* const doctor =
        cli.add_subcommand("doctor", "Go through the production checklist; exit 1 on a failed item");
    doctor->add_flag("--json", arguments->json, "One JSON object instead of lines");
    doctor->add_option("--backups", arguments->backups, "The folder that backups go to")->type_name("DIR");
    doctor->callback(
        [arguments, &exit_code] { exit_code = run_doctor(arguments->backups, arguments->json); });
    auto* const health =
        cli.add_subcommand("healthcheck", "Ask the server of PORT whether it serves; for containers");
    health->add_flag("--ready", arguments->ready, "Whether its database answers, too");
    health->callback([arguments, &exit_code] { exit_code = run_healthcheck(arguments->ready); });
}

}  // namespace chatter::app
