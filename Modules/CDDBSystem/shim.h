#ifndef DDB_SYSTEM_SHIM_H
#define DDB_SYSTEM_SHIM_H

/* Only headers without types: those of a type that Glibc's module does not claim would belong to this
   module, and Swift would then see them in both. */
#if defined(__linux__)
#include <sys/syscall.h>
extern long syscall(long number, ...);
#elif defined(__APPLE__)
extern int renamex_np(const char *from, const char *to, unsigned int flags);
#endif

/* The environment of this process, for a program that is started with it: Swift takes the variable
   itself for one that threads share. */
extern char **environ;
static inline char *_Nullable const *_Nullable ddb_environment(void) {
    return environ;
}

/* Has a program that is to be started get no descriptor from a number on, as one that is not to be
   closed when programs start would be. Where the system cannot say so (glibc before 2.34) it gets
   these. Swift's Glibc does not show the function, which needs _GNU_SOURCE.

   - actions: a posix_spawn_file_actions_t, whose type belongs to Glibc's module. */
#if defined(__linux__)
extern int ddb_spawn_addclosefrom(void *actions, int first)
    __asm__("posix_spawn_file_actions_addclosefrom_np") __attribute__((weak));
static inline int ddb_spawn_close_from(void *_Nonnull actions, int first) {
    return ddb_spawn_addclosefrom ? ddb_spawn_addclosefrom(actions, first) : 0;
}
#endif

/* Renames a file unless the new name exists (EEXIST). Swift's Glibc does not show renameat2, which
   needs _GNU_SOURCE. Returns 0 or -1 with errno set. */
static inline int ddb_rename_if_absent(const char *from, const char *to) {
#if defined(__linux__)
    enum { AT_WORKING_FOLDER = -100, NO_REPLACE = 1 };
    return (int)syscall(SYS_renameat2, AT_WORKING_FOLDER, from, AT_WORKING_FOLDER, to, NO_REPLACE);
#elif defined(__APPLE__)
    return renamex_np(from, to, 0x4 /* RENAME_EXCL */);
#else
#error "name the system call that renames without replacing"
#endif
}

/* Begins to write a range of a file to its disk without waiting for it, where the system can. Swift's
   Glibc does not show sync_file_range, which needs _GNU_SOURCE. A hint: failing to give it is none. */
static inline void ddb_start_writing(int descriptor, long long offset, long long count) {
#if defined(__linux__) && defined(SYS_sync_file_range)
    enum { START = 2 };
    (void)syscall(SYS_sync_file_range, descriptor, offset, count, START);
#else
    (void)descriptor;
    (void)offset;
    (void)count;
#endif
}

#endif
