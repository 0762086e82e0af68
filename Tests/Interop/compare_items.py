"""Compares items with the rows of a Parquet file as pyarrow reads them.

usage: compare_items.py FILE LINES
LINES holds DynamoDB JSON, one item a row, with NULL for what is not there. Prints the first
differences; nothing where all is equal.
"""
import base64
import decimal
import json
import struct
import sys
import uuid

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

decimal.getcontext().prec = 100
PER_SECOND = {"s": 1, "ms": 10 ** 3, "us": 10 ** 6, "ns": 10 ** 9}


def clock(value, unit):
    """The time of day, with a fraction of three, six or nine digits, or none."""
    nanoseconds = value * (10 ** 9 // PER_SECOND[unit])
    seconds, fraction = divmod(nanoseconds, 10 ** 9)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if fraction % 10 ** 6 == 0:
        return text + (f".{fraction // 10 ** 6:03}" if fraction else "")
    return text + (f".{fraction // 1000:06}" if fraction % 1000 == 0 else f".{fraction:09}")


def day(days):
    text = str(np.datetime64(days, "D"))
    return "+" + text if len(text) > 10 and text[0] != "-" else text


def moment(value, unit, zone):
    days, rest = divmod(value, 86_400 * PER_SECOND[unit])
    return day(days) + "T" + clock(rest, unit) + ("Z" if zone else "")


def number(found, value, code):
    if value != value or value in (float("inf"), float("-inf")):
        return found == {"NULL": True}
    return list(found) == ["N"] and struct.pack(code, float(found["N"])) in (
        struct.pack(code, value), struct.pack(code, -value) if value == 0 else b"")


def equal(found, scalar):
    kind = scalar.type
    if isinstance(kind, pa.BaseExtensionType):
        if isinstance(kind, pa.UuidType) and scalar.is_valid:
            return found == {"S": str(uuid.UUID(bytes=scalar.value.as_py()))}
        return equal(found, scalar.value if scalar.is_valid else pa.scalar(None, kind.storage_type))
    if pa.types.is_dictionary(kind):
        return equal(found, pa.scalar(scalar.as_py(), kind.value_type))
    if not scalar.is_valid:
        return found == {"NULL": True}
    if pa.types.is_boolean(kind):
        return found == {"BOOL": scalar.as_py()}
    if pa.types.is_integer(kind):
        return found == {"N": str(scalar.as_py())}
    if pa.types.is_floating(kind):
        return number(found, float(scalar.as_py()), {16: "<e", 32: "<f", 64: "<d"}[kind.bit_width])
    if pa.types.is_decimal(kind):
        return list(found) == ["N"] and decimal.Decimal(found["N"]) == scalar.as_py()
    if pa.types.is_date32(kind):
        return found == {"S": day(scalar.value)}
    if pa.types.is_time(kind):
        return found == {"S": clock(scalar.value, kind.unit)}
    if pa.types.is_timestamp(kind):
        return found == {"S": moment(scalar.value, kind.unit, kind.tz)}
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return found == {"S": scalar.as_py()}
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind) or pa.types.is_large_binary(kind):
        return found == {"B": base64.b64encode(scalar.as_py()).decode()}
    if pa.types.is_map(kind):
        pairs = [] if scalar.values is None else list(zip(*scalar.values.flatten()))
        return list(found) == ["M"] and len(found["M"]) == len(pairs) and all(
            equal(value, item) and name(key, text)
            for (text, value), (key, item) in zip(found["M"].items(), pairs))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return list(found) == ["L"] and len(found["L"]) == len(scalar.values) and all(
            equal(a, b) for a, b in zip(found["L"], scalar.values))
    if pa.types.is_struct(kind):
        return list(found) == ["M"] and list(found["M"]) == [f.name for f in kind] and all(
            equal(found["M"][f.name], scalar[i]) for i, f in enumerate(kind))
    raise NotImplementedError(str(kind))


def name(key, text):
    return text == (key.as_py() if isinstance(key.as_py(), str) else str(key.as_py()))


def main():
    table = pq.ParquetFile(sys.argv[1]).read()
    with open(sys.argv[2], encoding="utf-8") as lines:
        items = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    if len(items) != table.num_rows:
        print(f"{len(items)} items, {table.num_rows} rows")
    different = 0
    for column in table.column_names:
        values = table.column(column)
        for row, item in enumerate(items[:table.num_rows]):
            if column not in item or not equal(item[column], values[row]):
                different += 1
                if different <= 5:
                    print(column, row, item.get(column), values.type)
    for item in items:
        if list(item) != table.column_names:
            print("columns", list(item))
            break


main()
