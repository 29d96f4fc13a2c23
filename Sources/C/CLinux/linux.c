#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/vfs.h>
#include <unistd.h>

int linux_event_create(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event < 0 ? -errno : event;
}

int linux_event_signal(int event) {
    uint64_t one = 1;
    // EAGAIN means that the counter is full, hence readable, which is all a caller wants.
    if (write(event, &one, sizeof one) < 0 && errno != EAGAIN) return -errno;
    return 0;
}

int linux_rename_no_replace(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

int linux_file_system(const char *path, uint64_t *kind) {
    struct statfs facts;
    if (statfs(path, &facts) < 0) return -errno;
    // The field's width and sign differ between machines; the numbers themselves fit 32 bits.
    *kind = (uint32_t)facts.f_type;
    return 0;
}

int linux_sync_folder(int folder) {
    if (fsync(folder) < 0 && errno != EINVAL && errno != ENOTSUP) return -errno;
    return 0;
}

void linux_name_thread(const char *name) {
    char short_name[16];
    strncpy(short_name, name, sizeof short_name - 1);
    short_name[sizeof short_name - 1] = 0;
    pthread_setname_np(pthread_self(), short_name);
}

void linux_return_free_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

int linux_finish_output(void) {
    errno = 0;
    int is_lost = fflush(stdout) != 0 || ferror(stdout);
    int code = errno;
    if (!is_lost) return 0;
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    // A pipe without a reader says so; whoever closed it has seen enough.
    if (code == EPIPE || (poll(&output, 1, 0) == 1 && output.revents & POLLERR)) return 0;
    return code ? -code : -EIO;
}
