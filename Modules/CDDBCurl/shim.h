#ifndef DDB_CURL_SHIM_H
#define DDB_CURL_SHIM_H

#include <curl/curl.h>
#include <errno.h>
#include <unistd.h>

/* One typed function for each kind of argument of curl's variadic ones. */

static inline CURLcode ddb_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode ddb_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ddb_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ddb_curl_set_text(CURL *easy, CURLoption option, const char *_Nullable text) {
    return curl_easy_setopt(easy, option, text);
}

static inline CURLcode ddb_curl_set_pointer(
    CURL *easy, CURLoption option, const void *_Nullable pointer) {
    return curl_easy_setopt(easy, option, pointer);
}

/* For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION. */
static inline CURLcode ddb_curl_set_data_function(
    CURL *easy, CURLoption option, size_t (*function)(char *, size_t, size_t, void *)) {
    return curl_easy_setopt(easy, option, function);
}

static inline CURLcode ddb_curl_set_request_function(
    CURL *easy, int (*function)(void *, char *, char *, int, int)) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ddb_curl_set_open_function(
    CURL *easy, curl_socket_t (*function)(void *, curlsocktype, struct curl_sockaddr *)) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode ddb_curl_set_close_function(
    CURL *easy, int (*function)(void *, curl_socket_t)) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
}

static inline CURLcode ddb_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ddb_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ddb_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ddb_curl_multi_set_pointer(
    CURLM *multi, CURLMoption option, void *_Nullable pointer) {
    return curl_multi_setopt(multi, option, pointer);
}

static inline CURLMcode ddb_curl_multi_set_socket_function(
    CURLM *multi, int (*function)(CURL *, curl_socket_t, int, void *, void *)) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode ddb_curl_multi_set_timer_function(
    CURLM *multi, int (*function)(CURLM *, long, void *)) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

/* The transfer of a message that is done, and how it ended; NULL for any other message. */
static inline CURL *_Nullable ddb_curl_message_done(const CURLMsg *message, CURLcode *code) {
    if (message->msg != CURLMSG_DONE) return NULL;
    *code = message->data.result;
    return message->easy_handle;
}

/* Waiting for many sockets, and being woken by other threads. Swift's Glibc shows neither epoll nor
   eventfd. The bits of an interest and of a readiness are those of curl: CURL_CSELECT_IN, _OUT and
   _ERR; those of CURL_POLL_ are the same for in and out. */

struct ddb_poll_event {
    int descriptor;
    int readiness;
};

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static inline int ddb_poller_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

/* Watches a descriptor for an interest, or forgets it where that is 0. Returns 0 or -1 (errno). */
static inline int ddb_poller_watch(int poller, int descriptor, int interest) {
    struct epoll_event event = {0};
    event.data.fd = descriptor;
    if (interest & CURL_CSELECT_IN) event.events |= EPOLLIN;
    if (interest & CURL_CSELECT_OUT) event.events |= EPOLLOUT;
    if (interest == 0) return epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, &event);
    if (epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    if (errno != ENOENT) return -1;
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

/* Waits so many milliseconds, for ever where that is negative. Returns the number of events, or -1
   (errno). */
static inline int ddb_poller_wait(
    int poller, struct ddb_poll_event *events, int capacity, int milliseconds) {
    struct epoll_event found[256];
    if (capacity > 256) capacity = 256;
    int count = epoll_wait(poller, found, capacity, milliseconds);
    for (int index = 0; index < count; index++) {
        int readiness = 0;
        if (found[index].events & EPOLLIN) readiness |= CURL_CSELECT_IN;
        if (found[index].events & EPOLLOUT) readiness |= CURL_CSELECT_OUT;
        if (found[index].events & (EPOLLERR | EPOLLHUP)) readiness |= CURL_CSELECT_ERR;
        events[index].descriptor = found[index].data.fd;
        events[index].readiness = readiness;
    }
    return count;
}

/* Opens what one side waits on and the other signals; on Linux both are one descriptor. */
static inline int ddb_signal_open(int *waiting_end, int *signalling_end) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    *waiting_end = descriptor;
    *signalling_end = descriptor;
    return descriptor < 0 ? -1 : 0;
}

static inline void ddb_signal_send(int signalling_end) {
    uint64_t one = 1;
    ssize_t written = write(signalling_end, &one, sizeof one);
    (void)written; /* EAGAIN: the other side has been signalled often enough. */
}

static inline void ddb_signal_clear(int waiting_end) {
    uint64_t count;
    ssize_t taken = read(waiting_end, &count, sizeof count);
    (void)taken;
}

/* Opens a socket that programs this one starts do not inherit. */
static inline int ddb_socket_open(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
#else
#error "name the system's way to wait for many sockets"
#endif

#endif
