#!/usr/bin/env python3
"""Sends the same requests with CurlTransport and with a loop of C over libcurl, to one server;
prints one JSON line with the microseconds of CPU that one request takes, and the ratios.

    compare_transport.py FOLDER_OF_BINARIES [--rounds N] [--requests N] [--concurrency N]

The server is a process of its own, whose CPU nobody counts. The rounds of all take turns, and the
median of each counts; `spread` is its best and its worst round.
"""
import argparse
import json
import os
import statistics
import subprocess


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=40000)
    parser.add_argument("--concurrency", type=int, default=64)
    options = parser.parse_args()
    peer = os.path.join(options.folder, "TransportPeer")
    server = subprocess.Popen([peer, "serve"], stdout=subprocess.PIPE, text=True)
    try:
        arguments = [server.stdout.readline().strip(), str(options.requests),
                     str(options.concurrency)]
        commands = {
            "ddbkit": [os.path.join(options.folder, "TransportBenchmark")],
            "curl": [peer, "send"],
        }
        rounds = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                line = subprocess.run(command + arguments, check=True, capture_output=True,
                                      text=True).stdout
                rounds[name].append(json.loads(line)["us_per_request"])
    finally:
        server.kill()
        server.wait()
    result = {"bench": "transport", "requests": options.requests,
              "concurrency": options.concurrency, "request_bytes": 2048, "reply_bytes": 1024}
    for name, values in rounds.items():
        result[name + "_us"] = round(statistics.median(values), 2)
        result[name + "_spread"] = [min(values), max(values)]
    for name in list(rounds)[1:]:
        result["times_" + name] = round(result["ddbkit_us"] / result[name + "_us"], 2)
    print(json.dumps(result, separators=(",", ":")))


main()
