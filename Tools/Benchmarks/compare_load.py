#!/usr/bin/env python3
"""Compares `ddbkit load` and the scan source with boto3, against one local endpoint.

    compare_load.py --ddbkit PROGRAM [--items N] [--boto-items N] [--rounds N]

Each side is a process of its own; what counts is the processor time of the client, start-up
included. boto3 writes by `batch_writer` and scans by its resource, as its users do. Items have five
attributes and about 150 bytes. Both sign their requests. Prints one JSON line a result.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

REGION = "us-east-1"
ENVIRONMENT = dict(
    os.environ, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_REGION=REGION,
    AWS_DEFAULT_REGION=REGION, AWS_EC2_METADATA_DISABLED="true")


def item(i):
    return {"id": "item-%09d" % i, "n": i, "city": "city-%d" % (i % 300),
            "text": "%032x" % (i * 0x9E3779B97F4A7C15 % (1 << 128)), "flag": i % 2 == 0}


def boto_table(endpoint, table):
    import boto3
    return boto3.resource("dynamodb", endpoint_url=endpoint, region_name=REGION).Table(table)


def boto_write(endpoint, table, count):
    with boto_table(endpoint, table).batch_writer() as batch:
        for i in range(count):
            batch.put_item(Item=item(i))


def boto_scan(endpoint, table, count):
    target, found, start = boto_table(endpoint, table), 0, {}
    while True:
        page = target.scan(ConsistentRead=True, **start)
        found += len(page["Items"])
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert found == count, found


def run(arguments):
    """Runs a program; gives its processor seconds and its greatest memory in MB."""
    child = subprocess.Popen(arguments, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    if status != 0:
        sys.exit("%s failed" % arguments[:3])
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def boto(what, endpoint, table, count):
    return run([sys.executable, __file__, "--boto", what, endpoint, table, str(count)])


def median(values):
    return sorted(values)[len(values) // 2]


def compare(name, ours, theirs, our_count, their_count, memory):
    rate, other = our_count / median(ours), their_count / median(theirs)
    print(json.dumps({
        "bench": name, "ddbkit_items_per_cpu_s": round(rate), "boto3_items_per_cpu_s": round(other),
        "ratio": round(rate / other, 1), "ddbkit_rss_mb": round(memory)}), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ddbkit", required=True)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--boto-items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = os.path.join(folder, "items.jsonl")
        with open(lines, "w") as file:
            for i in range(options.items):
                entry = item(i)
                file.write(json.dumps({"Item": {
                    "id": {"S": entry["id"]}, "n": {"N": str(entry["n"])},
                    "city": {"S": entry["city"]}, "text": {"S": entry["text"]},
                    "flag": {"BOOL": entry["flag"]}}}, separators=(",", ":")) + "\n")
        server = subprocess.Popen(
            [options.ddbkit, "local", "--port", "0"], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        try:
            endpoint = next(
                word for line in iter(server.stderr.readline, "") for word in line.split()
                if word.startswith("http://"))
            measure(options, endpoint, lines, folder)
        finally:
            server.terminate()
            server.wait()


def measure(options, endpoint, lines, folder):
    loads, writes, scans, reads, memory = [], [], [], [], 0
    for number in range(options.rounds):
        ours, theirs = "ours-%d" % number, "boto-%d" % number
        seconds, megabytes = run([
            options.ddbkit, "load", ours, "--from", lines, "--format", "ddb-json", "--create",
            "--key", "id", "--endpoint", endpoint, "--write-capacity", "1000000000",
            "--flush-timeout", "50", "--quiet"])
        loads.append(seconds)
        memory = max(memory, megabytes)
        boto_create(endpoint, theirs)
        writes.append(boto("write", endpoint, theirs, options.boto_items)[0])
        pipeline = os.path.join(folder, "scan.yaml")
        with open(pipeline, "w") as file:
            file.write(
                "source: {dynamodb-scan: {table: %s, endpoint: \"%s\", slow-start: false}}\n"
                "sink: {\"null\": {}}\n" % (ours, endpoint))
        scans.append(run([options.ddbkit, "run", pipeline, "--quiet"])[0])
        reads.append(boto("scan", endpoint, theirs, options.boto_items)[0])
    compare("load", loads, writes, options.items, options.boto_items, memory)
    compare("scan", scans, reads, options.items, options.boto_items, memory)


def boto_create(endpoint, table):
    import boto3
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    boto3.client("dynamodb", endpoint_url=endpoint, region_name=REGION).create_table(
        TableName=table, KeySchema=[dict(AttributeName="id", KeyType="HASH")],
        AttributeDefinitions=[dict(AttributeName="id", AttributeType="S")],
        BillingMode="PAY_PER_REQUEST")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--boto"]:
        {"write": boto_write, "scan": boto_scan}[sys.argv[2]](
            sys.argv[3], sys.argv[4], int(sys.argv[5]))
    else:
        main()
