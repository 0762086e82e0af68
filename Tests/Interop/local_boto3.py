"""boto3, unmodified, against a local endpoint: resources, waiters, paginators, retries.

    local_boto3.py ENDPOINT

Ends with 0 and prints `ok` where all is as DynamoDB would have it.
"""
import sys
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError

OPTIONS = dict(
    endpoint_url=sys.argv[1], region_name="eu-west-1", aws_access_key_id="any",
    aws_secret_access_key="local", config=Config(retries={"mode": "standard"}))


def code(call, **arguments):
    """The error that a call ends with."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("nothing was refused")


def tables(client, resource):
    definition = dict(
        TableName="orders",
        KeySchema=[dict(AttributeName="customer", KeyType="HASH"),
                   dict(AttributeName="number", KeyType="RANGE")],
        AttributeDefinitions=[dict(AttributeName="customer", AttributeType="S"),
                              dict(AttributeName="number", AttributeType="N"),
                              dict(AttributeName="city", AttributeType="S")],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[dict(
            IndexName="by-city",
            KeySchema=[dict(AttributeName="city", KeyType="HASH"),
                       dict(AttributeName="number", KeyType="RANGE")],
            Projection=dict(ProjectionType="KEYS_ONLY"))])
    client.create_table(**definition)
    client.get_waiter("table_exists").wait(TableName="orders")
    assert code(client.create_table, **definition) == "ResourceInUseException"
    for index in range(30):
        client.create_table(
            TableName=f"small-{index:02}", BillingMode="PAY_PER_REQUEST",
            KeySchema=[dict(AttributeName="k", KeyType="HASH")],
            AttributeDefinitions=[dict(AttributeName="k", AttributeType="B")])
    pages = client.get_paginator("list_tables").paginate(PaginationConfig=dict(PageSize=7))
    names = [name for page in pages for name in page["TableNames"]]
    assert names == ["orders"] + [f"small-{index:02}" for index in range(30)], names
    client.delete_table(TableName="small-00")
    client.get_waiter("table_not_exists").wait(TableName="small-00")
    table = resource.Table("orders")
    table.wait_until_exists()
    assert table.table_status == "ACTIVE" and table.key_schema == definition["KeySchema"]
    return table


def items(client, table):
    with table.batch_writer() as batch:
        for number in range(1000):
            batch.put_item(Item=dict(
                customer=f"c{number % 7}", number=number - 500, city=f"city {number % 3}",
                nested=dict(list=[1, Decimal("2.50"), dict(yes=True)], none=None),
                tags={"a", "b"}, numbers={1, 2}, blob=b"\x00\x01", text='é"\\\n'))
    scan = client.get_paginator("scan").paginate(
        TableName="orders", PaginationConfig=dict(PageSize=100))
    assert sum(page["Count"] for page in scan) == 1000
    found = []
    for segment in range(5):
        pages = client.get_paginator("scan").paginate(
            TableName="orders", Segment=segment, TotalSegments=5)
        found += [(item["customer"]["S"], item["number"]["N"])
                  for page in pages for item in page["Items"]]
    assert len(found) == len(set(found)) == 1000
    query = client.get_paginator("query").paginate(
        TableName="orders", KeyConditionExpression="customer = :c AND #n BETWEEN :a AND :b",
        ExpressionAttributeNames={"#n": "number"},
        ExpressionAttributeValues={":c": {"S": "c1"}, ":a": {"N": "-1e2"}, ":b": {"N": "100.0"}},
        ScanIndexForward=False, PaginationConfig=dict(PageSize=3))
    numbers = [int(item["number"]["N"]) for page in query for item in page["Items"]]
    assert numbers == [n for n in range(100, -101, -1) if (n + 500) % 7 == 1], numbers
    index = table.query(
        IndexName="by-city",
        KeyConditionExpression=Key("city").eq("city 1") & Key("number").gt(490))
    assert [dict(item) for item in index["Items"]] == [
        dict(customer=f"c{(n + 500) % 7}", number=Decimal(n), city="city 1")
        for n in range(491, 500) if (n + 500) % 3 == 1]
    item = table.get_item(Key=dict(customer="c0", number=-500))["Item"]
    assert item["nested"] == dict(list=[1, Decimal("2.5"), dict(yes=True)], none=None)
    assert item["tags"] == {"a", "b"} and item["numbers"] == {1, 2}
    assert bytes(item["blob"]) == b"\x00\x01" and item["text"] == 'é"\\\n'
    filtered = table.scan(FilterExpression=Attr("number").lt(-490), Select="COUNT")
    assert filtered["Count"] == 10 and filtered["ScannedCount"] == 1000


def writes(client, table):
    key = dict(customer="c0", number=-500)
    changed = table.update_item(
        Key=key, UpdateExpression="SET nested.#l[0] = nested.#l[0] + :n REMOVE #b ADD tags :t",
        ExpressionAttributeNames={"#l": "list", "#b": "blob"},
        ExpressionAttributeValues={":n": 5, ":t": {"c"}}, ReturnValues="ALL_NEW")["Attributes"]
    assert changed["nested"]["list"][0] == 6 and changed["tags"] == {"a", "b", "c"}
    assert "blob" not in changed
    assert code(table.put_item, Item=key, ConditionExpression=Attr("customer").not_exists()) == (
        "ConditionalCheckFailedException")
    assert code(table.put_item, Item=dict(customer="c0")) == "ValidationException"
    assert code(table.get_item, Key=dict(customer="c0")) == "ValidationException"
    try:
        client.transact_write_items(TransactItems=[
            dict(Put=dict(TableName="orders", Item=dict(customer={"S": "t"}, number={"N": "1"}))),
            dict(ConditionCheck=dict(
                TableName="orders", Key=dict(customer={"S": "t"}, number={"N": "2"}),
                ConditionExpression="attribute_exists(customer)"))])
        raise AssertionError("nothing was cancelled")
    except client.exceptions.TransactionCanceledException as error:
        reasons = [reason["Code"] for reason in error.response["CancellationReasons"]]
        assert reasons == ["None", "ConditionalCheckFailed"], reasons
    assert "Item" not in table.get_item(Key=dict(customer="t", number=1))
    old = table.delete_item(Key=key, ReturnValues="ALL_OLD", ReturnConsumedCapacity="TOTAL")
    assert old["Attributes"] == changed
    assert old["ConsumedCapacity"]["CapacityUnits"] == 2.0, old["ConsumedCapacity"]


def upkeep(client):
    client.update_time_to_live(
        TableName="orders", TimeToLiveSpecification=dict(AttributeName="ttl", Enabled=True))
    described = client.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert described == dict(AttributeName="ttl", TimeToLiveStatus="ENABLED")
    client.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification=dict(PointInTimeRecoveryEnabled=True))
    backups = client.describe_continuous_backups(TableName="orders")
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    stranger = boto3.client("dynamodb", **{**OPTIONS, "aws_secret_access_key": "other"})
    assert code(stranger.list_tables) == "InvalidSignatureException"


def main():
    client = boto3.client("dynamodb", **OPTIONS)
    table = tables(client, boto3.resource("dynamodb", **OPTIONS))
    items(client, table)
    writes(client, table)
    upkeep(client)
    print("ok")


main()
