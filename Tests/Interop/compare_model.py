"""Compares the rows of a Delta table with the items that a model says it has.

usage: compare_model.py TABLE MODEL --key NAME[,NAME] --reader NAME... [--schema FILE]

MODEL has an item a line, in DynamoDB JSON. A row is made an item again by row_items.py: its
columns, with its `_rest` laid over them. The readers must give as many rows as the model has items, each key
once, and every value equal; the exit status is 0 if they do and 1 if not.

Readers: deltalake (its QueryBuilder), polars, chdb, sail; delta_scan (DuckDB's, whose version has a
venv of its own, and no pyarrow); jsonl, where TABLE is a file of rows as `ddbkit sql` writes them.

The readers that tell the table's schema are deltalake's: where it is not installed, --schema names
a file that --write-schema made.
"""
import argparse
import gc
import json
import os
import sys

import row_items

SHOWN_MAX = 5
ROWS_AT_ONCE = 10_000


# Readers: each yields the rows as dictionaries, and the number of rows where it counts them itself.

def arrow_rows(table):
    names = table.column_names
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        columns = [column.to_pylist() for column in batch.columns]
        for values in zip(*columns):
            yield dict(zip(names, values))


def read_deltalake(path):
    import pyarrow
    from deltalake import DeltaTable, QueryBuilder

    def run(statement):
        result = QueryBuilder().register("t", DeltaTable(path)).execute(statement)
        return pyarrow.table(result.read_all())
    return arrow_rows(without_times(run("select * from t"))), run(
        "select count(*) c from t")["c"][0].as_py()


def read_polars(path):
    import polars
    scan = polars.scan_delta(path)
    return (arrow_rows(without_times(scan.collect().to_arrow())),
            scan.select(polars.len()).collect().item())


def read_delta_scan(path):
    import duckdb
    import glob
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    package = os.path.dirname(__import__("duckdb_extension_delta").__file__)
    extension, = glob.glob(package + "/extensions/*/delta.duckdb_extension")
    connection.execute("load '%s'" % extension)
    source = "delta_scan('%s')" % path.replace("'", "''")
    count, = connection.sql("select count(*) from " + source).fetchone()
    # The rows of a version are read by one statement, and what is counted by another.
    result = connection.execute("select * exclude (_timestamp) from " + source)

    def rows():
        names = [column[0] for column in result.description]
        while fetched := result.fetchmany(ROWS_AT_ONCE):
            for values in fetched:
                yield dict(zip(names, values))
    return rows(), count


def read_chdb(path):
    import chdb
    import pyarrow
    path = os.path.abspath(path)
    # It reads what lies below the working folder, and by an absolute path.
    before = os.getcwd()
    os.chdir(os.path.dirname(path))
    try:
        source = "deltaLakeLocal('%s') " % path.replace("'", "\\'")
        # A lone count() is answered from statistics, which know nothing of deletion vectors.
        count = chdb.query(
            "select count() from %s settings optimize_trivial_count_query = 0" % source, "CSV")
        data = chdb.query(
            "select * from %s settings output_format_arrow_string_as_string = 0" % source, "Arrow")
    finally:
        os.chdir(before)
    table = pyarrow.ipc.open_file(pyarrow.BufferReader(data.bytes())).read_all()
    return arrow_rows(without_times(table)), int(str(count))


def read_sail(path):
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession
    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    port = server.listening_address[1]
    session = SparkSession.builder.remote("sc://127.0.0.1:%d" % port).getOrCreate()
    frame = session.read.format("delta").load(path)
    rows = list(arrow_rows(without_times(frame.toArrow())))
    count = frame.count()
    session.stop()
    server.stop()
    return iter(rows), count


def read_jsonl(path):
    with open(path, "rb") as source:
        rows = [json.loads(line, parse_int=row_items.Digits, parse_float=row_items.Digits)
                for line in source]
    faults = sum(1 for row in rows if row.pop("_is_deleted", 0) != "0")
    if faults:
        raise row_items.RowError("_is_deleted is not 0 in %d rows" % faults)
    return iter(rows), len(rows)


def without_times(table):
    """Python's times need zone tables, and no item has them."""
    return table.drop_columns([n for n in table.column_names if n == "_timestamp"])


READERS = {"deltalake": read_deltalake, "polars": read_polars, "delta_scan": read_delta_scan,
           "chdb": read_chdb, "sail": read_sail, "jsonl": read_jsonl}

# Readers whose lists and structs cannot be null.
WEAK = {"chdb"}


def key_text(item, keys):
    return row_items.canonical({name: item[name] for name in keys if name in item})


class Model:
    """The items of a file by key, as canonical texts."""

    def __init__(self, path, keys):
        self.keys = keys
        self.items = {}
        with open(path, "rb") as source:
            for line in source:
                item = json.loads(line)
                key = key_text(item, keys)
                if key in self.items:
                    raise SystemExit("the model has a key twice: %s" % key)
                self.items[key] = item
        self.texts = {}

    def text(self, is_weak):
        if is_weak not in self.texts:
            self.texts[is_weak] = {
                key: row_items.canonical(item, is_weak) for key, item in self.items.items()}
        return self.texts[is_weak]


def compare(rows, count, columns, model, is_weak=False):
    """The differences, as lines."""
    expected = model.text(is_weak)
    faults = []
    if count != len(expected):
        faults.append("it counts %d rows, and the model has %d" % (count, len(expected)))
    seen = set()
    for row in rows:
        try:
            item = columns.item(row)
            key = key_text(item, model.keys)
            text = row_items.canonical(item, is_weak)
        except row_items.RowError as error:
            faults.append(str(error))
            continue
        if key in seen:
            faults.append("two rows have the key %s" % key)
        elif key not in expected:
            faults.append("a row too many: %s" % text)
        elif expected[key] != text:
            faults.append("%s\n     is not %s" % (text, expected[key]))
        seen.add(key)
    missing = [key for key in expected if key not in seen]
    faults += ["the row is missing: %s" % expected[key] for key in missing]
    return faults


def delta_schema(path):
    from deltalake import DeltaTable
    return json.loads(DeltaTable(path).schema().to_json())


def main():
    # Items make no cycles, and a million of them are long to look through.
    gc.disable()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("model")
    parser.add_argument("--key", required=True)
    parser.add_argument("--reader", action="append", choices=sorted(READERS), default=[])
    parser.add_argument("--schema")
    parser.add_argument("--write-schema")
    arguments = parser.parse_args()
    if arguments.schema:
        with open(arguments.schema) as source:
            schema = json.load(source)
    else:
        schema = delta_schema(arguments.table)
    if arguments.write_schema:
        with open(arguments.write_schema, "w") as target:
            json.dump(schema, target)
    keys = arguments.key.split(",")
    columns = row_items.Columns(schema, keys)
    model = Model(arguments.model, keys)
    is_equal = True
    for reader in arguments.reader:
        rows, count = READERS[reader](arguments.table)
        faults = compare(rows, count, columns, model, is_weak=reader in WEAK)
        for fault in faults[:SHOWN_MAX]:
            print("%s: %s" % (reader, fault), file=sys.stderr)
        if faults:
            print("%s: %d faults" % (reader, len(faults)), file=sys.stderr)
            is_equal = False
        else:
            print("%s: %d rows agree" % (reader, count))
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
