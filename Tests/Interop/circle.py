"""Files for `ddbkit load`, and what other people's readers find of them afterwards.

    circle.py make COUNT FOLDER                     writes items.parquet (by pyarrow), items.csv,
                                                    plain.jsonl, ddb.jsonl and the folder of an
                                                    export, all of the same items
    circle.py scan COUNT ENDPOINT REGION ID SECRET TABLE    compares a table, scanned by boto3
    circle.py store COUNT TABLE                     compares a stored table, read by deltalake

    circle.py dump 0 ENDPOINT REGION ID SECRET TABLE    prints a table in DynamoDB JSON, by boto3

Ends with 0 and prints `COUNT items are equal` where they are.
"""
import base64
import csv
import gzip
import hashlib
import json
import os
import sys
from decimal import Decimal


def items(count):
    for i in range(count):
        yield {
            "id": "item-%07d" % i,
            "day": i * 7919 % 1000 - 5,
            "price": (Decimal(i) / 100).quantize(Decimal("0.01")),
            "flag": i % 3 == 0,
            "name": None if i % 5 == 0 else "näme \"%d\", or so" % (i % 97),
            "tags": ["t%d" % (i % 11), "u\n%d" % (i % 7)],
        }


def plain(item):
    return {name: float(value) if isinstance(value, Decimal) else value
            for name, value in item.items() if value is not None}


def make(count, folder):
    import pyarrow as pa
    import pyarrow.parquet as pq
    from boto3.dynamodb.types import TypeSerializer
    rows = list(items(count))
    schema = pa.schema([
        ("id", pa.string()), ("day", pa.int64()), ("price", pa.decimal128(12, 2)),
        ("flag", pa.bool_()), ("name", pa.string()), ("tags", pa.list_(pa.string()))])
    pq.write_table(
        pa.Table.from_pylist(rows, schema=schema), os.path.join(folder, "items.parquet"),
        row_group_size=5000)
    with open(os.path.join(folder, "items.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id:S", "day:N", "price:N", "flag:BOOL", "name:S", "tags:JSON"])
        for row in rows:
            writer.writerow([
                row["id"], row["day"], row["price"], "true" if row["flag"] else "false",
                row["name"], json.dumps(row["tags"])])
    with open(os.path.join(folder, "plain.jsonl"), "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(plain(row)) + "\n")
    serializer = TypeSerializer()
    lines = []
    for row in rows:
        item = {name: serializer.serialize(value)
                for name, value in row.items() if value is not None}
        lines.append(json.dumps({"Item": item}) + "\n")
    with open(os.path.join(folder, "ddb.jsonl"), "w", encoding="utf-8") as file:
        file.write("".join(lines))
    export(lines, os.path.join(folder, "export", "AWSDynamoDB", "01772355600000-circle01"))


def export(lines, folder):
    """Writes an export of two data files, in the layout of DynamoDB's exports."""
    os.makedirs(os.path.join(folder, "data"))
    prefix = "AWSDynamoDB/01772355600000-circle01"
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/items"
    manifest, size = b"", 0
    for name, part in (("first", lines[::2]), ("second", lines[1::2])):
        text = "".join(part).encode()
        data = gzip.compress(text)
        with open(os.path.join(folder, "data", name + ".json.gz"), "wb") as file:
            file.write(data)
        digest = hashlib.md5(data).digest()
        manifest += json.dumps({
            "itemCount": len(part), "md5Checksum": base64.b64encode(digest).decode(),
            "etag": hashlib.md5(digest).hexdigest() + "-1",
            "dataFileS3Key": "%s/data/%s.json.gz" % (prefix, name)}).encode() + b"\n"
        size += len(text)
    summary = json.dumps({
        "version": "2020-06-30", "exportArn": arn + "/export/01772355600000-circle01",
        "startTime": "2026-03-01T09:00:00.000Z", "endTime": "2026-03-01T09:05:41.207Z",
        "tableArn": arn, "tableId": "6f1ce1a4-52c3-4f51-9a1b-3a2b7c9d0e12",
        "exportTime": "2026-03-01T08:58:30.000Z", "s3Bucket": "circle", "s3Prefix": None,
        "s3SseAlgorithm": "AES256", "s3SseKmsKeyId": None,
        "manifestFilesS3Key": prefix + "/manifest-files.json", "billedSizeBytes": size,
        "itemCount": len(lines), "outputFormat": "DYNAMODB_JSON"}).encode()
    for name, data in (("files", manifest), ("summary", summary)):
        with open(os.path.join(folder, "manifest-%s.json" % name), "wb") as file:
            file.write(data)
        with open(os.path.join(folder, "manifest-%s.md5" % name), "wb") as file:
            file.write(base64.b64encode(hashlib.md5(data).digest()))


def compare(count, found):
    """Compares items, by id, whose absent attributes are None."""
    expected = {row["id"]: row for row in items(count)}
    if len(found) != len(expected):
        sys.exit("%d items instead of %d" % (len(found), len(expected)))
    for key, row in expected.items():
        for name, value in row.items():
            other = found[key].get(name)
            if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
                other = None if other is None else Decimal(str(other))
            if other != value:
                sys.exit("%s of %s differs" % (name, key))
    print("%d items are equal" % count)


def scan(count, endpoint, region, key, secret, table):
    import boto3
    resource = boto3.resource(
        "dynamodb", endpoint_url=endpoint, region_name=region, aws_access_key_id=key,
        aws_secret_access_key=secret).Table(table)
    found, start = {}, {}
    while True:
        page = resource.scan(ConsistentRead=True, **start)
        found.update((item["id"], item) for item in page["Items"])
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    compare(count, found)


def dump(_, endpoint, region, key, secret, table):
    import boto3
    client = boto3.client(
        "dynamodb", endpoint_url=endpoint, region_name=region, aws_access_key_id=key,
        aws_secret_access_key=secret)
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            print(json.dumps(item, default=lambda data: base64.b64encode(data).decode()))


def store(count, path):
    import pyarrow as pa
    from deltalake import DeltaTable, QueryBuilder
    result = QueryBuilder().register("t", DeltaTable(path)).execute("select * from t")
    rows = pa.table(result.read_all()).to_pylist()
    if len(rows) != count:
        sys.exit("%d rows instead of %d" % (len(rows), count))
    compare(count, {row["id"]: row for row in rows})


if __name__ == "__main__":
    what = sys.argv[1]
    {"make": make, "scan": scan, "dump": dump, "store": store}[what](int(sys.argv[2]), *sys.argv[3:])
