"""boto3 starts, waits for and lists exports of the local endpoint, and reads what they leave.

Argument: the endpoint. Prints ok.
"""

import gzip
import json
import sys
from base64 import b64decode, b64encode
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from hashlib import md5
from urllib.request import Request, urlopen

import boto3
from amazon.ion import simpleion
from boto3.dynamodb.types import Binary
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

OPTIONS = dict(
    endpoint_url=sys.argv[1], region_name="eu-west-1", aws_access_key_id="any",
    aws_secret_access_key="local", config=Config(retries={"mode": "standard"}))
WAIT = dict(Delay=1, MaxAttempts=60)


def advance(span):
    """Moves the endpoint's clock and returns the time that it shows."""
    request = Request(
        sys.argv[1] + "/_ddbkit/clock", json.dumps({"advance": span}).encode(), method="POST")
    with urlopen(request) as reply:
        now = json.load(reply)["now"]
    return datetime.fromisoformat(now.replace("Z", "+00:00")).astimezone(timezone.utc)


def plain(value):
    """A value as the scan gives it, without the wrappers of boto3."""
    if isinstance(value, Binary):
        return bytes(value.value)
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, set):
        return {plain(member) for member in value}
    return value


def of_json(value):
    """A value of DynamoDB JSON as the scan gives it."""
    (kind, content), = value.items()
    if kind == "N":
        return Decimal(content)
    if kind == "B":
        return b64decode(content)
    if kind in ("SS", "NS", "BS"):
        return {of_json({kind[0]: member}) for member in content}
    if kind == "L":
        return [of_json(member) for member in content]
    if kind == "M":
        return {name: of_json(member) for name, member in content.items()}
    return None if kind == "NULL" else content


def of_ion(value):
    """A value of Ion as the scan gives it; annotated lists are sets."""
    names = [str(name.text) for name in getattr(value, "ion_annotations", ())]
    if value is None or type(value).__name__ == "IonPyNull":
        return None
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(name): of_ion(member) for name, member in value.items()}
    if isinstance(value, list):
        members = [of_ion(member) for member in value]
        assert names in ([], ["$dynamodb_SS"], ["$dynamodb_NS"], ["$dynamodb_BS"]), names
        return set(members) if names else members
    if type(value).__name__ == "IonPyBool":
        return bool(value)
    if isinstance(value, bytes):
        return bytes(value)
    if isinstance(value, Decimal):
        return Decimal(value)
    return str(value) if isinstance(value, str) else value


def fill(client, table):
    client.create_table(
        TableName="orders", BillingMode="PAY_PER_REQUEST",
        KeySchema=[dict(AttributeName="id", KeyType="HASH")],
        AttributeDefinitions=[dict(AttributeName="id", AttributeType="S")])
    client.get_waiter("table_exists").wait(TableName="orders")
    client.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification=dict(PointInTimeRecoveryEnabled=True))
    with table.batch_writer() as batch:
        for number in range(200):
            batch.put_item(Item=dict(
                id=f"o{number}", n=Decimal(number) * 100, small=Decimal("1e-40") * (number + 1),
                nested=dict(list=[1, Decimal("2.50"), dict(yes=True)], none=None),
                tags={"a", "b"}, numbers={1, Decimal("2.5")}, blobs={b"\x00", b"\x01"},
                blob=bytes([number]), text=f'é"\\\n\t\x01 {number}', **{"a b'c": "odd name"}))


def data(s3, export):
    """The lines of an export, after comparing every sum of its manifests."""
    def get(key):
        return s3.get_object(Bucket="exports", Key=key)["Body"].read()

    key = export["ExportManifest"]
    summary = get(key)
    assert b64encode(md5(summary).digest()) == get(key.replace(".json", ".md5"))
    manifest = json.loads(summary)
    files = get(manifest["manifestFilesS3Key"])
    assert b64encode(md5(files).digest()) == get(
        manifest["manifestFilesS3Key"].replace(".json", ".md5"))
    lines = []
    for entry in map(json.loads, files.splitlines()):
        content = get(entry["dataFileS3Key"])
        assert md5(content).digest() == b64decode(entry["md5Checksum"])
        assert md5(md5(content).digest()).hexdigest() + "-1" == entry["etag"]
        found = gzip.decompress(content).decode().splitlines()
        assert len(found) == entry["itemCount"]
        lines += found
    assert len(lines) == manifest["itemCount"] == export["ItemCount"]
    return manifest, lines


