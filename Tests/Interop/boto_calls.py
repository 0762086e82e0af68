#!/usr/bin/env python3
"""Reads and writes with boto3, with signatures, what tests read and write with ddbkit.

    boto_calls.py ENDPOINT REGION KEY SECRET scan|fill TABLE
    boto_calls.py ENDPOINT REGION KEY SECRET stream STREAM_ARN
    boto_calls.py ENDPOINT REGION KEY SECRET records|send STREAM_NAME

Prints a JSON document a line; binary values are in base64, as on the wire. `fill` and `send` write
items and records of their own and print them.
"""
import base64
import json
import sys

import boto3

ENDPOINT, REGION, KEY, SECRET, ACTION, TARGET = sys.argv[1:]
NUMBERS = ["0", "-7", "12345678901234567890123456789012345678", "1E-130", "-1.5",
           "9.9999999999999999999999999999999999999E+125"]


def client(service):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name=REGION, aws_access_key_id=KEY,
        aws_secret_access_key=SECRET)


def plain(value):
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    return value


def show(value):
    print(json.dumps(plain(value), default=str))


def scan():
    for page in client("dynamodb").get_paginator("scan").paginate(TableName=TARGET):
        for item in page["Items"]:
            show(item)


def items():
    for index in range(12):
        nested = {"S": "deep"}
        for level in range(index):
            nested = {"L": [nested]} if level % 2 else {"M": {"m\U0001F600": nested}}
        yield {
            "pk": {"S": "boto-%d" % index}, "empty": {"S": ""}, "no bytes": {"B": b""},
            "text": {"S": "\u00e9 e\u0301 \U0001F469\u200D\U0001F680 \0 \" \\ \u2028"},
            "binary": {"B": bytes(range(256))}, "number": {"N": NUMBERS[index % len(NUMBERS)]},
            "numbers": {"NS": NUMBERS}, "texts": {"SS": ["b", "", "\U0001F600"]},
            "blobs": {"BS": [b"\0", b"\xff\0"]}, "yes": {"BOOL": True}, "null": {"NULL": True},
            "list": {"L": []}, "map": {"M": {}}, "nested": nested}


def fill():
    dynamodb, written = client("dynamodb"), list(items())
    dynamodb.put_item(TableName=TARGET, Item=written[0])
    dynamodb.batch_write_item(
        RequestItems={TARGET: [{"PutRequest": {"Item": item}} for item in written[1:]]})
    for item in written:
        show(item)


def stream():
    streams = client("dynamodbstreams")
    for shard in streams.describe_stream(StreamArn=TARGET)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=TARGET, ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        for record in streams.get_records(ShardIterator=iterator)["Records"]:
            show(record["dynamodb"] | {"eventName": record["eventName"]})


def records():
    kinesis = client("kinesis")
    for shard in kinesis.list_shards(StreamName=TARGET)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=TARGET, ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        for record in kinesis.get_records(ShardIterator=iterator)["Records"]:
            show({name: record[name] for name in ("Data", "PartitionKey", "SequenceNumber")})


def send():
    kinesis = client("kinesis")
    for index in range(5):
        record = {"Data": bytes(range(index * 50)) or b"-", "PartitionKey": "p\u00e9%d" % index}
        kinesis.put_record(StreamName=TARGET, **record)
        show(record)


{"scan": scan, "fill": fill, "stream": stream, "records": records, "send": send}[ACTION]()
