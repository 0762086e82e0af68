"""Compares a Delta table with the export it was made of, through readers of other people.

usage: compare_table.py TABLE EXPORT [--key NAME,NAME] [--reader NAME]... [--json]
       compare_table.py --self-test EXPORT

Readers: deltalake (its QueryBuilder), polars, duckdb, pyarrow; chdb when it is installed and named.
What the table must hold is computed from the export's own files by export_reader.py. Types, the
number of rows, and every value must agree; the exit status is 0 if they do and 1 if not.
"""
import argparse
import decimal
import json
import os
import sys
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

import export_reader

SYSTEM = ("_timestamp", "_event_type", "_rest", "_record", "_old_record")
SHOWN_MAX = 5


# Readers: each gives an Arrow table of all rows.

def read_deltalake(path):
    from deltalake import QueryBuilder
    result = QueryBuilder().register("t", DeltaTable(path)).execute("select * from t")
    return pa.table(result.read_all())


def read_polars(path):
    import polars
    return polars.scan_delta(path).collect().to_arrow()


def read_duckdb(path):
    import duckdb
    files = ["'" + f.replace("'", "''") + "'" for f in DeltaTable(path).file_uris()]
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    result = connection.sql(
        "select * from read_parquet([%s], union_by_name = true)" % ", ".join(files))
    return result.to_arrow_table()


def read_pyarrow(path):
    tables = [pq.read_table(f, partitioning=None) for f in DeltaTable(path).file_uris()]
    return pa.concat_tables(tables, promote_options="permissive")


def read_chdb(path):
    import chdb
    data = chdb.query("select * from deltaLakeLocal('%s')" % path, "Arrow").bytes()
    return pa.ipc.open_file(pa.BufferReader(data)).read_all()


READERS = {"deltalake": read_deltalake, "polars": read_polars, "duckdb": read_duckdb,
           "pyarrow": read_pyarrow, "chdb": read_chdb}


# Types, as far as readers agree on them.

def expected_type(node):
    name = node[0]
    if name in ("json", "digits", "string"):
        return "string"
    if name == "decimal":
        return "decimal(%d,%d)" % node[1:]
    if name in ("list", "set"):
        return "list<%s>" % expected_type(node[1])
    if name == "struct":
        return "struct<%s>" % ",".join(
            sorted("%s:%s" % (field, expected_type(child)) for field, child in node[1]))
    return {"unknown": "*"}.get(name, name)


def actual_type(kind, names):
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "string"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return "binary"
    if pa.types.is_decimal(kind):
        return "decimal(%d,%d)" % (kind.precision, kind.scale)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "list<%s>" % actual_type(kind.value_type, names.get("[]", {}))
    if pa.types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        return "struct<%s>" % ",".join(sorted(
            "%s:%s" % (names.get(f.name, {}).get("", f.name),
                       actual_type(f.type, names.get(f.name, {}))) for f in fields))
    return str(kind)


def same_type(expected, actual):
    """Whether types agree; `*` in the expected one is any (nothing but NULL was seen there)."""
    if "*" not in expected:
        return expected == actual
    import re
    return re.fullmatch(re.escape(expected).replace(r"\*", ".*"), actual) is not None


def attribute_names(fields):
    """The exact attribute names behind the names in the table, by `ddbkit.attribute`."""
    names = {}
    for field in fields:
        child = {"": (field.get("metadata") or {}).get("ddbkit.attribute", field["name"])}
        kind = field["type"]
        target = child
        while isinstance(kind, dict) and kind["type"] == "array":
            target["[]"] = {}
            target, kind = target["[]"], kind["elementType"]
        if isinstance(kind, dict) and kind["type"] == "struct":
            target.update({k: v for k, v in attribute_names(kind["fields"]).items() if k != ""})
        names[field["name"]] = child
    return names


# Values, in a form in which equal means equal.

