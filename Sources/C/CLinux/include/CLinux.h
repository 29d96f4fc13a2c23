#ifndef PAIRWELL_CLINUX_H
#define PAIRWELL_CLINUX_H

// What the Swift module of the C library leaves out. Each function returns a negative errno on failure,
// so that nothing run in between can change the code.

#include <stdint.h>
#include <sys/inotify.h>

/// A descriptor to wake a thread with: readable once `linux_event_signal` was called on it.
/// Closed on exec, never blocks. Returns the descriptor or a negative errno.
int linux_event_create(void);

/// Makes the descriptor of `linux_event_create` readable. Returns 0 or a negative errno.
int linux_event_signal(int event);

/// Moves `from` (in the open folder `from_folder`) to `to` (in `to_folder`) and never replaces a file:
/// -EEXIST where `to` is there already, -EXDEV across file systems, -EINVAL where the file system
/// cannot promise it (NFS, some FUSE). Returns 0 or a negative errno.
int linux_rename_no_replace(
    int from_folder, const char *_Nonnull from, int to_folder, const char *_Nonnull to
);

/// The kind of file system that `path` lies on, as the kernel numbers them (statfs(2), `f_type`),
/// without sign extension. Returns 0 or a negative errno.
int linux_file_system(const char *_Nonnull path, uint64_t *_Nonnull kind);

/// Flushes a folder's entries, or a file, to disk. Some network file systems have no such call for
/// folders and say EINVAL or ENOTSUP; that counts as done. Returns 0 or a negative errno.
int linux_sync_folder(int folder);

/// Writes what standard output still holds. Returns 0, also where its reader went away, or a negative errno where
/// something that was printed did not arrive.
int linux_finish_output(void);

/// Gives what the allocator keeps of earlier work back to the system, where the C library can.
void linux_return_free_memory(void);

/// Names the calling thread for `top -H` and debuggers; 15 bytes at most are kept.
void linux_name_thread(const char *_Nonnull name);

/// Starts `program` in a session of its own, with the folder `/`, all signals as they are by default, standard input
/// and output on pipes, errors to nowhere, and no other descriptor. `words` and `environment` end in a null.
/// `input` becomes the end to write to and `output` the end to read from; neither blocks, both are closed on exec.
/// Returns the number of the process, which has to be waited for, or a negative errno.
int linux_start_child(
    const char *_Nonnull program, char *_Nullable const *_Nonnull words,
    char *_Nullable const *_Nonnull environment, int *_Nonnull input, int *_Nonnull output
);

/// From here on every system call fails with EPERM but those that take memory, read and write open
/// descriptors, and end the process. Threads that run already are not bound by it. Returns 0 or a negative
/// errno: -ENOSYS where this program does not know the machine, -EINVAL where the kernel cannot do it.
int linux_only_compute(void);

#endif
