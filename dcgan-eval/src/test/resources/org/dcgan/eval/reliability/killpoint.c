/*
 * Ends a process with SIGKILL, or lets a call fail, at its n-th operation on files: for LD_PRELOAD.
 * Build: cc -shared -fPIC -o killpoint.so killpoint.c -ldl
 *
 * KILL_PATH   only operations on files whose path contains this text count (default: all)
 * KILL_AT     the operation at which the process ends, from 1 (default: none)
 * KILL_AFTER  if set, the operation is done first; of a write, half of it
 * KILL_ERROR  if set, the operation fails with this errno instead, and the process goes on
 * KILL_COPIES a folder: before each operation, and after half of each write, KILL_PATH, which must be
 *             a folder then, is copied there under the numbers 1, 2, ...: what a kill at that point
 *             would leave, without a process for each
 * KILL_STRIDE only each n-th of these points (default: 1)
 * KILL_COUNT  a file into which the number of operations is written when the process exits
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GO_ON, FAIL, DO_AND_DIE };

static int operations;
static int at = -1;
static int error;
static int after;
static const char *part;
static const char *copies;
static int copied;
static int points;
static int stride = 1;
static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void configure(void) {
  const char *value = getenv("KILL_AT");
  part = getenv("KILL_PATH");
  copies = getenv("KILL_COPIES");
  stride = getenv("KILL_STRIDE") ? atoi(getenv("KILL_STRIDE")) : 1;
  after = getenv("KILL_AFTER") != NULL;
  error = getenv("KILL_ERROR") ? atoi(getenv("KILL_ERROR")) : 0;
  at = value ? atoi(value) : 0;
}

__attribute__((destructor)) static void report(void) {
  const char *file = getenv("KILL_COUNT");
  if (file) {
    FILE *out = fopen(file, "w");
    if (out) {
      fprintf(out, "%d\n", operations);
      fclose(out);
    }
  }
}

static void copy(void) {
  if (!copies) {
    return;
  }
  pthread_mutex_lock(&copying);
  if (++points % stride) {
    pthread_mutex_unlock(&copying);
    return;
  }
  char to[4096];
  snprintf(to, sizeof to, "%s/%d", copies, ++copied);
  char *const arguments[] = {"cp", "-a", (char *)part, to, NULL};
  char *const environment[] = {"PATH=/bin:/usr/bin", NULL};
  pid_t child;
  if (posix_spawn(&child, "/bin/cp", NULL, NULL, arguments, environment) == 0) {
    waitpid(child, NULL, 0);
  }
  pthread_mutex_unlock(&copying);
}

static int hit(const char *path) {
  if (at < 0 || (part && (!path || !strstr(path, part)))) {
    return GO_ON;
  }
  copy();
  int now = __sync_add_and_fetch(&operations, 1);
  if (now != at) {
    return GO_ON;
  }
  if (error) {
    return FAIL;
  }
  if (after) {
    return DO_AND_DIE;
  }
  kill(getpid(), SIGKILL);
  return GO_ON;
}

static const char *path_of(int fd, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, buffer, size - 1);
  buffer[length < 0 ? 0 : length] = 0;
  return buffer;
}

#define REAL(name)                              \
  static __typeof__(name) *real;                \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);

#define CALL(path, call)                        \
  int what = hit(path);                         \
  if (what == FAIL) {                           \
    errno = error;                              \
    return -1;                                  \
  }                                             \
  __typeof__(call) result = call;               \
  if (what == DO_AND_DIE) kill(getpid(), SIGKILL); \
  return result;

int rename(const char *from, const char *to) { REAL(rename) CALL(to, real(from, to)) }
int link(const char *from, const char *to) { REAL(link) CALL(to, real(from, to)) }
int unlink(const char *path) { REAL(unlink) CALL(path, real(path)) }
int rmdir(const char *path) { REAL(rmdir) CALL(path, real(path)) }
int mkdir(const char *path, mode_t mode) { REAL(mkdir) CALL(path, real(path, mode)) }

int unlinkat(int folder, const char *path, int flags) {
  REAL(unlinkat)
  char name[4096], whole[8200];
  snprintf(whole, sizeof whole, "%s/%s", path_of(folder, name, sizeof name), path);
  CALL(whole, real(folder, path, flags))
}

int fsync(int fd) {
  REAL(fsync)
  char name[4096];
  CALL(path_of(fd, name, sizeof name), real(fd))
}

int fdatasync(int fd) {
  REAL(fdatasync)
  char name[4096];
  CALL(path_of(fd, name, sizeof name), real(fd))
}

int ftruncate64(int fd, off64_t length) {
  REAL(ftruncate64)
  char name[4096];
  CALL(path_of(fd, name, sizeof name), real(fd, length))
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write)
  if (fd <= 2) {
    return real(fd, bytes, count);
  }
  char name[4096];
  int what = hit(path_of(fd, name, sizeof name));
  if (what == FAIL) {
    errno = error;
    return -1;
  }
  size_t half = count / 2;
  if (copies && half > 0 && part && strstr(name, part)) {
    ssize_t begun = real(fd, bytes, half);
    copy();
    if (begun != (ssize_t)half) return begun;
    ssize_t rest = real(fd, (const char *)bytes + half, count - half);
    return rest < 0 ? begun : begun + rest;
  }
  ssize_t result = real(fd, bytes, what == DO_AND_DIE && count > 1 ? half : count);
  if (what == DO_AND_DIE) kill(getpid(), SIGKILL);
  return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64)
  char name[4096];
  int what = hit(path_of(fd, name, sizeof name));
  if (what == FAIL) {
    errno = error;
    return -1;
  }
  size_t half = count / 2;
  if (copies && half > 0 && part && strstr(name, part)) {
    ssize_t begun = real(fd, bytes, half, offset);
    copy();
    if (begun != (ssize_t)half) return begun;
    ssize_t rest = real(fd, (const char *)bytes + half, count - half, offset + half);
    return rest < 0 ? begun : begun + rest;
  }
  ssize_t result = real(fd, bytes, what == DO_AND_DIE && count > 1 ? half : count, offset);
  if (what == DO_AND_DIE) kill(getpid(), SIGKILL);
  return result;
}

/* Only what creates a file counts. */
int open64(const char *path, int flags, ...) {
  static int (*real)(const char *, int, ...);
  if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (!(flags & O_CREAT)) {
    return real(path, flags);
  }
  CALL(path, real(path, flags, mode))
}
