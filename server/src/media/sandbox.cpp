#include "media/sandbox.hpp"

#include <malloc.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <memory>
#include <type_traits>

namespace chatter::media {

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CHATTER_SANITIZED
#endif
#endif

bool limit(__rlimit_resource resource, rlim_t bound) {
    const rlimit both{.rlim_cur = bound, .rlim_max = bound};
    return setrlimit(resource, &both) == 0;
}

/// Memory, pipes that are open already, time, threads of this process, and the end.
constexpr std::array computing{
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(lseek),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(membarrier),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getcpu),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
    return {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}

scmp_arg_cmp masked_equals(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}

bool add_rules(scmp_filter_ctx filter) {
    bool ok = true;
    for (const auto call : computing) ok &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
    const auto allow_if = [filter, &ok](int call, std::initializer_list<scmp_arg_cmp> all_of) {
        ok &= seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, static_cast<unsigned>(all_of.size()),
                                     all_of.begin()) == 0;
    };

    // Threads, but no processes. The flags of clone3 lie in memory, where a filter cannot look, so it does
    // not exist here and the C library goes back to clone.
    allow_if(SCMP_SYS(clone), {masked_equals(0, CLONE_THREAD, CLONE_THREAD)});
    ok &= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;

    // No page may become code.
    allow_if(SCMP_SYS(mmap), {masked_equals(2, PROT_EXEC, 0)});
    allow_if(SCMP_SYS(mprotect), {masked_equals(2, PROT_EXEC, 0)});

    allow_if(SCMP_SYS(tgkill), {equals(0, static_cast<scmp_datum_t>(getpid()))});  // abort()
    allow_if(SCMP_SYS(prctl), {equals(0, PR_SET_NAME)});
#ifdef CHATTER_SANITIZED  // which finds out by a pipe whether memory can be read
    allow_if(SCMP_SYS(pipe2), {});
#endif
    // Reading this process's own limits, as starting a thread does.
    allow_if(SCMP_SYS(prlimit64), {equals(0, 0), equals(2, 0)});
    return ok;
}

}  // namespace

bool limit_this_process() {
    constexpr rlim_t processor_seconds_max = 20;
    constexpr rlim_t open_files_max = 32;  // loading libraries opens them one after the other

    // The number of processes is not bounded here: the kernel counts all those of the user, the server's
    // threads among them. The filter forbids new ones instead.
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, open_files_max) &&
              limit(RLIMIT_CPU, processor_seconds_max);
#ifndef CHATTER_SANITIZED  // a sanitizer reserves terabytes of addresses for its shadow
    constexpr rlim_t address_bytes_max = rlim_t{2} * 1024 * 1024 * 1024;
    ok &= limit(RLIMIT_AS, address_bytes_max);
#endif
    mallopt(M_ARENA_MAX, 2);  // each arena reserves 64 MiB of what is bounded above
    ok &= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    ok &= prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
    ok &= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    return ok;
}

bool forbid_all_but_computing() {
    struct Release {
        void operator()(scmp_filter_ctx filter) const { seccomp_release(filter); }
    };
    const std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, Release> filter(
        seccomp_init(SCMP_ACT_ERRNO(EPERM)));
    if (!filter) return false;
    const bool for_every_thread = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0;
    return for_every_thread && add_rules(filter.get()) && seccomp_load(filter.get()) == 0;
}

}  // namespace chatter::media
