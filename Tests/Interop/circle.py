"""Files for `ddbkit load`, and what other people's readers find of them afterwards.

    circle.py make COUNT FOLDER                     writes items.parquet (by pyarrow), items.csv,
                                                    plain.jsonl and ddb.jsonl, all of the same items
    circle.py scan COUNT ENDPOINT REGION ID SECRET TABLE    compares a table, scanned by boto3
    circle.py store COUNT TABLE                     compares a stored table, read by deltalake

Ends with 0 and prints `COUNT items are equal` where they are.
"""
import csv
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
    with open(os.path.join(folder, "ddb.jsonl"), "w", encoding="utf-8") as file:
        for row in rows:
            item = {name: serializer.serialize(value)
                    for name, value in row.items() if value is not None}
            file.write(json.dumps({"Item": item}) + "\n")


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
    {"make": make, "scan": scan, "store": store}[what](int(sys.argv[2]), *sys.argv[3:])
