#include "app/port_owner.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace chatter::app {

namespace {

namespace fs = std::filesystem;

/// Inodes of the sockets that listen on `port` (proc(5), /proc/net/tcp).
std::set<std::string> listening_inodes(std::uint16_t port) {
    constexpr std::string_view listening = "0A";
    std::set<std::string> inodes;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream file(table);
        std::string line;
        std::getline(file, line);  // the heading
        while (std::getline(file, line)) {
            std::istringstream words(line);
            std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
            words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
                inode;
            unsigned local_port = 0;
            const auto colon = local.find(':');
            if (colon == std::string::npos || state != listening) continue;
            std::from_chars(local.data() + colon + 1, local.data() + local.size(), local_port, 16);
            if (local_port == port) inodes.insert("socket:[" + inode + "]");
        }
    }
    return inodes;
}

bool holds_any(const fs::path& process, const std::set<std::string>& inodes) {
    std::error_code error;
    for (auto entry = fs::directory_iterator(process / "fd", error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        std::error_code link_error;
        if (inodes.contains(fs::read_symlink(entry->path(), link_error).string())) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> find_port_owner(std::uint16_t port) {
    const auto inodes = listening_inodes(port);
    if (inodes.empty()) return std::nullopt;
    std::error_code error;
    for (auto entry = fs::directory_iterator("/proc", error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        const auto pid = entry->path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos || !holds_any(entry->path(), inodes))
            continue;
        std::ifstream name_file(entry->path() / "comm");
        std::string name;
        std::getline(name_file, name);
        return name + " (process " + pid + ")";
    }
    return std::nullopt;
}

}  // namespace chatter::app
