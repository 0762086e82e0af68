/* What TransportBenchmark is compared with, and the server that both talk to.

     TransportPeer serve               answers requests on 127.0.0.1, on a port that it prints
     TransportPeer send PORT N C       sends N requests, C at a time, with curl_multi_poll and
                                       curl_multi_perform

   The client prints one JSON line: the microseconds of CPU that one request takes. A request has
   its own list of fields, as requests do that are signed, and a body of 2 KiB; its answer, of
   1 KiB, is kept until the next. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BODY = 2048, REPLY = 1024, CONNECTIONS_MAX = 65536, BUFFER = 16384 };

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/* The server. */

struct connection {
    size_t used;
    char bytes[BUFFER];
};

static char reply[4096];
static size_t reply_size;

static void make_reply(void) {
    char body[REPLY + 1];
    memset(body, 'x', REPLY);
    body[REPLY] = 0;
    reply_size = (size_t)snprintf(
        reply, sizeof reply,
        "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Sat, 21 Nov 2026 03:00:00 GMT\r\n"
        "Content-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n"
        "Connection: keep-alive\r\n"
        "x-amzn-RequestId: 0C2B1F2E5D5E4D0A9A419F3A1F1C2B3DVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
        "x-amz-crc32: 2745614147\r\n\r\n%s",
        REPLY, body);
}

/* Answers what is there; returns 0 at the end of the connection. */
static int serve_connection(int descriptor, struct connection *connection) {
    ssize_t count = recv(
        descriptor, connection->bytes + connection->used, BUFFER - 1 - connection->used,
        MSG_DONTWAIT);
    if (count <= 0) return 0;
    connection->used += (size_t)count;
    for (;;) {
        connection->bytes[connection->used] = 0;
        char *end = strstr(connection->bytes, "\r\n\r\n");
        if (end == NULL) return connection->used < BUFFER - 1;
        char *length = strcasestr(connection->bytes, "content-length:");
        size_t body = length != NULL && length < end ? strtoul(length + 15, NULL, 10) : 0;
        size_t size = (size_t)(end + 4 - connection->bytes) + body;
        if (connection->used < size) return size < BUFFER - 1;
        if (send(descriptor, reply, reply_size, MSG_NOSIGNAL) != (ssize_t)reply_size) return 0;
        memmove(connection->bytes, connection->bytes + size, connection->used - size);
        connection->used -= size;
    }
}

static void serve(void) {
    static struct connection *connections[CONNECTIONS_MAX];
    make_reply();
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(poller, events, 256, -1);
        for (int index = 0; index < count; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor == listener) {
                int new = accept(listener, NULL, NULL), on = 1;
                if (new < 0 || new >= CONNECTIONS_MAX) continue;
                setsockopt(new, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                connections[new] = calloc(1, sizeof *connections[new]);
                event.data.fd = new;
                epoll_ctl(poller, EPOLL_CTL_ADD, new, &event);
            } else if (!serve_connection(descriptor, connections[descriptor])) {
                free(connections[descriptor]);
                close(descriptor);
            }
        }
    }
}

/* The client. */

struct transfer {
    CURL *easy;
    struct curl_slist *fields;
    char head[8192], body[8192];
    size_t head_size, body_size;
};

static char url[64], body[BODY];
static long started, finished, total;

static size_t append(char *to, size_t *used, const char *bytes, size_t count) {
    if (*used + count > 8192) return 0;
    memcpy(to + *used, bytes, count);
    *used += count;
    return count;
}

static size_t head_received(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    return append(transfer->head, &transfer->head_size, bytes, size * count);
}

static size_t body_received(char *bytes, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    return append(transfer->body, &transfer->body_size, bytes, size * count);
}

static void start(CURLM *multi, struct transfer *transfer) {
    static const char *const fields[] = {
        "content-type: application/x-amz-json-1.0",
        "x-amz-target: DynamoDB_20120810.PutItem",
        "accept-encoding: identity",
        "amz-sdk-invocation-id: 0c2b1f2e-5d5e-4d0a-9a41-9f3a1f1c2b3d",
        "amz-sdk-request: attempt=1; max=4",
        "user-agent: ddbkit",
        "x-amz-date: 20261121T030000Z",
        "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/dynamodb/"
        "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "Accept:", "Expect:",
    };
    curl_slist_free_all(transfer->fields);
    transfer->fields = NULL;
    for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
        transfer->fields = curl_slist_append(transfer->fields, fields[index]);
    transfer->head_size = transfer->body_size = 0;
    curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->fields);
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE, (long)BODY);
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, body);
    curl_multi_add_handle(multi, transfer->easy);
    started++;
}

static void make(CURLM *multi, struct transfer *transfer) {
    transfer->easy = curl_easy_init();
    curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, head_received);
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, body_received);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
    start(multi, transfer);
}

/* Takes what is done, and starts as much again. */
static void collect(CURLM *multi) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        struct transfer *transfer;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        if (message->data.result != CURLE_OK || transfer->body_size != REPLY) {
            fprintf(stderr, "a request failed: %s\n", curl_easy_strerror(message->data.result));
            exit(1);
        }
        curl_multi_remove_handle(multi, transfer->easy);
        finished++;
        if (started < total) start(multi, transfer);
    }
}

static void run(CURLM *multi) {
    int running;
    while (finished < total) {
        curl_multi_perform(multi, &running);
        collect(multi);
        if (finished < total) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
}

static double processor_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void measure(const char *port, long count, long concurrency) {
    snprintf(url, sizeof url, "http://127.0.0.1:%s/", port);
    for (int index = 0; index < BODY; index++) body[index] = (char)(97 + index % 26);
    total = count;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    struct transfer *transfers = calloc((size_t)concurrency, sizeof *transfers);
    double begin = processor_seconds();
    for (long index = 0; index < concurrency && index < count; index++) make(multi, &transfers[index]);
    run(multi);
    printf("{\"us_per_request\":%.2f}\n", (processor_seconds() - begin) / (double)count * 1e6);
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "serve") == 0) serve();
    if (count != 5 || strcmp(arguments[1], "send") != 0) {
        fprintf(stderr, "usage: TransportPeer serve | send PORT REQUESTS CONCURRENCY\n");
        return 64;
    }
    measure(arguments[2], atol(arguments[3]), atol(arguments[4]));
    return 0;
}