def canonical(value, node, names):
    """What a reader gave, as export_reader.convert would give it."""
    if value is None:
        return None
    name = node[0]
    if name == "json":
        return canonical_json(json.loads(value, parse_int=decimal.Decimal,
                                         parse_float=export_reader.DECIMAL.create_decimal))
    if name in ("decimal", "digits"):
        return export_reader.DECIMAL.create_decimal(value)
    if name == "struct":
        children = dict(node[1])
        return {names.get(key, {}).get("", key): canonical(
            item, children[names.get(key, {}).get("", key)], names.get(key, {}))
            for key, item in value.items()}
    if name in ("list", "set"):
        items = [canonical(item, node[1], names.get("[]", {})) for item in value]
        return sorted(items) if name == "set" else items
    return value


def canonical_json(value):
    """Sets are arrays here, in any order; so arrays compare as multisets."""
    if isinstance(value, list):
        return sorted((canonical_json(item) for item in value), key=repr_json)
    if isinstance(value, dict):
        return {key: canonical_json(item) for key, item in value.items()}
    return value


def repr_json(value):
    return json.dumps(value, default=lambda number: str(number.normalize()), sort_keys=True)


def expected_value(value, node):
    if node[0] == "json" and value is not None:
        return canonical_json(value)
    if value is not None and node[0] in ("list", "set"):
        return [expected_value(item, node[1]) for item in value]
    if value is not None and node[0] == "struct":
        children = dict(node[1])
        return {key: expected_value(item, children[key]) for key, item in value.items()}
    return value


class Expectation:
    """The columns of an export, in the order of the keys."""

    def __init__(self, export, key):
        items = list(export_reader.read_items(export))
        self.types = export_reader.census(items)
        self.key = [name for name in key if name in self.types]
        order = {}
        keys = [tuple(export_reader.convert(item.get(name), self.types[name])
                      for name in self.key) for item in items]
        for index, entry in enumerate(keys):
            order[entry] = index
        if len(order) != len(items):
            raise SystemExit("the key %s is not unique; name the right one" % self.key)
        self.row_of = {entry: row for row, entry in enumerate(sorted(order))}
        self.count = len(items)
        rows = [items[order[entry]] for entry in sorted(order)]
        self.columns = {
            name: [expected_value(export_reader.convert(row.get(name), node), node)
                   for row in rows] for name, node in self.types.items()}


def compare(table, expectation, names):
    """The differences, as lines."""
    if table.num_rows != expectation.count:
        return ["%d rows, not %d" % (table.num_rows, expectation.count)]
    columns = {}
    for name in table.column_names:
        if name not in SYSTEM:
            columns[names.get(name, {}).get("", name)] = name
    faults = ["column %r is not an attribute" % n for n in columns if n not in expectation.types]
    faults += ["attribute %r has no column" % n for n, node in expectation.types.items()
               if n not in columns and node != ("unknown",)]
    if faults:
        return faults
    keys = [[canonical(v, expectation.types[n], {}) for v in table[columns[n]].to_pylist()]
            for n in expectation.key]
    try:
        places = [expectation.row_of[entry] for entry in zip(*keys)]
    except KeyError as error:
        return ["a key that the export does not have: %s" % error]
    if len(set(places)) != len(places):
        return ["a key occurs twice"]
    for attribute, column in columns.items():
        node = expectation.types[attribute]
        child_names = names.get(column, {})
        kind = actual_type(table.schema.field(column).type, child_names)
        if not same_type(expected_type(node), kind):
            faults.append("column %r is %s, not %s" % (column, kind, expected_type(node)))
            continue
        expected = expectation.columns[attribute]
        for place, value in zip(places, table[column].to_pylist()):
            actual = canonical(value, node, child_names)
            if actual != expected[place]:
                faults.append("column %r, row %d: %r, not %r" % (
                    column, place, actual, expected[place]))
                break
    return faults + system_faults(table)


def system_faults(table):
    faults = []
    for name in ("_timestamp", "_event_type"):
        if name in table.column_names and table[name].null_count:
            faults.append("%s is null in %d rows" % (name, table[name].null_count))
    if "_event_type" in table.column_names:
        kinds = set(table["_event_type"].to_pylist())
        if table.num_rows and kinds != {"SNAPSHOT"}:
            faults.append("_event_type holds %s" % sorted(map(str, kinds)))
    if "_rest" in table.column_names:
        for text in table["_rest"].to_pylist():
            if text is not None and not isinstance(json.loads(text), dict):
                faults.append("_rest is no JSON object")
                break
    return faults


