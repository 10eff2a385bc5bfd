#include "app/metrics_service.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/metrics.hpp"

namespace chatter::app {

namespace {

void show(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
          double value) {
    char number[32];
    std::snprintf(number, sizeof number, "%.15g", value);
    out.append("# HELP ").append(name).append(" ").append(help).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(kind).append("\n");
    out.append(name).append(" ").append(number).append("\n");
}

/// The fields of /proc/self/stat behind the name of the program, which may hold anything (proc(5)): the third
/// first.
std::istringstream status_fields() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    return std::istringstream(name_end == std::string::npos ? "" : line.substr(name_end + 2));
}

double boot_time() {
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;) {
        double seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return 0;
}

double open_descriptors() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/fd"), ::closedir);
    double count = -3;  // itself, its parent, and the one that looks
    while (folder &&
           ::readdir(folder.get()) != nullptr)  // NOLINT(concurrency-mt-unsafe): a stream of its own
        ++count;
    return count;
}

net::Response answer(unsigned status, std::string body) {
    net::Response response;
    response.status = status;
    response.fields.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response.fields.add("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

Task<net::Response> show_metrics(net::Request) { co_return answer(200, metrics::text() + process_figures()); }

Task<net::Response> show_nothing(net::Request) { co_return answer(404, "There is only GET /metrics.\n"); }

}  // namespace

net::Endpoint MetricsService::find(const net::Request& request) const {
    net::Endpoint endpoint;
    const bool is_metrics =
        request.path == "/metrics" && (request.method == "GET" || request.method == "HEAD");
    endpoint.handle = is_metrics ? show_metrics : show_nothing;
    return endpoint;
}

std::string process_figures() {
    constexpr int user_ticks = 14, system_ticks = 15, threads = 20, start_ticks = 22, virtual_bytes = 23,
                  pages = 24;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    auto fields = status_fields();
    std::string word;
    double cpu = 0, thread_count = 0, started = 0, memory = 0, resident = 0;
    for (int field = 3; field <= pages && fields >> word; ++field) {
        const double value = std::strtod(word.c_str(), nullptr);
        if (field == user_ticks || field == system_ticks) cpu += value / ticks;
        if (field == threads) thread_count = value;
        if (field == start_ticks) started = value / ticks;
        if (field == virtual_bytes) memory = value;
        if (field == pages) resident = value * static_cast<double>(::sysconf(_SC_PAGESIZE));
    }
    struct rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    std::string out;
    show(out, "process_cpu_seconds_total", "counter", "Processor time that was used.", cpu);
    show(out, "process_threads", "gauge", "Threads.", thread_count);
    show(out, "process_resident_memory_bytes", "gauge", "Memory that is really there.", resident);
    show(out, "process_virtual_memory_bytes", "gauge", "Addresses that are taken.", memory);
    show(out, "process_open_fds", "gauge", "Descriptors that are open.", open_descriptors());
    show(out, "process_max_fds", "gauge", "Descriptors that may be open.",
         static_cast<double>(files.rlim_cur));
    show(out, "process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.",
         boot_time() + started);
    return out;
}

}  // namespace chatter::app