def finished(client, **arguments):
    begun = client.export_table_to_point_in_time(S3Bucket="exports", **arguments)
    arn = begun["ExportDescription"]["ExportArn"]
    client.get_waiter("export_completed").wait(ExportArn=arn, WaiterConfig=WAIT)
    return client.describe_export(ExportArn=arn)["ExportDescription"]


def main():
    client = boto3.client("dynamodb", **OPTIONS)
    s3 = boto3.client("s3", **OPTIONS)
    table = boto3.resource("dynamodb", **OPTIONS).Table("orders")
    fill(client, table)
    s3.create_bucket(
        Bucket="exports", CreateBucketConfiguration=dict(LocationConstraint="eu-west-1"))
    arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
    items = {item["id"]: plain(item) for item in table.scan()["Items"]}

    export = finished(client, TableArn=arn)
    _, lines = data(s3, export)
    read = [of_json({"M": json.loads(line)["Item"]}) for line in lines]
    assert {item["id"]: item for item in read} == items

    export = finished(client, TableArn=arn, ExportFormat="ION", S3Prefix="ion")
    manifest, lines = data(s3, export)
    assert manifest["outputFormat"] == "ION" and export["S3Prefix"] == "ion"
    for line in lines:
        assert line.startswith("$ion_1_0 {Item:{"), line
        item = of_ion(simpleion.loads(line))["Item"]
        assert item == items.pop(item["id"]), item
    assert not items

    start = advance("1h")
    table.delete_item(Key=dict(id="o1"))
    table.put_item(Item=dict(id="new", n=Decimal(300)))
    end = advance("30m")
    window = dict(ExportFromTime=start - timedelta(seconds=1), ExportToTime=end)
    export = finished(
        client, TableArn=arn, ExportFormat="ION", ExportType="INCREMENTAL_EXPORT",
        IncrementalExportSpecification=window)
    manifest, lines = data(s3, export)
    assert manifest["exportType"] == "INCREMENTAL_EXPORT" and len(lines) == 2
    records = [of_ion(simpleion.loads(line))["Record"] for line in lines]
    found = {record["Keys"]["id"]: record for record in records}
    assert found["new"]["NewImage"] == dict(id="new", n=Decimal(300))
    assert "OldImage" not in found["new"] and "NewImage" not in found["o1"]
    assert found["o1"]["OldImage"]["n"] == 100
    micros = found["o1"]["Metadata"]["WriteTimestampMicros"]
    assert start <= datetime.fromtimestamp(float(micros) / 1e6, timezone.utc) < end

    lost = client.export_table_to_point_in_time(TableArn=arn, S3Bucket="nowhere")
    try:
        client.get_waiter("export_completed").wait(
            ExportArn=lost["ExportDescription"]["ExportArn"], WaiterConfig=WAIT)
        raise AssertionError("the export did not fail")
    except WaiterError:
        pass
    listed = client.list_exports(TableArn=arn, MaxResults=3)
    rest = client.list_exports(TableArn=arn, MaxResults=3, NextToken=listed["NextToken"])
    states = [summary["ExportStatus"] for summary in
              listed["ExportSummaries"] + rest["ExportSummaries"]]
    assert states == ["COMPLETED"] * 3 + ["FAILED"] and "NextToken" not in rest
    try:
        client.describe_export(ExportArn=arn + "/export/01767225600000-00000000")
        raise AssertionError("nothing was refused")
    except client.exceptions.ExportNotFoundException:
        pass
    try:
        client.export_table_to_point_in_time(TableArn=arn + "2", S3Bucket="exports")
        raise AssertionError("nothing was refused")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "TableNotFoundException"
    print("ok")


main()
