#!/usr/bin/env python3
"""Prints what botocore sends for calls to a service, as a JSON object by case.

    botocore_requests.py dynamodb|dynamodbstreams|kinesis

Each case is an operation and its parameters, as a user of boto3 writes them; the answer has the
target, the content type and the body. Nothing is sent.
"""
import datetime
import json
import sys

import botocore.session
from botocore.config import Config

NOON = datetime.datetime(2026, 1, 2, 12, 0, 0, tzinfo=datetime.timezone.utc)
ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
STREAM = ARN + "/stream/2026-01-02T12:00:00.000"
KINESIS = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
KEY = {"pk": {"S": "a\"\u00e9\n"}, "sk": {"N": "-1.50"}}
EVERY = {
    "pk": {"S": "a"}, "n": {"N": "12345678901234567890123456789012345678"}, "b": {"B": b"\x00\xff"},
    "t": {"BOOL": True}, "z": {"NULL": True}, "l": {"L": [{"S": ""}, {"M": {}}]},
    "ss": {"SS": ["x", "y"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"a", b"b"]},
}
SCHEMA = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
BOTH = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]}
CAPACITY = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
EXPRESSIONS = {
    "ConditionExpression": "#v < :v", "ExpressionAttributeNames": {"#v": "version"},
    "ExpressionAttributeValues": {":v": {"N": "7"}},
    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
}
METRICS = {"ReturnConsumedCapacity": "INDEXES", "ReturnItemCollectionMetrics": "SIZE"}

