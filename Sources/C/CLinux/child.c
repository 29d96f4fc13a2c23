#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

enum { OURS_IN, THEIRS_IN, OURS_OUT, THEIRS_OUT, ENDS };

// Above the standard descriptors, so that putting one in place never overwrites another.
static int lift(int *end) {
    if (*end > STDERR_FILENO) return 0;
    int lifted = fcntl(*end, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (lifted < 0) return errno;
    close(*end);
    *end = lifted;
    return 0;
}

static int make_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return errno;
    *reading = ends[0];
    *writing = ends[1];
    int code = lift(reading);
    return code ? code : lift(writing);
}

static int start(const char *program, char *const *words, char *const *environment, const int *ends, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawn_file_actions_init(&actions);
    if (code) return code;
    code = posix_spawnattr_init(&attributes);
    if (code) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID;
    if (!(code = posix_spawn_file_actions_adddup2(&actions, ends[THEIRS_IN], STDIN_FILENO))
        && !(code = posix_spawn_file_actions_adddup2(&actions, ends[THEIRS_OUT], STDOUT_FILENO))
        && !(code = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0))
        && !(code = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1))
        && !(code = posix_spawn_file_actions_addchdir_np(&actions, "/"))
        && !(code = posix_spawnattr_setsigmask(&attributes, &none))
        && !(code = posix_spawnattr_setsigdefault(&attributes, &all))
        && !(code = posix_spawnattr_setflags(&attributes, flags)))
        code = posix_spawn(process, program, &actions, &attributes, words, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int linux_start_child(
    const char *program, char *const *words, char *const *environment, int *input, int *output
) {
    int ends[ENDS] = {-1, -1, -1, -1};
    pid_t process = 0;
    int code = make_pipe(&ends[THEIRS_IN], &ends[OURS_IN]);
    if (!code) code = make_pipe(&ends[OURS_OUT], &ends[THEIRS_OUT]);
    if (!code && (fcntl(ends[OURS_IN], F_SETFL, O_NONBLOCK) < 0 || fcntl(ends[OURS_OUT], F_SETFL, O_NONBLOCK) < 0))
        code = errno;
    if (!code) code = start(program, words, environment, ends, &process);
    for (int end = 0; end < ENDS; end++)
        if (ends[end] >= 0 && (code || end == THEIRS_IN || end == THEIRS_OUT)) close(ends[end]);
    if (code) return -code;
    *input = ends[OURS_IN];
    *output = ends[OURS_OUT];
    return process;
}
