"""Writes small Parquet files of many types, and the JSON lines that a query of them must give.

usage: make_query_tables.py FOLDER

FOLDER/types.parquet with FOLDER/types.jsonl, and so on. The expected lines are made from the Python
values here, not from the files.
"""
import base64
import datetime as dt
import decimal
import json
import os
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq


def text(value, kind=None):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return json.dumps(base64.b64encode(value).decode())
    if isinstance(value, dt.datetime):
        micros = value.microsecond
        fraction = "" if micros == 0 else (
            ".%03d" % (micros // 1000) if micros % 1000 == 0 else ".%06d" % micros)
        zone = "Z" if value.tzinfo else ""
        return '"%04d%s%s%s"' % (value.year, value.strftime("-%m-%dT%H:%M:%S"), fraction, zone)
    if isinstance(value, dt.date):
        return '"%04d%s"' % (value.year, value.strftime("-%m-%d"))
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + text(v)
                              for k, v in value.items()) + "}"
    if isinstance(value, list):
        if value and isinstance(value[0], tuple):
            return "{" + ",".join(text(k) + ":" + text(v) for k, v in value) + "}"
        return "[" + ",".join(text(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def save(folder, name, schema, rows, row_group=None):
    columns = [pa.array([row.get(f.name) for row in rows], f.type) for f in schema]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), f"{folder}/{name}.parquet",
                   row_group_size=row_group)
    with open(f"{folder}/{name}.jsonl", "w") as out:
        for row in rows:
            out.write(text({f.name: row.get(f.name) for f in schema}) + "\n")


def types(folder):
    utc = dt.timezone.utc
    struct = pa.struct([("city", pa.string()), ("zip", pa.int32()), ("tags", pa.list_(pa.string()))])
    schema = pa.schema([
        ("pk", pa.string()), ("flag", pa.bool_()), ("tiny", pa.int8()), ("small", pa.int16()),
        ("int", pa.int32()), ("long", pa.int64()), ("real", pa.float32()), ("double", pa.float64()),
        ("money", pa.decimal128(9, 2)), ("wide", pa.decimal128(18, 6)), ("huge", pa.decimal128(38, 10)),
        ("bytes", pa.binary()), ("day", pa.date32()), ("moment", pa.timestamp("us", "UTC")),
        ("local", pa.timestamp("us")), ("list", pa.list_(pa.int64())), ("address", struct),
        ("map", pa.map_(pa.string(), pa.decimal128(5, 1))), ("nested", pa.list_(struct)),
        ("matrix", pa.list_(pa.list_(pa.string()))),
    ])
    long_text = "naïve – 日本語 🙂 \"quoted\" \\ back\tslash\nline \u0001 end"
    rows = [
        {"pk": "a", "flag": True, "tiny": -128, "small": -32768, "int": -2**31, "long": -2**63,
         "real": 1.5, "double": 0.1, "money": decimal.Decimal("-1234567.89"),
         "wide": decimal.Decimal("0.000001"), "huge": decimal.Decimal("9" * 28 + "." + "9" * 10),
         "bytes": bytes(range(256)), "day": dt.date(1969, 12, 31),
         "moment": dt.datetime(1969, 12, 31, 23, 59, 59, 999999, utc),
         "local": dt.datetime(2026, 11, 20, 12, 0, 0), "list": [1, None, -3],
         "address": {"city": long_text, "zip": 1234, "tags": ["x", None, ""]},
         "map": [("k", decimal.Decimal("1.5")), ("", None)],
         "nested": [{"city": "Graz", "zip": None, "tags": None}, None,
                    {"city": None, "zip": 1, "tags": []}],
         "matrix": [["a"], None, [], ["b", "c" * 40]]},
        {"pk": "b", "flag": False, "tiny": 127, "small": 32767, "int": 2**31 - 1, "long": 2**63 - 1,
         "real": -0.25, "double": 1e300, "money": decimal.Decimal("0.05"),
         "wide": decimal.Decimal("-999999999999.999999"),
         "huge": decimal.Decimal("-0.0000000001"), "bytes": b"", "day": dt.date(1, 1, 1),
         "moment": dt.datetime(2026, 1, 1, 0, 0, 0, 1000, utc),
         "local": dt.datetime(1, 1, 1, 0, 0, 0, 1), "list": [], "address": None, "map": [],
         "nested": [], "matrix": []},
        {"pk": "c"},
    ]
    # Empty maps are objects, where text() cannot tell them from empty lists.
    save(folder, "types", schema, rows)
    path = f"{folder}/types.jsonl"
    content = open(path).read().replace('"map":[]', '"map":{}').replace("1e+300", "1e+300")
    open(path, "w").write(content)


def evolution(folder):
    """Three parts: a column that comes later, another that grows from int32 to int64."""
    save(folder, "early", pa.schema([("pk", pa.string()), ("n", pa.int32())]),
         [{"pk": "1", "n": 1}, {"pk": "2", "n": None}])
    save(folder, "late", pa.schema([("n", pa.int64()), ("pk", pa.string()), ("extra", pa.string())]),
         [{"pk": "3", "n": 2**40, "extra": "x"}])
    save(folder, "dropped", pa.schema([("pk", pa.string()), ("gone", pa.int64())]),
         [{"pk": "4", "gone": 9}])


def names(folder):
    odd = ['we"ird', "do.t", "sp ace", "emoji🙂", "select", "'; drop table x; --", "new\nline"]
    schema = pa.schema([(n, pa.int64()) for n in odd])
    save(folder, "names", schema, [{n: i for i, n in enumerate(odd)}])
    inner = pa.struct([("col-1", pa.int64()), ("col-2", pa.list_(pa.struct([("col-3", pa.string())])))])
    schema = pa.schema([("col-0", inner), ("col-9", pa.map_(pa.string(), inner))])
    value = {"col-1": 7, "col-2": [{"col-3": "x"}, None]}
    rows = [{"col-0": value, "col-9": [("k", value)]}, {"col-0": None, "col-9": None}]
    save(folder, "mapped", schema, rows)


def many(folder):
    """Enough rows for many chunks, in several row groups, in an order that a filter cuts across."""
    random.seed(20)
    schema = pa.schema([("i", pa.int64()), ("s", pa.string()), ("l", pa.list_(pa.string())),
                        ("r", pa.struct([("a", pa.int64()), ("b", pa.string())]))])
    rows = []
    for i in range(20_000):
        word = "w%d" % random.randrange(10**random.randrange(1, 15))
        rows.append({
            "i": i, "s": None if i % 7 == 0 else word,
            "l": None if i % 11 == 0 else [word] * (i % 4),
            "r": None if i % 13 == 0 else {"a": None if i % 5 == 0 else i, "b": word}})
    save(folder, "many", schema, rows, row_group=3000)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    types(folder)
    evolution(folder)
    names(folder)
    many(folder)


main()
