#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chatter::objects::testing {

/// Answers one request after the other, each on a connection of its own, with what the script says, its last
/// line again and again; and keeps what it was asked.
class ScriptedServer {
  public:
    /// `answers`: status and body, such as `503 <Error/>`; `silence` for none at all.
    explicit ScriptedServer(std::vector<std::string> answers);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// Head and body of each.
    [[nodiscard]] std::vector<std::string> requests();

  private:
    void run();
    void serve(int connection);

    const std::vector<std::string> answers_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex mutex_;  // guards the one below
    std::vector<std::string> requests_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace chatter::objects::testing
