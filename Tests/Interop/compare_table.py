"""Compares a Delta table with the export it was made of, through readers of other people.

usage: compare_table.py TABLE EXPORT [--key NAME,NAME] [--reader NAME]... [--json] [--changed]
       compare_table.py --self-test EXPORT

Readers: deltalake (its QueryBuilder), polars, duckdb, pyarrow; chdb when it is installed and named.
What the table must hold is computed from the export's own files by export_reader.py. Types, the
number of rows, and every value must agree; the exit status is 0 if they do and 1 if not. A table
that was --changed since it was loaded may have rows of other events, and rows that are masked.
"""
import argparse
import decimal
import gc
import itertools
import json
import os
import sys
import tempfile

import numpy
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import DeltaTable

import export_reader

SYSTEM = ("_timestamp", "_event_type", "_rest", "_record", "_old_record")
SHOWN_MAX = 5
ITEMS_AT_ONCE = 20_000


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
    path = os.path.abspath(path)
    # It reads what lies below the working folder, and by an absolute path.
    before = os.getcwd()
    os.chdir(os.path.dirname(path))
    try:
        data = chdb.query(
            "select * from deltaLakeLocal('%s') settings output_format_arrow_string_as_string = 0"
            % path.replace("'", "\\'"), "Arrow").bytes()
    finally:
        os.chdir(before)
    return pa.ipc.open_file(pa.BufferReader(data)).read_all()


READERS = {"deltalake": read_deltalake, "polars": read_polars, "duckdb": read_duckdb,
           "pyarrow": read_pyarrow, "chdb": read_chdb}

# Readers whose lists and structs cannot be null, and whose strings are bytes.
LOSSY = {"chdb"}


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


# Values, in arrays in which equal means equal.

def canonical(array, node, names):
    """An array of a reader, or of the export's values, in the one form that equal values have.

    Numbers beyond the decimals and JSON become canonical text, sets are in order, and a struct has
    the fields of its type in their order.
    """
    name = node[0]
    if name == "json":
        return texts(array, lambda text: json_text(json.loads(
            text, parse_int=decimal.Decimal, parse_float=decimal.Decimal)))
    if name == "digits":
        return texts(array, export_reader.number_text)
    if name == "struct":
        places = {names.get(field.name, {}).get("", field.name): place
                  for place, field in enumerate(array.type)}
        children = array.flatten()
        arrays = [canonical(children[places[field]], child,
                            names.get(array.type.field(places[field]).name, {}))
                  for field, child in node[1]]
        fields = [pa.field(field, child.type) for (field, _), child in zip(node[1], arrays)]
        return pa.StructArray.from_arrays(arrays, fields=fields, mask=array.is_null())
    if name in ("list", "set"):
        counts = pc.fill_null(pc.list_value_length(array), 0).to_numpy().astype(numpy.int32)
        values = canonical(array.flatten(), node[1], names.get("[]", {}))
        if name == "set":
            rows = pa.array(numpy.repeat(numpy.arange(len(counts)), counts))
            values = values.take(pc.sort_indices(
                pa.table({"row": rows, "value": values}),
                sort_keys=[("row", "ascending"), ("value", "ascending")]))
        offsets = numpy.concatenate([[0], numpy.cumsum(counts)]).astype(numpy.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), values, mask=array.is_null())
    return array.cast(arrow_type(node))


def weakened(array):
    """A canonical array as a lossy reader would have it: lists without nulls, and structs too."""
    kind = array.type
    if pa.types.is_struct(kind):
        children = [weakened(child) for child in array.flatten()]
        fields = [pa.field(kind.field(place).name, child.type)
                  for place, child in enumerate(children)]
        return pa.StructArray.from_arrays(children, fields=fields)
    if pa.types.is_list(kind):
        counts = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
        offsets = numpy.concatenate([[0], numpy.cumsum(counts)]).astype(numpy.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), weakened(array.flatten()))
    return array


def texts(array, change):
    return pa.array([None if text is None else change(text)
                     for text in array.cast(pa.string()).to_pylist()],
                    pa.string())


def json_text(value):
    """What export_reader.plain_text gives for the same value."""
    if isinstance(value, decimal.Decimal):
        return export_reader.number_text(value)
    if isinstance(value, list):
        return export_reader.array_text(map(json_text, value))
    if isinstance(value, dict):
        return export_reader.object_text((name, json_text(field)) for name, field in value.items())
    return json.dumps(value)


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


def ordered(columns, key):
    """Canonical columns in the order of the keys, and whether every key occurs once."""
    keys = pa.table({name: columns[name] for name in key})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in key])
    keys = keys.take(order).combine_chunks()
    count = keys.num_rows
    same = numpy.ones(max(0, count - 1), dtype=bool)
    for name in key:
        values = keys[name]
        equal = pc.equal(values.slice(0, len(same)), values.slice(1))
        same &= pc.fill_null(equal, False).to_numpy()
    return {name: column.take(order) for name, column in columns.items()}, not same.any()


