#include "app/port_owner.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace chatter::app {

namespace {

namespace fs = std::filesystem;
namespace ip = boost::asio::ip;

template <class Number>
Number parse_hex(std::string_view text) {
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return number;
}

/// The kernel prints each 32-bit word of an address in network order as if it were a number of this machine.
ip::address parse_address(std::string_view hex) {
    if (hex.size() == 8) return ip::address_v4(ntohl(parse_hex<std::uint32_t>(hex)));
    ip::address_v6::bytes_type bytes{};
    for (std::size_t word = 0; word < 4 && hex.size() == 32; ++word) {
        const auto number = ntohl(parse_hex<std::uint32_t>(hex.substr(word * 8, 8)));
        for (std::size_t i = 0; i < 4; ++i)
            bytes[word * 4 + i] = static_cast<unsigned char>(number >> (24 - 8 * i));
    }
    return ip::address_v6(bytes);
}

bool holds_any(const fs::path& process, const std::set<std::string>& links) {
    std::error_code error;
    for (auto entry = fs::directory_iterator(process / "fd", error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        std::error_code link_error;
        if (links.contains(fs::read_symlink(entry->path(), link_error).string())) return true;
    }
    return false;
}

}  // namespace

std::vector<ListeningSocket> listening_sockets() {
    constexpr std::string_view listening = "0A";
    std::vector<ListeningSocket> found;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream file(table);
        std::string line;
        std::getline(file, line);  // the heading
        while (std::getline(file, line)) {
            std::istringstream words(line);
            std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
            words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
                inode;
            const auto colon = local.find(':');
            if (colon == std::string::npos || state != listening) continue;
            found.push_back({.address = parse_address(std::string_view(local).substr(0, colon)),
                             .port = parse_hex<std::uint16_t>(std::string_view(local).substr(colon + 1)),
                             .inode = inode});
        }
    }
    return found;
}

std::optional<PortOwner> find_port_owner(std::uint16_t port) {
    std::set<std::string> links;
    for (const auto& socket : listening_sockets())
        if (socket.port == port) links.insert("socket:[" + socket.inode + "]");
    if (links.empty()) return std::nullopt;
    std::error_code error;
    for (auto entry = fs::directory_iterator("/proc", error); !error && entry != fs::end(entry);
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        int process = 0;
        const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (wrong != std::errc() || end != name.data() + name.size() || !holds_any(entry->path(), links))
            continue;
        PortOwner owner{.name = {}, .process = process};
        std::ifstream name_file(entry->path() / "comm");
        std::getline(name_file, owner.name);
        return owner;
    }
    return std::nullopt;
}

}  // namespace chatter::app