CASES = {
    "dynamodb": {
        "listTables": ("ListTables", {"ExclusiveStartTableName": "a", "Limit": 3}),
        "listTables, nothing": ("ListTables", {}),
        "describeTable": ("DescribeTable", {"TableName": ARN}),
        "createTable": ("CreateTable", {
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                     {"AttributeName": "sk", "AttributeType": "N"}],
            "TableName": "orders", "KeySchema": SCHEMA,
            "LocalSecondaryIndexes": [
                {"IndexName": "l", "KeySchema": SCHEMA, "Projection": {"ProjectionType": "ALL"}}],
            "GlobalSecondaryIndexes": [
                {"IndexName": "g", "KeySchema": SCHEMA, "Projection": BOTH,
                 "ProvisionedThroughput": CAPACITY,
                 "OnDemandThroughput": {"MaxReadRequestUnits": 9},
                 "WarmThroughput": {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}}],
            "BillingMode": "PROVISIONED", "ProvisionedThroughput": CAPACITY,
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/k"},
            "Tags": [{"Key": "team", "Value": "x"}], "TableClass": "STANDARD",
            "DeletionProtectionEnabled": False, "WarmThroughput": {"ReadUnitsPerSecond": 12000},
            "ResourcePolicy": "{}", "OnDemandThroughput": {"MaxWriteRequestUnits": -1}}),
        "updateTable": ("UpdateTable", {
            "AttributeDefinitions": [{"AttributeName": "g", "AttributeType": "B"}],
            "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
            "GlobalSecondaryIndexUpdates": [
                {"Update": {"IndexName": "a", "ProvisionedThroughput": CAPACITY}},
                {"Create": {"IndexName": "b", "KeySchema": SCHEMA[:1], "Projection": BOTH}},
                {"Delete": {"IndexName": "c"}}],
            "StreamSpecification": {"StreamEnabled": False},
            "TableClass": "STANDARD_INFREQUENT_ACCESS", "DeletionProtectionEnabled": True}),
        "deleteTable": ("DeleteTable", {"TableName": "orders"}),
        "describeContinuousBackups": ("DescribeContinuousBackups", {"TableName": "orders"}),
        "updateContinuousBackups": ("UpdateContinuousBackups", {
            "TableName": "orders", "PointInTimeRecoverySpecification": {
                "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}}),
        "exportTableToPointInTime": ("ExportTableToPointInTime", {
            "TableArn": ARN, "ExportTime": NOON, "ClientToken": "token", "S3Bucket": "bucket",
            "S3BucketOwner": "123456789012", "S3Prefix": "p", "S3SseAlgorithm": "KMS",
            "S3SseKmsKeyId": "key", "ExportFormat": "DYNAMODB_JSON",
            "ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": {
                "ExportFromTime": NOON, "ExportToTime": NOON + datetime.timedelta(hours=1),
                "ExportViewType": "NEW_IMAGE"}}),
        "describeExport": ("DescribeExport", {"ExportArn": ARN + "/export/01-ab"}),
        "listExports": ("ListExports", {"TableArn": ARN, "MaxResults": 25, "NextToken": "n"}),
        "scan": ("Scan", {
            "TableName": "orders", "IndexName": "g", "Limit": 10, "Select": "SPECIFIC_ATTRIBUTES",
            "ExclusiveStartKey": KEY, "ReturnConsumedCapacity": "TOTAL", "TotalSegments": 4,
            "Segment": 0, "ProjectionExpression": "#a, b", "FilterExpression": "b > :b",
            "ExpressionAttributeNames": {"#a": "a b", "#c": "\u00e9"},
            "ExpressionAttributeValues": {":b": {"B": b"\x01"}}, "ConsistentRead": False}),
        "scan, nothing": ("Scan", {"TableName": "orders"}),
        "query": ("Query", {
            "TableName": "orders", "IndexName": "g", "Select": "COUNT", "Limit": 1,
            "ConsistentRead": True, "ScanIndexForward": False, "ExclusiveStartKey": KEY,
            "ReturnConsumedCapacity": "NONE", "ProjectionExpression": "a",
            "FilterExpression": "a = :a", "KeyConditionExpression": "pk = :p",
            "ExpressionAttributeNames": {"#x": "x"},
            "ExpressionAttributeValues": {":p": {"S": "p"}, ":a": {"BOOL": False}}}),
        "getItem": ("GetItem", {
            "TableName": "orders", "Key": KEY, "ConsistentRead": True,
            "ReturnConsumedCapacity": "TOTAL", "ProjectionExpression": "#a",
            "ExpressionAttributeNames": {"#a": "a"}}),
        "putItem": ("PutItem", {
            "TableName": "orders", "Item": EVERY, "ReturnValues": "ALL_OLD", **METRICS,
            **EXPRESSIONS}),
        "deleteItem": ("DeleteItem", {
            "TableName": "orders", "Key": KEY, "ReturnValues": "NONE", **METRICS, **EXPRESSIONS}),
        "updateItem": ("UpdateItem", {
            "TableName": "orders", "Key": KEY, "ReturnValues": "UPDATED_NEW",
            "UpdateExpression": "SET #v = :v", **METRICS, **EXPRESSIONS}),
        "batchGetItem": ("BatchGetItem", {
            "RequestItems": {
                "b": {"Keys": [KEY, {"pk": {"S": "2"}}], "ConsistentRead": True,
                      "ProjectionExpression": "#a", "ExpressionAttributeNames": {"#a": "a"}},
                "a": {"Keys": [{"pk": {"S": "1"}}]}},
            "ReturnConsumedCapacity": "TOTAL"}),
        "batchWriteItem": ("BatchWriteItem", {
            "RequestItems": {
                "b": [{"PutRequest": {"Item": EVERY}}, {"DeleteRequest": {"Key": KEY}}],
                "a": [{"DeleteRequest": {"Key": {"pk": {"S": "1"}}}}]}, **METRICS}),
        "transactWriteItems": ("TransactWriteItems", {
            "TransactItems": [
                {"ConditionCheck": {"Key": KEY, "TableName": "a", **EXPRESSIONS}},
                {"Put": {"Item": EVERY, "TableName": "a", **EXPRESSIONS}},
                {"Delete": {"Key": KEY, "TableName": "b"}},
                {"Update": {"Key": KEY, "UpdateExpression": "SET #v = :v", "TableName": "b",
                            **EXPRESSIONS}}],
            "ClientRequestToken": "token", **METRICS}),
        "executeStatement": ("ExecuteStatement", {
            "Statement": "SELECT * FROM \"orders\" WHERE pk=?",
            "Parameters": [{"S": "a"}, {"L": [{"N": "1"}]}], "ConsistentRead": True,
            "NextToken": "n", "ReturnConsumedCapacity": "TOTAL", "Limit": 2,
            "ReturnValuesOnConditionCheckFailure": "NONE"}),
        "describeKinesisStreamingDestination": (
            "DescribeKinesisStreamingDestination", {"TableName": "orders"}),
        "enableKinesisStreamingDestination": ("EnableKinesisStreamingDestination", {
            "TableName": "orders", "StreamArn": KINESIS, "EnableKinesisStreamingConfiguration": {
                "ApproximateCreationDateTimePrecision": "MICROSECOND"}}),
    },
    "dynamodbstreams": {
        "listStreams": (
            "ListStreams", {"TableName": "t", "Limit": 1, "ExclusiveStartStreamArn": STREAM}),
        "describeStream": ("DescribeStream", {
            "StreamArn": STREAM, "Limit": 100,
            "ExclusiveStartShardId": "shardId-00000001414562045508-2bac9cd2",
            "ShardFilter": {"Type": "CHILD_SHARDS",
                            "ShardId": "shardId-00000001414562045508-2bac9cd2"}}),
        "getShardIterator": ("GetShardIterator", {
            "StreamArn": STREAM, "ShardId": "shardId-00000001414562045508-2bac9cd2",
            "ShardIteratorType": "AT_SEQUENCE_NUMBER",
            "SequenceNumber": "20500000000000000910398"}),
        "getRecords": ("GetRecords", {"ShardIterator": "i", "Limit": 1000}),
    },
    "kinesis": {
        "listShards": ("ListShards", {
            "StreamARN": KINESIS, "MaxResults": 10, "ExclusiveStartShardId": "shardId-1",
            "ShardFilter": {"Type": "AT_TIMESTAMP", "Timestamp": NOON},
            "StreamCreationTimestamp": NOON}),
        "listShards, next page": ("ListShards", {"NextToken": "n", "MaxResults": 10}),
        "getShardIterator": ("GetShardIterator", {
            "StreamName": "s", "ShardId": "shardId-1", "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
            "StartingSequenceNumber": "1"}),
        "getShardIterator, at a time": ("GetShardIterator", {
            "StreamARN": KINESIS, "ShardId": "shardId-1", "ShardIteratorType": "AT_TIMESTAMP",
            "Timestamp": NOON}),
        "getRecords": ("GetRecords", {
            "ShardIterator": "i", "Limit": 10000, "StreamARN": KINESIS}),
        "putRecords": ("PutRecords", {
            "Records": [{"Data": b"\x00\xff", "PartitionKey": "k\u00e9"},
                        {"Data": b"", "PartitionKey": "k", "ExplicitHashKey": "0"}],
            "StreamName": "s"}),
        "describeStreamSummary": ("DescribeStreamSummary", {"StreamARN": KINESIS}),
    },
}


def main():
    service = sys.argv[1]
    session = botocore.session.get_session()
    client = session.create_client(
        service, region_name="eu-west-1", aws_access_key_id="k", aws_secret_access_key="s",
        endpoint_url="http://127.0.0.1:1", config=Config(parameter_validation=False))
    sent = {}

    def stop(request, **_):
        sent["headers"] = {name.lower(): value for name, value in request.headers.items()}
        sent["body"] = request.body
        raise StopIteration

    client.meta.events.register("before-send", stop)
    answers = {}
    for case, (operation, parameters) in CASES[service].items():
        try:
            client._make_api_call(operation, parameters)
        except StopIteration:
            pass
        text = lambda value: value.decode() if isinstance(value, bytes) else value
        answers[case] = {
            "target": text(sent["headers"]["x-amz-target"]),
            "contentType": text(sent["headers"]["content-type"]),
            "body": json.loads(text(sent["body"])),
        }
    print(json.dumps(answers))


main()
