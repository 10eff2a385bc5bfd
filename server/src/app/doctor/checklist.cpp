#include "app/doctor/checklist.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <future>
#include <thread>

namespace chatter::app::doctor {

namespace {

constexpr std::chrono::seconds examination_limit{15};

constexpr std::array items{
    Item{"settings", "Settings", check_settings},
    Item{"node_env", "NODE_ENV", check_environment},
    Item{"jwt_secret", "JWT_SECRET", check_secret},
    Item{"client_origin", "CLIENT_ORIGIN", check_origin},
    Item{"database", "Database", check_database},
    Item{"migrations", "Migrations", check_migrations},
    Item{"database_urls", "Pooled and direct URL", check_database_urls},
    Item{"database_encryption", "Database encryption", check_database_encryption},
    Item{"replica", "Read replica", check_replica},
    Item{"redis", "Redis", check_redis},
    Item{"object_store", "Object store", check_object_store},
    Item{"server", "Server", check_server},
    Item{"https", "HTTPS", check_https},
    Item{"plain_http", "Plain HTTP", check_plain_http},
    Item{"websocket", "WebSocket upgrade", check_websocket},
    Item{"uploads", "Upload size", check_uploads},
    Item{"port", "PORT not public", check_port},
    Item{"open_ports", "Other open ports", check_open_ports},
    Item{"supervisor", "Restart on crash", check_supervisor},
    Item{"log", "Log is kept", check_log},
    Item{"file_limit", "File limit", check_file_limit},
    Item{"image_library", "Image library", check_image_library},
    Item{"clock", "Clock", check_clock},
    Item{"data_folder", "Data folder", check_data_folder},
    Item{"disk_space", "Disk space", check_disk_space},
    Item{"backup", "Last backup", check_backup},
};

Finding run(const Item& item, const Subject& subject) {
    try {
        return item.check(subject);
    } catch (const std::exception& exception) {
        return failed(std::string("the check itself failed: ") + exception.what(), "Report this, please.");
    }
}

}  // namespace

const Complaint* Subject::complaint_about(std::string_view variable) const {
    const auto found = std::ranges::find(settings.complaints, variable, &Complaint::name);
    return found == settings.complaints.end() ? nullptr : &*found;
}

std::size_t Examination::count(Outcome outcome) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        items, [outcome](const Examined& one) { return one.finding.outcome == outcome; }));
}

std::span<const Item> checklist() noexcept { return items; }

Examination examine(std::shared_ptr<const Subject> subject) {
    std::vector<std::future<Finding>> running;
    for (const auto& item : items) {
        std::packaged_task<Finding()> task([&item, subject] { return run(item, *subject); });
        running.push_back(task.get_future());
        // Nobody can end a look-up of a name that never returns, so nobody waits for it either.
        std::thread(std::move(task)).detach();
    }
    const auto deadline = std::chrono::steady_clock::now() + examination_limit;
    Examination examination;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool done = running[i].wait_until(deadline) == std::future_status::ready;
        examination.is_complete = examination.is_complete && done;
        examination.items.push_back(
            {&items[i], done ? running[i].get()
                             : failed("no answer within " + std::to_string(examination_limit.count()) + " s",
                                      "Look at what it asks: a name server, a database, a network.")});
    }
    return examination;
}

}  // namespace chatter::app::doctor