def first_difference(left, right):
    """The first place where two arrays of one length differ."""
    low, high = 0, len(left)
    while high - low > 1:
        middle = (low + high) // 2
        if left.slice(low, middle - low).equals(right.slice(low, middle - low)):
            low = middle
        else:
            high = middle
    return low


class Expectation:
    """The columns of an export, in the order of the keys."""

    def __init__(self, export, key):
        self.types, self.count = export_reader.census(export_reader.read_items(export))
        self.key = [name for name in key if name in self.types]
        if not self.key:
            raise SystemExit("name the key by --key")
        pieces = {name: [pa.array([], arrow_type(node))] for name, node in self.types.items()}
        source = export_reader.read_items(export)
        while items := list(itertools.islice(source, ITEMS_AT_ONCE)):
            for name, node in self.types.items():
                convert = export_reader.converter(node)
                pieces[name].append(pa.array(
                    [convert(item.get(name)) for item in items], arrow_type(node)))
        columns = {name: canonical(pa.concat_arrays(pieces.pop(name)), node, {})
                   for name, node in self.types.items()}
        self.columns, is_unique = ordered(columns, self.key)
        if not is_unique:
            raise SystemExit("the key %s is not unique; name the right one" % self.key)


def compare(table, expectation, names, is_lossy=False, is_changed=False):
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
    actual = {}
    for attribute, column in columns.items():
        node = expectation.types[attribute]
        kind = actual_type(table.schema.field(column).type, names.get(column, {}))
        expected = expected_type(node)
        if is_lossy:
            expected, kind = expected.replace("binary", "string"), kind.replace("binary", "string")
        if same_type(expected, kind):
            array = table[column].combine_chunks()
            actual[attribute] = canonical(array, node, names.get(column, {}))
        else:
            faults.append("column %r is %s, not %s" % (column, kind, expected))
    if any(name not in actual for name in expectation.key):
        return faults
    actual, is_unique = ordered(actual, expectation.key)
    if not is_unique:
        faults.append("a key occurs twice")
    for attribute, array in actual.items():
        expected = expectation.columns[attribute]
        if is_lossy:
            array, expected = weakened(array), weakened(expected)
        if not array.equals(expected):
            place = first_difference(array, expected)
            faults.append("column %r, row %d by key: %r, not %r" % (
                attribute, place, array[place].as_py(), expected[place].as_py()))
    return faults + system_faults(table, is_changed)


def system_faults(table, is_changed=False):
    faults = []
    for name in ("_timestamp", "_event_type"):
        if name in table.column_names and table[name].null_count:
            faults.append("%s is null in %d rows" % (name, table[name].null_count))
    if "_event_type" in table.column_names:
        kinds = set(pc.unique(table["_event_type"].cast(pa.string())).to_pylist())
        if table.num_rows and kinds != {"SNAPSHOT"} and not is_changed:
            faults.append("_event_type holds %s" % sorted(map(str, kinds)))
    if "_rest" in table.column_names:
        for text in table["_rest"].cast(pa.string()).drop_null().to_pylist():
            if not isinstance(json.loads(text), dict):
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


def compare_path(path, expectation, readers, is_changed=False):
    delta = DeltaTable(path)
    names = attribute_names(json.loads(delta.schema().to_json())["fields"])
    results = {} if is_changed else {"log": statistics_faults(delta, expectation.count)}
    for reader in readers:
        results[reader] = compare(
            READERS[reader](path), expectation, names, is_lossy=reader in LOSSY,
            is_changed=is_changed)
    return results


def self_test(export):
    """Writes tables with deltalake, right and wrong ones, and sees whether they are told apart."""
    from deltalake import write_deltalake
    expectation = Expectation(export, ["pk", "sk"])
    readers = ["deltalake", "polars", "duckdb", "pyarrow"]
    with tempfile.TemporaryDirectory() as folder:
        right = pa.table(expectation.columns)
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


def main():
    # Items make no cycles, and a million of them are long to look through.
    gc.disable()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", nargs="?")
    parser.add_argument("export")
    parser.add_argument("--key", default="pk,sk")
    parser.add_argument("--reader", action="append", choices=sorted(READERS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test(arguments.export)
    if not arguments.table:
        parser.error("name a table and an export")
    readers = arguments.reader or ["deltalake", "polars", "duckdb", "pyarrow"]
    expectation = Expectation(arguments.export, arguments.key.split(","))
    results = compare_path(arguments.table, expectation, readers, arguments.changed)
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
