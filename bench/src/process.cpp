#include "process.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "clock.hpp"

namespace chatter::bench {

namespace fs = std::filesystem;

std::string Process::path(std::string_view file) const {
    return "/proc/" + std::to_string(pid_) + "/" + std::string(file);
}

bool Process::is_alive() const { return pid_ > 0 && fs::exists(path("status")); }

std::uint64_t Process::cpu_ns() const {
    clockid_t clock{};
    timespec time{};
    if (pid_ <= 0 || ::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
    return static_cast<std::uint64_t>(time.tv_sec) * ns_per_s + static_cast<std::uint64_t>(time.tv_nsec);
}

std::uint64_t Process::status_bytes(std::string_view field) const {
    std::ifstream status(path("status"));
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with(field)) continue;
        std::istringstream rest(line.substr(field.size()));
        std::uint64_t kilobytes = 0;
        rest >> kilobytes;
        return kilobytes * 1024;
    }
    return 0;
}

std::uint64_t Process::file_limit() const {
    constexpr std::string_view field = "Max open files";
    std::ifstream limits(path("limits"));
    for (std::string line; std::getline(limits, line);) {
        if (!line.starts_with(field)) continue;
        std::istringstream rest(line.substr(field.size()));
        std::uint64_t soft = 0;
        rest >> soft;
        return soft;
    }
    return 0;
}

std::uint64_t Process::files_left() const {
    const auto limit = file_limit();
    std::error_code error;
    std::uint64_t used = 0;
    // The limit is on the number: a descriptor inherited from beyond it takes nothing away.
    for (fs::directory_iterator entry(path("fd"), error), end; !error && entry != end; entry.increment(error))
        if (std::strtoull(entry->path().filename().c_str(), nullptr, 10) < limit) ++used;
    return limit - used;
}

std::vector<pid_t> Process::children() const {
    std::vector<pid_t> children;
    if (pid_ <= 0) return children;
    std::ifstream list(path("task/" + std::to_string(pid_) + "/children"));
    for (pid_t child = 0; list >> child;) children.push_back(child);
    return children;
}

std::uint64_t family_cpu_ns(pid_t pid) {
    const Process parent(pid);
    auto sum = parent.cpu_ns();
    for (const auto child : parent.children()) sum += Process(child).cpu_ns();
    return sum;
}

}  // namespace chatter::bench
