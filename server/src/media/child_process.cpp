#include "media/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "base/errc.hpp"

namespace chatter::media {

namespace {

/// What the new program begins with. Frees itself.
class SpawnSettings {
  public:
    SpawnSettings() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    /// Descriptor 0 is `socket`, 1 and 2 lead nowhere (what a library prints about a picture is no log line),
    /// and there are no others.
    [[nodiscard]] bool set_descriptors(int socket) {
        return posix_spawn_file_actions_adddup2(&actions_, socket, 0) == 0 &&
               posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0) == 0 &&
               posix_spawn_file_actions_adddup2(&actions_, 1, 2) == 0 &&
               posix_spawn_file_actions_addclosefrom_np(&actions_, 3) == 0;
    }

    /// No signal blocked or ignored, and a group of its own: Ctrl-C in a terminal is for the server.
    [[nodiscard]] bool set_signals() {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        return posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                          POSIX_SPAWN_SETPGROUP) == 0 &&
               posix_spawnattr_setsigmask(&attributes_, &none) == 0 &&
               posix_spawnattr_setsigdefault(&attributes_, &all) == 0 &&
               posix_spawnattr_setpgroup(&attributes_, 0) == 0;
    }

    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

}  // namespace

OwnedDescriptor::OwnedDescriptor(OwnedDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

OwnedDescriptor& OwnedDescriptor::operator=(OwnedDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

OwnedDescriptor::~OwnedDescriptor() {
    if (descriptor_ >= 0) close(descriptor_);
}

Result<ChildProcess> ChildProcess::start(const std::string& executable,
                                         const std::vector<std::string>& arguments) {
    constexpr auto sentence = "A program that this needs cannot be started now.";
    std::array<int, 2> pair{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
        return fail(Errc::unavailable, sentence);
    }
    OwnedDescriptor ours(pair[0]);
    const OwnedDescriptor theirs(pair[1]);

    SpawnSettings settings;
    if (fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0 || !settings.set_descriptors(theirs.get()) ||
        !settings.set_signals()) {
        return fail(Errc::unavailable, sentence);
    }

    std::vector<char*> argument_pointers{const_cast<char*>(executable.c_str())};
    for (const auto& argument : arguments) argument_pointers.push_back(const_cast<char*>(argument.c_str()));
    argument_pointers.push_back(nullptr);
    std::array<char*, 1> no_environment{nullptr};
    pid_t pid = -1;
    if (posix_spawn(&pid, executable.c_str(), settings.actions(), settings.attributes(),
                    argument_pointers.data(), no_environment.data()) != 0) {
        return fail(Errc::unavailable, sentence);
    }
    return ChildProcess(pid, std::move(ours));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::move(other.socket_)) {}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) end();
}

int ChildProcess::end() {
    const auto pid = std::exchange(pid_, -1);
    kill(pid, SIGKILL);  // its id stays its own until it is reaped
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace chatter::media
