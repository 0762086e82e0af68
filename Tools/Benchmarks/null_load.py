#!/usr/bin/env python3
"""Measures `ddbkit load` against a table that takes every write and keeps none.

    null_load.py --ddbkit PROGRAM [--table PROGRAM] [--items N]... [--rounds N] [--sort]
                 [--resume] [--compare OTHER_PROGRAM] [--folder FOLDER]

The table is `NullTable`, a process of its own in C (`cc -O2 -o NullTable
Sources/NullTable/main.c` makes it without Swift). Lines of DynamoDB JSON of five attributes and
about 150 bytes are loaded with signatures; `--sort` takes the table's key as two attributes, and
`--resume` keeps a job file. Several `--items` are loaded in turns; so are two programs.

Prints one JSON line a program and size, medians: the items a second of the wall (client and table
on the same cores), a second of the client's processor time, the table's processor time an item,
and the greatest memory. `capacity_items_per_s` is what the client could do if it had the cores for
itself: the wall less the table's processor time shared by the cores.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

ENVIRONMENT = dict(
    os.environ, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true")


def write_lines(path, count):
    line = ('{"Item":{"id":{"S":"item-%09d"},"n":{"N":"%d"},"city":{"S":"city-%d"},'
            '"text":{"S":"%032x"},"flag":{"BOOL":%s}}}\n')
    with open(path, "w") as file:
        for start in range(0, count, 10_000):
            file.write("".join(
                line % (i, i, i % 300, i * 0x9E3779B97F4A7C15 % (1 << 128),
                        "true" if i % 2 == 0 else "false")
                for i in range(start, min(start + 10_000, count))))


def processor_seconds(process):
    with open("/proc/%d/stat" % process) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(program, options, lines, endpoint, server, folder):
    command = [
        program, "load", "null", "--from", lines, "--format", "ddb-json", "--endpoint", endpoint,
        "--write-capacity", "1000000000", "--quiet"]
    job = os.path.join(folder, "load.job")
    if options.resume:
        command += ["--resume", job]
    before, begin = processor_seconds(server), time.monotonic()
    child = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    child.returncode = 0
    if status != 0:
        sys.exit("the load failed")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
            "server": processor_seconds(server) - before, "rss": usage.ru_maxrss / 1024,
            "switches": usage.ru_nvcsw + usage.ru_nivcsw}


def median(rounds, name):
    return sorted(each[name] for each in rounds)[len(rounds) // 2]


def show(name, items, rounds, options):
    wall, cpu, server = (median(rounds, key) for key in ("wall", "cpu", "server"))
    print(json.dumps({
        "bench": "null_load", "program": name, "items": items, "rounds": len(rounds),
        "resume": options.resume, "sort": options.sort, "items_per_wall_s": round(items / wall),
        "capacity_items_per_s": round(items / (wall - server / os.cpu_count())),
        "items_per_cpu_s": round(items / cpu), "cpu_us_per_item": round(cpu / items * 1e6, 2),
        "table_us_per_item": round(server / items * 1e6, 2),
        "rss_mb": round(max(each["rss"] for each in rounds)),
        "switches_per_1000": round(median(rounds, "switches") / items * 1000, 1)}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ddbkit", required=True)
    parser.add_argument("--compare")
    parser.add_argument("--table", default="NullTable")
    parser.add_argument("--items", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sort", action="store_true")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--folder")
    options = parser.parse_args()
    programs = [program for program in (options.ddbkit, options.compare) if program]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        server = subprocess.Popen(
            [options.table, "id"] + (["city"] if options.sort else []), stdout=subprocess.PIPE,
            text=True)
        try:
            endpoint = "http://127.0.0.1:" + server.stdout.readline().strip()
            for items in options.items or [500_000]:
                lines = os.path.join(folder, "items.jsonl")
                write_lines(lines, items)
                rounds = {program: [] for program in programs}
                for _ in range(options.rounds):
                    for program in programs:
                        rounds[program].append(
                            load(program, options, lines, endpoint, server.pid, folder))
                for program in programs:
                    show(program, items, rounds[program], options)
                os.remove(lines)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
