#!/usr/bin/env python3
"""Follows a table's stream and its Kinesis destination at a local endpoint, with boto3 as it is.

Usage: local_streams.py ENDPOINT

Prints one JSON object of what it saw. Exits with 3 where boto3 is not installed.
"""
import json
import sys
import urllib.request

try:
    import boto3
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

ENDPOINT = sys.argv[1]


def client(service):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="anybody",
        aws_secret_access_key="local")


def admin(path, **body):
    request = urllib.request.Request(
        ENDPOINT + "/_ddbkit/" + path, data=json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def shards(streams, arn):
    found, start = [], {}
    while True:
        page = streams.describe_stream(StreamArn=arn, Limit=1, **start)["StreamDescription"]
        found += page["Shards"]
        if "LastEvaluatedShardId" not in page:
            return found
        start = {"ExclusiveStartShardId": page["LastEvaluatedShardId"]}


def records(streams, arn, shard):
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    found, empty = [], 0
    while iterator and empty < 2:
        page = streams.get_records(ShardIterator=iterator)
        empty = 0 if page["Records"] else empty + 1
        found += page["Records"]
        iterator = page.get("NextShardIterator")
    return found


def follow_stream():
    dynamodb, streams = client("dynamodb"), client("dynamodbstreams")
    dynamodb.create_table(
        TableName="songs", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    dynamodb.get_waiter("table_exists").wait(TableName="songs")
    arn = dynamodb.describe_table(TableName="songs")["Table"]["LatestStreamArn"]
    listed = [stream["StreamArn"] for stream in streams.list_streams(TableName="songs")["Streams"]]
    for index in range(20):
        dynamodb.put_item(TableName="songs", Item={"id": {"S": str(index)}, "n": {"N": "1"}})
    # What changes nothing is no change.
    dynamodb.put_item(TableName="songs", Item={"n": {"N": "1.0"}, "id": {"S": "0"}})
    admin("streams/split", streamArn=arn)
    for index in range(20):
        dynamodb.update_item(
            TableName="songs", Key={"id": {"S": str(index)}}, UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": {"N": "1"}})
    dynamodb.delete_item(TableName="songs", Key={"id": {"S": "7"}})
    admin("clock", advance="5h")
    tree = shards(streams, arn)
    seen = {shard["ShardId"]: records(streams, arn, shard["ShardId"]) for shard in tree}
    return {
        "listed": listed == [arn],
        "shards": [[shard["ShardId"], shard.get("ParentShardId"),
                    "EndingSequenceNumber" in shard["SequenceNumberRange"]] for shard in tree],
        "events": [[record["eventName"], record["dynamodb"]["Keys"]["id"]["S"],
                    record["dynamodb"].get("NewImage", {}).get("n", {}).get("N"),
                    record["dynamodb"].get("OldImage", {}).get("n", {}).get("N")]
                   for shard in tree for record in seen[shard["ShardId"]]],
    }


def follow_kinesis():
    dynamodb, kinesis = client("dynamodb"), client("kinesis")
    kinesis.create_stream(StreamName="changes", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="changes")
    arn = kinesis.describe_stream_summary(
        StreamName="changes")["StreamDescriptionSummary"]["StreamARN"]
    dynamodb.enable_kinesis_streaming_destination(TableName="songs", StreamArn=arn)
    destinations = dynamodb.describe_kinesis_streaming_destination(TableName="songs")
    dynamodb.batch_write_item(RequestItems={"songs": [
        {"PutRequest": {"Item": {"id": {"S": "k%d" % index}}}} for index in range(10)]})
    found = []
    for shard in kinesis.list_shards(StreamName="changes")["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName="changes", ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        found += kinesis.get_records(ShardIterator=iterator)["Records"]
    changes = [json.loads(record["Data"]) for record in found]
    return {
        "destinations": [destination["DestinationStatus"]
                         for destination in destinations["KinesisDataStreamDestinations"]],
        "keys": sorted(change["dynamodb"]["Keys"]["id"]["S"] for change in changes),
        "tables": sorted({change["tableName"] for change in changes}),
    }


print(json.dumps({"stream": follow_stream(), "kinesis": follow_kinesis()}))
