"""Checks what a Delta table's log says of its files against the files, as pyarrow reads them.

usage: check_statistics.py TABLE

Row counts and null counts must be equal; bounds must be the true ones, but for text over 32
characters, which may be cut, and times, which are cut to milliseconds. Exits with 0 if all is true.
"""
import datetime
import decimal
import json
import os
import sys
import urllib.parse

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DECIMAL = decimal.Context(prec=60)
TEXT_UNITS_MAX = 32


def active_files(table):
    """The add actions that are left, in the order of the log."""
    files = {}
    log = os.path.join(table, "_delta_log")
    for name in sorted(n for n in os.listdir(log) if n.endswith(".json")):
        with open(os.path.join(log, name), encoding="utf-8") as lines:
            for line in lines:
                action = json.loads(line)
                if "add" in action:
                    files[action["add"]["path"]] = action["add"]
                elif "remove" in action:
                    files.pop(action["remove"]["path"], None)
    return files


def leaves(values, path=()):
    """The paths below an object of statistics, with what stands there."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, path + (name,))
        else:
            yield path + (name,), value


def column(table, path):
    """The values of a leaf, null where a struct above it is null."""
    result = table[path[0]].combine_chunks()
    for name in path[1:]:
        result = pc.struct_field(result, [result.type.get_field_index(name)])
    return result


def bound_fault(kind, stated, actual, is_minimum):
    """Why a bound is wrong, or None."""
    if pa.types.is_timestamp(kind):
        moment = datetime.datetime.fromisoformat(stated.replace("Z", "+00:00"))
        return None if moment == actual.replace(
            microsecond=actual.microsecond // 1000 * 1000) else "time"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        if len(actual.encode("utf-16-le")) // 2 <= TEXT_UNITS_MAX:
            return None if stated == actual else "text"
        left, right = stated.encode("utf-8"), actual.encode("utf-8")
        return None if (left <= right if is_minimum else left >= right) else "cut text"
    if pa.types.is_decimal(kind):
        return None if DECIMAL.create_decimal(stated) == actual else "decimal"
    return None if stated == actual else "value"


def least_and_greatest(values):
    """Bounds as other engines order values: text by its bytes."""
    present = [value for value in values.to_pylist() if value is not None]
    if not present:
        return None
    if isinstance(present[0], str):
        return min(present, key=lambda t: t.encode()), max(present, key=lambda t: t.encode())
    return min(present), max(present)


def file_faults(path, add):
    stated = json.loads(add["stats"], parse_float=DECIMAL.create_decimal)
    table = pq.read_table(path, partitioning=None)
    faults = []
    if stated["numRecords"] != table.num_rows:
        faults.append("numRecords")
    for leaf, count in leaves(stated.get("nullCount", {})):
        if column(table, leaf).null_count != count:
            faults.append("nullCount of %s" % ".".join(leaf))
    for member, is_minimum in (("minValues", True), ("maxValues", False)):
        for leaf, value in leaves(stated.get(member, {})):
            values = column(table, leaf)
            bounds = least_and_greatest(values)
            if bounds is None:
                faults.append("%s of %s, which is null" % (member, ".".join(leaf)))
                continue
            fault = bound_fault(values.type, value, bounds[0 if is_minimum else 1], is_minimum)
            if fault:
                faults.append("%s of %s: %s" % (member, ".".join(leaf), fault))
    return faults


def main():
    table = sys.argv[1]
    count = 0
    status = 0
    for path, add in active_files(table).items():
        count += sum(1 for _ in leaves(json.loads(add["stats"])))
        for fault in file_faults(os.path.join(table, urllib.parse.unquote(path)), add):
            print("%s: %s" % (path, fault), file=sys.stderr)
            status = 1
    print("%d numbers are true" % count)
    return status


if __name__ == "__main__":
    sys.exit(main())
