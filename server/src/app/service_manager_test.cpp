#include "app/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace chatter::app {
namespace {

using namespace std::chrono_literals;

/// A variable of the environment for the length of a test.
class Variable {
  public:
    Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

TEST(ServiceManager, hears_states_on_the_socket_that_it_named) {
    const auto path =
        std::filesystem::temp_directory_path() / ("chatter-notify-" + std::to_string(::getpid()));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const int manager = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(manager, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    {
        const Variable named("NOTIFY_SOCKET", path.string());
        notify_service_manager("READY=1");
    }
    std::array<char, 64> heard{};
    const auto size = ::recv(manager, heard.data(), heard.size(), MSG_DONTWAIT);
    EXPECT_EQ(std::string(heard.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))), "READY=1");
    ::close(manager);
    std::filesystem::remove(path);
}

TEST(ServiceManager, is_told_nothing_where_there_is_none) {
    notify_service_manager("READY=1");
    const Variable gone("NOTIFY_SOCKET", "/nowhere/at/all");
    notify_service_manager("READY=1");
}

TEST(ServiceManager, wants_a_sign_of_life_twice_as_often_as_it_waits_for_one) {
    EXPECT_FALSE(watchdog_interval());
    const Variable patience("WATCHDOG_USEC", "30000000");
    EXPECT_EQ(watchdog_interval(), 15s);
    const Variable mine("WATCHDOG_PID", std::to_string(::getpid()));
    EXPECT_EQ(watchdog_interval(), 15s);
    const Variable others("WATCHDOG_PID", "1");
    EXPECT_FALSE(watchdog_interval());
}

TEST(ServiceManager, hands_sockets_to_the_process_that_it_names_and_once) {
    const Variable count("LISTEN_FDS", "2");
    EXPECT_TRUE(take_inherited_sockets().empty());
    {
        const Variable others("LISTEN_PID", "1");
        EXPECT_TRUE(take_inherited_sockets().empty());
    }
    const Variable names("LISTEN_FDNAMES", "chatter.socket:redirect");
    const Variable mine("LISTEN_PID", std::to_string(::getpid()));
    const auto sockets = take_inherited_sockets();
    ASSERT_EQ(sockets.size(), 2);
    EXPECT_EQ(sockets[0].descriptor, 3);
    EXPECT_EQ(sockets[0].name, "chatter.socket");
    EXPECT_EQ(sockets[1].descriptor, 4);
    EXPECT_EQ(sockets[1].name, "redirect");
    EXPECT_TRUE(take_inherited_sockets().empty());
}

}  // namespace
}  // namespace chatter::app
