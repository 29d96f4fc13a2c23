#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#ifndef MACHINE

int linux_only_compute(void) { return -ENOSYS; }

#else

static const unsigned allowed[] = {
    __NR_read,           __NR_readv,        __NR_write,        __NR_writev,       __NR_close,
    __NR_fstat,          __NR_lseek,        __NR_mmap,         __NR_munmap,       __NR_mremap,
    __NR_mprotect,       __NR_madvise,      __NR_brk,          __NR_futex,        __NR_rt_sigaction,
    __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_sigaltstack,  __NR_exit,         __NR_exit_group,
    __NR_getrandom,      __NR_clock_gettime, __NR_gettimeofday, __NR_sched_yield, __NR_restart_syscall,
    __NR_getpid,         __NR_gettid,
};

enum { COUNT = sizeof allowed / sizeof *allowed };

int linux_only_compute(void) {
    struct sock_filter rules[COUNT + 5];
    unsigned next = 0;
    // a program of another machine's numbers is refused whatever it calls
    rules[next++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    rules[next++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 0, COUNT + 1);
    rules[next++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (unsigned number = 0; number < COUNT; number++)
        rules[next++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[number], COUNT - number, 0);
    rules[next++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    rules[next++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = (unsigned short)next, .filter = rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -errno;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) return -errno;
    return 0;
}

#endif
