"""Compares a masked Delta table, as other engines see it, with what ddbkit made of it.

usage: compare_masked.py TABLE EXPORT.parquet EXPORT.csv [READER...]

The Parquet file must have the rows that each reader shows (deltalake, polars), the CSV file the
same, null by null. A line is printed for each comparison that holds.
"""
import base64
import csv
import datetime
import decimal
import json
import sys

import polars
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, QueryBuilder


def canonical(value):
    """A value as text, the same for equal values of all readers."""
    if isinstance(value, dict):
        return json.dumps({name: canonical(field) for name, field in sorted(value.items())})
    if isinstance(value, list):
        return json.dumps([canonical(element) for element in value])
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if hasattr(value, "isoformat"):
        return value.replace(tzinfo=None).isoformat()
    return value


def rows(table):
    out = []
    for row in table.to_pylist():
        out.append(json.dumps({name: canonical(row[name]) for name in sorted(row)}))
    return sorted(out)


def read(reader, path):
    if reader == "deltalake":
        found = QueryBuilder().register("t", DeltaTable(path)).execute("select * from t")
        return pa.table(found.read_all())
    return polars.read_delta(path).to_arrow()


def cell(value):
    """A value as a CSV field; None for null. Nested ones are not compared by text."""
    value = canonical(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def csv_rows(path):
    """The records of a file, None for a field that is empty without quotes."""
    text = open(path, newline="", encoding="utf-8").read()
    assert text.endswith("\r\n")
    records, fields, start, quoted = [], [], 0, False
    index = 0
    while index < len(text):
        if text[index] == '"':
            end = index + 1
            while text[end] != '"' or text[end + 1] == '"':
                end += 2 if text[end] == '"' else 1
            fields.append(text[index + 1:end].replace('""', '"'))
            index = end + 1
        else:
            end = index
            while text[end] not in ",\r":
                end += 1
            fields.append(text[index:end] or None)
            index = end
        if text[index] == ",":
            index += 1
        else:
            assert text[index:index + 2] == "\r\n"
            index += 2
            records.append(fields)
            fields = []
    with open(path, newline="", encoding="utf-8") as file:
        plain = list(csv.reader(file))
    assert [[field or "" for field in record] for record in records] == plain
    return records


def main():
    table, parquet, text, *readers = sys.argv[1:]
    exported = pq.read_table(parquet)
    wanted = rows(exported)
    for reader in readers or ["deltalake", "polars"]:
        seen = read(reader, table)
        assert sorted(seen.schema.names) == sorted(exported.schema.names), reader
        found = rows(seen)
        assert found == wanted, (reader, len(found), len(wanted))
        print(f"{reader}: {len(found)} rows agree")
    header, *records = csv_rows(text)
    assert header == exported.schema.names
    assert len(records) == exported.num_rows
    compared = 0
    for place, name in enumerate(header):
        column = exported.column(name)
        is_nested = pa.types.is_nested(column.type)
        for record, value in zip(records, column.to_pylist()):
            if is_nested:
                assert (record[place] is None) == (value is None), name
                if value is not None:
                    json.loads(record[place])
            elif isinstance(value, float):
                assert float(record[place]) == value, name
            elif hasattr(value, "isoformat"):
                moment = datetime.datetime.fromisoformat(record[place])
                assert canonical(moment) == canonical(value), name
            else:
                assert record[place] == cell(value), (name, record[place], cell(value))
            compared += 1
    print(f"csv: {compared} fields agree")


main()