def statistics_faults(delta, count):
    """The log's own counts must add up."""
    recorded = pa.table(delta.get_add_actions(flatten=True))
    if recorded.num_rows == 0:
        return []
    if "num_records" not in recorded.column_names:
        return ["the log has no numRecords"]
    total = sum(recorded["num_records"].to_pylist())
    return [] if total == count else ["numRecords add up to %d, not %d" % (total, count)]


def compare_path(path, expectation, readers):
    delta = DeltaTable(path)
    names = attribute_names(json.loads(delta.schema().to_json())["fields"])
    results = {"log": statistics_faults(delta, expectation.count)}
    for reader in readers:
        results[reader] = compare(READERS[reader](path), expectation, names)
    return results


def self_test(export):
    """Writes tables with deltalake, right and wrong ones, and sees whether they are told apart."""
    from deltalake import write_deltalake
    expectation = Expectation(export, ["pk", "sk"])
    readers = ["deltalake", "polars", "duckdb", "pyarrow"]
    columns = {}
    for name, node in expectation.types.items():
        columns[name] = pa.array([arrow_value(v, node) for v in expectation.columns[name]],
                                 arrow_type(node))
    with tempfile.TemporaryDirectory() as folder:
        right = pa.table(columns)
        wrong = {"right": right, "row missing": right.take(list(range(1, right.num_rows))),
                 "type": right.set_column(0, "pk", right["pk"].cast(pa.large_binary()))}
        for name, node in expectation.types.items():
            values = right[name].to_pylist()
            row = next((i for i, v in enumerate(values) if v is not None), None)
            if row is None:
                continue
            values[row] = None
            changed = pa.array(values, right.schema.field(name).type)
            wrong["value of " + name] = right.set_column(
                right.column_names.index(name), name, changed)
        for index, (case, table) in enumerate(wrong.items()):
            path = os.path.join(folder, str(index))
            write_deltalake(path, table)
            used = readers if index < 3 else [readers[index % len(readers)]]
            results = compare_path(path, expectation, used)
            for reader in used:
                if (not results[reader]) != (case == "right"):
                    print("self-test: %s, %s: %s" % (case, reader, results[reader]))
                    return 1
    print("self-test: %d tables told apart" % len(wrong))
    return 0


def arrow_type(node):
    name = node[0]
    if name in ("json", "digits", "string", "unknown"):
        return pa.string()
    if name == "decimal":
        return pa.decimal128(node[1], node[2])
    if name in ("list", "set"):
        return pa.list_(arrow_type(node[1]))
    if name == "struct":
        return pa.struct([(field, arrow_type(child)) for field, child in node[1]])
    return {"int64": pa.int64(), "binary": pa.binary(), "bool": pa.bool_()}[name]


def arrow_value(value, node):
    if value is None:
        return None
    if node[0] == "json":
        return repr_json_exact(value)
    if node[0] == "digits":
        return format(value, "f")
    if node[0] in ("list", "set"):
        return [arrow_value(item, node[1]) for item in value]
    if node[0] == "struct":
        return {field: arrow_value(value[field], child) for field, child in node[1]}
    return value


def repr_json_exact(value):
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return "[" + ",".join(map(repr_json_exact, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(k) + ":" + repr_json_exact(v)
                              for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", nargs="?")
    parser.add_argument("export")
    parser.add_argument("--key", default="pk,sk")
    parser.add_argument("--reader", action="append", choices=sorted(READERS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test(arguments.export)
    if not arguments.table:
        parser.error("name a table and an export")
    readers = arguments.reader or ["deltalake", "polars", "duckdb", "pyarrow"]
    expectation = Expectation(arguments.export, arguments.key.split(","))
    results = compare_path(arguments.table, expectation, readers)
    if arguments.json:
        print(json.dumps({"rows": expectation.count, "faults": results}, default=str))
    for reader, faults in results.items():
        for fault in faults[:SHOWN_MAX]:
            print("%s: %s" % (reader, fault), file=sys.stderr)
        if not faults and not arguments.json:
            print("%s: %d rows agree" % (reader, expectation.count))
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
