// A decoder process for the tests: the real one, or one that goes wrong in the way its argument names.

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "media/image_decoder.hpp"
#include "media/sandbox.hpp"
#include "media/vips_library.hpp"

namespace {

using namespace chatter::media;

constexpr int server = 0;

void report(const std::string& line) {
    if (write(server, line.data(), line.size()) < 0) std::abort();
}

void wait_until_killed() {
    while (true) poll(nullptr, 0, -1);
}

/// As a decoder does that goes round in circles, once its time is nearly up.
void burn_processor_time() {
    const rlimit soon{.rlim_cur = 1, .rlim_max = 2};
    if (setrlimit(RLIMIT_CPU, &soon) != 0) std::abort();
    volatile unsigned rounds = 0;
    while (true) rounds = rounds + 1;
}

bool is_forbidden(long result) { return result == -1 && errno == EPERM; }

/// Tries what a decoder that was taken over would try. Writes one line with what succeeded or was not
/// refused by the filter.
void try_to_break_out() {
    std::string holes;
    const auto expect_forbidden = [&holes](std::string_view what, auto call) {
        errno = 0;
        if (!is_forbidden(call())) (holes += what) += ' ';
    };
    if (!limit_this_process() || !VipsLibrary::load() || !forbid_all_but_computing()) holes += "sandbox ";

    expect_forbidden("tcp", [] { return socket(AF_INET, SOCK_STREAM, 0); });
    expect_forbidden("udp", [] { return socket(AF_INET6, SOCK_DGRAM, 0); });
    expect_forbidden("unix", [] { return socket(AF_UNIX, SOCK_STREAM, 0); });
    expect_forbidden("connect", [] {
        const sockaddr_in address{
            .sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {}, .sin_zero = {}};
        return connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    });
    expect_forbidden("read a file", [] { return open("/etc/passwd", O_RDONLY | O_CLOEXEC); });
    expect_forbidden("write a file", [] { return open("/dev/null", O_WRONLY | O_CLOEXEC); });
    expect_forbidden("exec", [] {
        char* const none[] = {nullptr};
        return execve("/bin/true", none, none);
    });
    expect_forbidden("fork", [] { return fork(); });
    expect_forbidden("ptrace", [] { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); });
    expect_forbidden("kill", [] { return kill(getppid(), 0); });
    expect_forbidden("new code", [] {
        auto* page = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return page == MAP_FAILED ? -1L : 0L;
    });

    bool thread_ran = false;
    std::thread([&thread_ran] { thread_ran = true; }).join();
    if (!thread_ran) holes += "no threads ";
    report(holes.empty() ? "confined\n" : "not confined: " + holes + "\n");
}

/// What the server let this process have.
void report_inheritance() {
    int descriptors = 0, variables = 0;
    for (int i = 0; i < 1024; ++i) descriptors += fcntl(i, F_GETFD) >= 0 ? 1 : 0;
    for (char** variable = environ; *variable != nullptr; ++variable) ++variables;
    report(std::to_string(descriptors) + " descriptors, " + std::to_string(variables) + " variables\n");
}

void answer_garbage() {
    report(std::string(100'000, 'x'));
    wait_until_killed();
}

/// An answer that claims more bytes than the server may ever hold.
void answer_without_end() {
    const std::string noise(1 << 20, '\x7F');
    while (write(server, noise.data(), noise.size()) > 0) {
    }
}

int run(std::string_view mode) {
    if (mode == "image-decoder") return run_image_decoder();
    if (mode == "break-out") try_to_break_out();
    if (mode == "report-inheritance") report_inheritance();
    if (mode == "crash") std::abort();
    if (mode == "hang") wait_until_killed();
    if (mode == "burn-time") burn_processor_time();
    if (mode == "answer-garbage") answer_garbage();
    if (mode == "answer-without-end") answer_without_end();
    return 0;
}

/// Whether this is the first call with this path, which it marks by a file there.
bool is_first(const char* path) { return close(open(path, O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == 0; }

}  // namespace

/// `MODE`, or `MODE PATH`: that mode the first time, and the real decoder from then on.
int main(int count, char** arguments) {
    const std::string_view mode = count > 1 ? arguments[1] : "";
    return run(count > 2 && !is_first(arguments[2]) ? "image-decoder" : mode);
}
