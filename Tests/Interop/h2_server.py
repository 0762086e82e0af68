#!/usr/bin/env python3
"""Serves HTTP/2 over TLS (ALPN) on a free port of 127.0.0.1, which it prints.

    h2_server.py CERTIFICATE KEY

Answers a request with its method, path and body; /large with 3 MB, and with trailers; /reset with
a head and a reset of the stream; /refuse with REFUSED_STREAM; /silent never.
"""
import argparse
import socket
import ssl
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events

LARGE = bytes(index * 31 & 0xFF for index in range(3_000_000))


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.requests = {}
        self.pending = {}

    def run(self):
        try:
            self.h2.initiate_connection()
            self.flush()
            while data := self.sock.recv(65536):
                for event in self.h2.receive_data(data):
                    self.handle(event)
                for stream in list(self.pending):
                    self.send(stream)
                self.flush()
        except OSError:
            pass
        finally:
            self.sock.close()

    def flush(self):
        self.sock.sendall(self.h2.data_to_send())

    def handle(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.requests[event.stream_id] = (dict(event.headers), bytearray())
        elif isinstance(event, h2.events.DataReceived):
            self.requests[event.stream_id][1].extend(event.data)
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.answer(event.stream_id)
        elif isinstance(event, h2.events.StreamReset):
            self.pending.pop(event.stream_id, None)

    def answer(self, stream):
        headers, body = self.requests.pop(stream)
        method, path = headers[b":method"].decode(), headers[b":path"].decode()
        if path == "/silent":
            return
        if path == "/refuse":
            return self.h2.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
        answer = LARGE if path == "/large" else f"{method} {path} ".encode() + bytes(body)
        self.h2.send_headers(stream, [
            (":status", "200"), ("content-length", str(len(answer))), ("x-version", "2")])
        if path == "/reset":
            return self.h2.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)
        self.pending[stream] = memoryview(answer)
        self.send(stream)

    def send(self, stream):
        rest = self.pending[stream]
        while rest:
            size = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if size <= 0:
                break
            self.h2.send_data(stream, bytes(rest[:size]))
            rest = rest[size:]
        self.pending[stream] = rest
        if not rest:
            del self.pending[stream]
            self.h2.send_headers(stream, [("x-trailer", "t")], end_stream=True)


def serve(sock, context):
    try:
        sock = context.wrap_socket(sock, server_side=True)
    except (OSError, ssl.SSLError):
        return
    if sock.selected_alpn_protocol() == "h2":
        Connection(sock).run()
    else:
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n1")
        sock.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("certificate")
    parser.add_argument("key")
    options = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, context), daemon=True).start()


main()
