/* A table that takes every write and keeps none, for what a client can do by itself.

     NullTable KEY [SORT]       serves on 127.0.0.1, on a port that it prints

   It answers DescribeTable with a table that has this key, of texts, and is paid per request, and
   BatchWriteItem with nothing left unprocessed, with the consumed capacity and the CRC-32 that
   DynamoDB sends. It reads bodies and does not look at them, nor at signatures. One thread. When
   it gets a SIGTERM it prints the requests that it answered. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 4096, HEAD_MAX = 16384, BUFFER = 1 << 18 };

static void fail(const char *what) {
    perror(what);
    exit(1);
}

struct text {
    char bytes[4096];
    size_t size;
};

static struct text description, written, unknown;
static volatile sig_atomic_t is_ended;
static long answered;

static uint32_t crc32_of(const char *bytes) {
    uint32_t crc = 0xffffffff;
    for (; *bytes; bytes++) {
        crc ^= (unsigned char)*bytes;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
    }
    return ~crc;
}

static void make(struct text *text, const char *status, const char *body) {
    text->size = (size_t)snprintf(
        text->bytes, sizeof text->bytes,
        "HTTP/1.1 %s\r\nServer: Server\r\nDate: Sat, 21 Nov 2026 03:00:00 GMT\r\n"
        "Content-Type: application/x-amz-json-1.0\r\nContent-Length: %zu\r\n"
        "Connection: keep-alive\r\n"
        "x-amzn-RequestId: 0C2B1F2E5D5E4D0A9A419F3A1F1C2B3DVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
        "x-amz-crc32: %u\r\n\r\n%s",
        status, strlen(body), crc32_of(body), body);
}

static void make_replies(const char *key, const char *sort) {
    char body[2048], element[256] = "", definition[256] = "";
    if (sort != NULL) {
        snprintf(element, sizeof element, ",{\"AttributeName\":\"%s\",\"KeyType\":\"RANGE\"}", sort);
        snprintf(
            definition, sizeof definition, ",{\"AttributeName\":\"%s\",\"AttributeType\":\"S\"}",
            sort);
    }
    snprintf(
        body, sizeof body,
        "{\"Table\":{\"AttributeDefinitions\":[{\"AttributeName\":\"%s\",\"AttributeType\":\"S\"}%s],"
        "\"TableName\":\"null\",\"KeySchema\":[{\"AttributeName\":\"%s\",\"KeyType\":\"HASH\"}%s],"
        "\"TableStatus\":\"ACTIVE\",\"CreationDateTime\":1.795E9,\"ProvisionedThroughput\":{"
        "\"NumberOfDecreasesToday\":0,\"ReadCapacityUnits\":0,\"WriteCapacityUnits\":0},"
        "\"TableSizeBytes\":0,\"ItemCount\":0,"
        "\"TableArn\":\"arn:aws:dynamodb:us-east-1:000000000000:table/null\","
        "\"TableId\":\"6c0f1c9e-6f0e-4d5b-9b2f-6a1f4f6f0d11\","
        "\"BillingModeSummary\":{\"BillingMode\":\"PAY_PER_REQUEST\"}}}",
        key, definition, key, element);
    make(&description, "200 OK", body);
    make(
        &written, "200 OK",
        "{\"UnprocessedItems\":{},\"ConsumedCapacity\":[{\"TableName\":\"null\","
        "\"CapacityUnits\":25.0}]}");
    make(
        &unknown, "400 Bad Request",
        "{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"}");
}

struct connection {
    /* What there is of the head that is read. */
    char head[HEAD_MAX + 1];
    size_t head_size;
    /* The bytes of the body that are to come, and what is sent then. */
    size_t body_left;
    const struct text *reply;
};

static const char *field(const char *head, const char *end, const char *name) {
    size_t size = strlen(name);
    for (const char *line = head; line < end;) {
        const char *next = memmem(line, (size_t)(end - line), "\r\n", 2);
        if (next == NULL) return NULL;
        if ((size_t)(next - line) > size && strncasecmp(line, name, size) == 0) {
            line += size;
            while (*line == ' ') line++;
            return line;
        }
        line = next + 2;
    }
    return NULL;
}

static int begin(struct connection *connection, const char *end) {
    const char *length = field(connection->head, end, "content-length:");
    const char *target = field(connection->head, end, "x-amz-target:");
    static const char service[] = "DynamoDB_20120810.";
    connection->body_left = length != NULL ? strtoul(length, NULL, 10) : 0;
    connection->reply = &unknown;
    if (target == NULL || strncmp(target, service, sizeof service - 1) != 0) return 1;
    target += sizeof service - 1;
    if (strncmp(target, "BatchWriteItem\r", 15) == 0) connection->reply = &written;
    if (strncmp(target, "DescribeTable\r", 14) == 0) connection->reply = &description;
    return 1;
}

/* Takes what came; returns 0 where the connection is to be closed. */
static int take(int descriptor, struct connection *connection, const char *bytes, size_t size) {
    while (size > 0 || (connection->reply != NULL && connection->body_left == 0)) {
        if (connection->reply == NULL) {
            size_t old = connection->head_size;
            size_t count = size < HEAD_MAX - old ? size : HEAD_MAX - old;
            memcpy(connection->head + old, bytes, count);
            size_t from = old < 3 ? 0 : old - 3;
            char *end = memmem(connection->head + from, old + count - from, "\r\n\r\n", 4);
            if (end == NULL) {
                connection->head_size = old + count;
                return connection->head_size < HEAD_MAX;
            }
            size_t used = (size_t)(end + 4 - connection->head) - old;
            bytes += used;
            size -= used;
            connection->head_size = 0;
            if (!begin(connection, end + 2)) return 0;
        }
        size_t count = size < connection->body_left ? size : connection->body_left;
        bytes += count;
        size -= count;
        connection->body_left -= count;
        if (connection->body_left > 0) return 1;
        const struct text *reply = connection->reply;
        connection->reply = NULL;
        answered++;
        if (send(descriptor, reply->bytes, reply->size, MSG_NOSIGNAL) != (ssize_t)reply->size)
            return 0;
    }
    return 1;
}

static void serve(int listener) {
    static struct connection *connections[CONNECTIONS_MAX];
    static char buffer[BUFFER];
    int poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[64];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    while (!is_ended) {
        int count = epoll_wait(poller, events, 64, -1);
        for (int index = 0; index < count; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor == listener) {
                int new = accept(listener, NULL, NULL), on = 1;
                if (new < 0) continue;
                if (new >= CONNECTIONS_MAX) {
                    close(new);
                    continue;
                }
                setsockopt(new, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                connections[new] = calloc(1, sizeof *connections[new]);
                if (connections[new] == NULL) fail("calloc");
                event.data.fd = new;
                epoll_ctl(poller, EPOLL_CTL_ADD, new, &event);
                continue;
            }
            ssize_t size = recv(descriptor, buffer, BUFFER, MSG_DONTWAIT);
            if (size <= 0 ||
                !take(descriptor, connections[descriptor], buffer, (size_t)size)) {
                free(connections[descriptor]);
                connections[descriptor] = NULL;
                close(descriptor);
            }
        }
    }
}

static void end(int number) {
    (void)number;
    is_ended = 1;
}

int main(int count, char **arguments) {
    if (count != 2 && count != 3) {
        fprintf(stderr, "usage: NullTable KEY [SORT]\n");
        return 64;
    }
    make_replies(arguments[1], count == 3 ? arguments[2] : NULL);
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    serve(listener);
    printf("%ld\n", answered);
    return 0;
}
