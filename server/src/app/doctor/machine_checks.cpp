#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/backup.hpp"
#include "app/data_folder.hpp"
#include "app/doctor/checklist.hpp"
#include "base/time.hpp"
#include "store/postgres/description.hpp"

namespace chatter::app::doctor {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t files_min = 16'384;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
constexpr std::uint64_t free_min = gibibyte;
constexpr std::chrono::milliseconds skew_max{2000};
constexpr std::chrono::hours backup_age_max{48};

const std::string start_server = "Start the server, and run this as root or as its user";

std::string first_line(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string whole(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

fs::path process_folder(int process) { return fs::path("/proc") / std::to_string(process); }

/// The soft limit of open files of a process; nothing when it cannot be read.
std::optional<std::uint64_t> open_files_limit(int process) {
    std::ifstream limits(process_folder(process) / "limits");
    constexpr std::string_view name = "Max open files";
    for (std::string line; std::getline(limits, line);) {
        if (!line.starts_with(name)) continue;
        const auto begin = line.find_first_not_of(' ', name.size());
        if (begin == std::string::npos) break;
        if (line.substr(begin).starts_with("unlimited")) return UINT64_MAX;
        std::uint64_t limit = 0;
        std::from_chars(line.data() + begin, line.data() + line.size(), limit);
        return limit;
    }
    return std::nullopt;
}

int parent_of(int process) {
    const auto status = whole(process_folder(process) / "status");
    const auto line = status.find("PPid:");
    if (line == std::string::npos) return 0;
    const auto begin = status.find_first_not_of(" \t", line + 5);
    int parent = 0;
    std::from_chars(status.data() + begin, status.data() + status.size(), parent);
    return parent;
}

bool is_on_network(const std::string& folder) {
    // linux/magic.h: NFS, SMB, CIFS, SMB2
    constexpr std::array<unsigned long, 4> remote{0x6969, 0x517B, 0xFF534D42, 0xFE534D42};
    struct statfs system{};
    return ::statfs(folder.c_str(), &system) == 0 &&
           std::ranges::find(remote, static_cast<unsigned long>(system.f_type) & 0xFFFFFFFFUL) !=
               remote.end();
}

std::string data_folder_of(const Config& config) {
    const auto database = config.sqlite_path();
    return database ? folder_of(*database) : config.data_dir;
}

std::string age_text(std::chrono::hours age) {
    if (age < std::chrono::hours(1)) return "less than an hour ago";
    if (age < backup_age_max) return std::to_string(age.count()) + " hours ago";
    return std::to_string(std::chrono::floor<std::chrono::days>(age).count()) + " days ago";
}

/// When the newest file of a folder was last written.
std::optional<Time> newest_file(const std::string& folder) {
    std::optional<Time> newest;
    std::error_code error;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        std::error_code ignored;
        if (!entry->is_regular_file(ignored) || entry->path().extension() == ".partial") continue;
        struct stat state{};
        if (::stat(entry->path().c_str(), &state) != 0) continue;
        const auto time = std::chrono::floor<std::chrono::milliseconds>(
            std::chrono::system_clock::from_time_t(state.st_mtime));
        newest = std::max(newest.value_or(time), time);
    }
    return newest;
}

}  // namespace

Finding check_supervisor(const Subject& subject) {
    if (!subject.server) return skipped("no server is seen here", start_server);
    const int process = subject.server->process;
    if (process == 1)
        return skipped("a container's first process", "Let the engine restart it: --restart=always");
    // Only the variables' names are looked for: the values are secrets.
    if (const auto environment = whole(process_folder(process) / "environ");
        environment.contains(std::string_view("\0pm_id=", 7)))
        return passed("PM2");
    const auto group = first_line(process_folder(process) / "cgroup");
    if (group.ends_with(".service")) return passed("systemd: " + group.substr(group.rfind('/') + 1));
    const int parent = parent_of(process);
    const auto name = parent > 1 ? first_line(process_folder(parent) / "comm") : "";
    for (const std::string_view known : {"runsv", "s6-supervise", "supervisord", "docker-init", "tini"})
        if (name.starts_with(known)) return passed(name);
    return failed("process " + std::to_string(process) + " was started by hand",
                  "Let systemd or PM2 run it (docs/deployment.md)");
}

Finding check_log(const Subject& subject) {
    if (!subject.server) return skipped("no server is seen here", start_server);
    std::error_code error;
    const auto target =
        fs::read_symlink(process_folder(subject.server->process) / "fd" / "1", error).string();
    if (error) return skipped("where its output goes cannot be seen", start_server);
    if (target == "/dev/null") return failed("thrown away", "Send stdout to journald, a file or a collector");
    if (target.starts_with("/dev/pts") || target.starts_with("/dev/tty"))
        return failed("on a terminal only", "Send stdout to journald, a file or a collector");
    const bool is_file = target.starts_with('/');
    return passed(is_file ? "in " + target : "taken by whoever started the server");
}

Finding check_file_limit(const Subject& subject) {
    if (!subject.server) return skipped("no server is seen here", start_server);
    const auto limit = open_files_limit(subject.server->process);
    if (!limit) return skipped("its limit cannot be read", start_server);
    const auto number = *limit == UINT64_MAX ? "no limit" : std::to_string(*limit) + " open files";
    if (*limit >= files_min) return passed(number);
    return failed(number + ": each connection takes one",
                  "LimitNOFILE=65536 in the unit, or ulimit -n 65536");
}

Finding check_image_library(const Subject&) {
    if (::dlopen("libvips.so.42", RTLD_LAZY | RTLD_LOCAL) != nullptr) return passed("libvips");
    return failed("libvips is not installed: nobody can upload images", "apt-get install libvips42");
}

Finding check_clock(const Subject& subject) {
    if (!subject.config().sqlite_path()) {
        const auto database = store::postgres::describe({.url = subject.config().database_url});
        if (database && std::chrono::abs(database->clock_ahead) > skew_max)
            return failed("it and the database's are " +
                              std::to_string(std::chrono::abs(database->clock_ahead).count()) + " ms apart",
                          "Let both machines set their clocks: timedatectl set-ntp true");
    }
    timex state{};
    const int clock = ::adjtimex(&state);
    if (clock >= 0 && clock != TIME_ERROR) return passed("set by a time service");
    return skipped("the system does not know of a time service", "timedatectl set-ntp true");
}

Finding check_data_folder(const Subject& subject) {
    const auto folder = data_folder_of(subject.config());
    struct stat state{};
    if (::stat(folder.c_str(), &state) != 0) {
        if (!subject.config().sqlite_path()) return skipped("not needed: the data are in PostgreSQL");
        return failed("there is no folder " + folder, "chatter migrate deploy makes it");
    }
    if ((state.st_mode & 0077) != 0)
        return failed(folder + " can be read by others on this machine", "chmod 700 " + folder);
    if (is_on_network(folder))
        return failed(folder + " is on a network file system, where SQLite may lose data",
                      "Move it to a local disk, or use PostgreSQL");
    return passed(folder + ", for its owner alone");
}

Finding check_disk_space(const Subject& subject) {
    const auto folder = data_folder_of(subject.config());
    std::error_code error;
    const auto space = fs::space(fs::exists(folder, error) ? fs::path(folder) : fs::path("."), error);
    if (error) return skipped(folder + ": " + error.message());
    const auto free = std::to_string(space.available / gibibyte) + " GiB free of " +
                      std::to_string(space.capacity / gibibyte);
    if (space.available >= free_min && space.available >= space.capacity / 20) return passed(free);
    return failed(free, "Make room: when the disk is full, nothing can be said any more");
}

Finding check_backup(const Subject& subject) {
    const auto path = subject.config().sqlite_path();
    const bool by_folder = !subject.backups.empty();
    if (!by_folder && !path)
        return skipped("PostgreSQL's own backups are not seen from here",
                       "chatter doctor --backups DIR looks at a folder");
    const auto last = by_folder ? newest_file(subject.backups) : last_backup(*path);
    if (!last)
        return failed(by_folder ? "there is none in " + subject.backups : "none is known",
                      "chatter backup FILE, every day, to another machine (docs/deployment.md)");
    const auto age = std::chrono::floor<std::chrono::hours>(SystemClock().now() - *last);
    if (age < backup_age_max) return passed(age_text(age));
    return failed(age_text(age), "Let something run it every day (docs/deployment.md)");
}

}  // namespace chatter::app::doctor
