#include "objects/testing/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace chatter::objects::testing {

namespace {

constexpr std::string_view silence = "silence";
constexpr int patience_ms = 20;  // between two looks at whether to stop

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto at = head.find(name);
    std::size_t length = 0;
    if (at != std::string_view::npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    return length;
}

void say(int connection, std::string_view text) {
    (void)::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
}

}  // namespace

ScriptedServer::ScriptedServer(std::vector<std::string> answers)
    : answers_(std::move(answers)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

std::vector<std::string> ScriptedServer::requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ScriptedServer::run() {
    while (!stopping_) {
        pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, patience_ms) <= 0) continue;
        const int connection = ::accept(listener_, nullptr, nullptr);
        serve(connection);
        ::close(connection);
    }
}

void ScriptedServer::serve(int connection) {
    std::string request;
    std::size_t whole = std::string::npos;
    std::array<char, 65536> part;
    while (request.size() < whole) {
        const auto got = ::recv(connection, part.data(), part.size(), 0);
        if (got <= 0) return;
        request.append(part.data(), static_cast<std::size_t>(got));
        const auto head_end = request.find("\r\n\r\n");
        if (head_end == std::string::npos || whole != std::string::npos) continue;
        whole = head_end + 4 + content_length(request.substr(0, head_end));
        if (request.contains("Expect: 100-continue")) say(connection, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    std::size_t place = 0;
    {
        const std::lock_guard lock(mutex_);
        place = std::min(requests_.size(), answers_.size() - 1);
        requests_.push_back(std::move(request));
    }
    const auto& answer = answers_[place];
    if (answer == silence) {
        while (!stopping_) {
            pollfd waiting{.fd = connection, .events = POLLIN, .revents = 0};
            if (::poll(&waiting, 1, patience_ms) > 0) return;
        }
        return;
    }
    const auto status = answer.substr(0, 3);
    const auto body = answer.size() > 4 ? answer.substr(4) : std::string();
    say(connection, "HTTP/1.1 " + status + " X\r\nConnection: close\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
}

}  // namespace chatter::objects::testing
