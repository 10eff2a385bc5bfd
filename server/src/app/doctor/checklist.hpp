// The production checklist: what an installation must be, looked at from where it runs.
//
//   checklist()  ──►  one thread an item, all at once, 15 s at most  ──►  findings, in the list's order
//
// A check never shows a secret, changes nothing but what it cleans up itself, and bounds its own waits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"
#include "app/port_owner.hpp"

namespace chatter::app::doctor {

enum class Outcome : std::uint8_t { passed, failed, skipped };

struct Finding {
    Outcome outcome = Outcome::skipped;
    std::string found;
    std::string advice;  // what to do; empty when there is nothing to do
};

[[nodiscard]] inline Finding passed(std::string found) { return {Outcome::passed, std::move(found), {}}; }
[[nodiscard]] inline Finding failed(std::string found, std::string advice) {
    return {Outcome::failed, std::move(found), std::move(advice)};
}
[[nodiscard]] inline Finding skipped(std::string found, std::string advice = {}) {
    return {Outcome::skipped, std::move(found), std::move(advice)};
}

/// What is looked at.
struct Subject {
    SettingsRead settings;
    std::string backups;              // the folder that backups go to, where that was said
    std::optional<PortOwner> server;  // the server that runs here, as far as this user may see it

    [[nodiscard]] const Config& config() const { return settings.config; }
    /// What is wrong with a variable; null when nothing is.
    [[nodiscard]] const Complaint* complaint_about(std::string_view variable) const;
};

struct Item {
    std::string_view name;   // for programs
    std::string_view title;  // for people
    Finding (*check)(const Subject& subject);
};

[[nodiscard]] std::span<const Item> checklist() noexcept;

struct Examined {
    const Item* item;
    Finding finding;
};

struct Examination {
    std::vector<Examined> items;
    bool is_complete = true;  // else a check still runs, and the process must end without waiting for it

    [[nodiscard]] std::size_t count(Outcome outcome) const;
};

[[nodiscard]] Examination examine(std::shared_ptr<const Subject> subject);

// The checks, by what they look at.

Finding check_settings(const Subject& subject);
Finding check_environment(const Subject& subject);
Finding check_secret(const Subject& subject);
Finding check_origin(const Subject& subject);

Finding check_database(const Subject& subject);
Finding check_migrations(const Subject& subject);
Finding check_database_urls(const Subject& subject);
Finding check_database_encryption(const Subject& subject);
Finding check_replica(const Subject& subject);

Finding check_redis(const Subject& subject);
Finding check_object_store(const Subject& subject);

Finding check_server(const Subject& subject);
Finding check_https(const Subject& subject);
Finding check_plain_http(const Subject& subject);
Finding check_websocket(const Subject& subject);
Finding check_uploads(const Subject& subject);
Finding check_port(const Subject& subject);
Finding check_open_ports(const Subject& subject);

Finding check_supervisor(const Subject& subject);
Finding check_log(const Subject& subject);
Finding check_file_limit(const Subject& subject);
Finding check_image_library(const Subject& subject);
Finding check_clock(const Subject& subject);
Finding check_data_folder(const Subject& subject);
Finding check_disk_space(const Subject& subject);
Finding check_backup(const Subject& subject);

}  // namespace chatter::app::doctor
