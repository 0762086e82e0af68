"""Writes Parquet files with every logical type that pyarrow writes.

usage: parquet_types.py FOLDER SEED ROWS
"""
import datetime
import decimal
import random
import sys
import uuid

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

decimal.getcontext().prec = 100


def integers(random_, bits, signed):
    low = -(1 << bits - 1) if signed else 0
    high = (1 << bits - (1 if signed else 0)) - 1
    return lambda: random_.choice([low, high, 0, 1, random_.randint(low, high)])


def digits(random_, precision, scale):
    def make():
        number = random_.choice([0, 1, 10 ** precision - 1, 100 if precision > 3 else 1,
                                 random_.randrange(10 ** precision)])
        return decimal.Decimal(random_.choice([number, -number])).scaleb(-scale)
    return make


def column(random_, kind, make, rows):
    values = [None if random_.random() < 0.15 else make() for _ in range(rows)]
    return pa.array(values, kind)


def scalars(r):
    text = lambda: r.choice(["", "a", 'q"\\', "ä漢\U0001f600", "line\n", "x" * r.randint(0, 300)])
    binary = lambda: r.randbytes(r.choice([0, 1, 2, 3, 16, 200]))
    real = lambda: r.choice([0.0, -0.0, 1.5, -2.25, 0.1, 1e100, 1e-100, 123456789.125, float("nan"),
                             float("inf"), float("-inf"), r.uniform(-1e6, 1e6)])
    single = lambda: r.choice([0.0, 1.5, 0.1, 3.4e38, 1e-45, float("nan"), float("-inf"), r.uniform(-9, 9)])
    half = lambda: np.float16(r.choice([0.0, 1.5, 0.1, 65504.0, 6e-8, float("nan"), float("inf"), -2.0]))
    stamp = lambda unit: (lambda: r.choice([0, 1, -1, unit, 1_700_000_000 * unit + r.randrange(unit),
                                            -2_000_000_000 * unit + r.randrange(unit)]))
    day = lambda: r.choice([0, -1, 19_000, -719_162, 2_932_896, r.randint(-9999, 30_000)])
    yield "bool", pa.bool_(), lambda: r.random() < 0.5
    for bits in (8, 16, 32, 64):
        yield f"i{bits}", getattr(pa, f"int{bits}")(), integers(r, bits, True)
        yield f"u{bits}", getattr(pa, f"uint{bits}")(), integers(r, bits, False)
    yield "f16", pa.float16(), half
    yield "f32", pa.float32(), single
    yield "f64", pa.float64(), real
    for precision, scale in ((4, 2), (9, 0), (18, 6), (18, 18), (28, 10), (38, 0), (38, 38)):
        yield f"d{precision}_{scale}", pa.decimal128(precision, scale), digits(r, precision, scale)
    yield "d256", pa.decimal256(60, 20), lambda: decimal.Decimal(r.randrange(10 ** 30)).scaleb(-20)
    yield "day", pa.date32(), day
    yield "t32", pa.time32("ms"), lambda: r.choice([0, 1, 86_399_999, r.randrange(86_400_000)])
    yield "t64", pa.time64("us"), lambda: r.choice([0, 86_399_999_999, r.randrange(86_400_000_000)])
    yield "tns", pa.time64("ns"), lambda: r.choice([0, 1, r.randrange(86_400_000_000_000)])
    for unit, size in (("ms", 1000), ("us", 10 ** 6), ("ns", 10 ** 9)):
        yield f"ts_{unit}", pa.timestamp(unit), stamp(size)
        yield f"tz_{unit}", pa.timestamp(unit, "UTC"), stamp(size)
    yield "str", pa.string(), text
    yield "large", pa.large_string(), text
    yield "enum", pa.dictionary(pa.int32(), pa.string()), lambda: r.choice(["red", "green"])
    yield "bin", pa.binary(), binary
    yield "fixed", pa.binary(5), lambda: r.randbytes(5)
    yield "uuid", pa.uuid(), lambda: uuid.UUID(bytes=r.randbytes(16)).bytes
    yield "json", pa.json_(), lambda: r.choice(['{"a":[1,null]}', '"x"', "[]", "12.50"])
    yield "nothing", pa.null(), lambda: None


def nested(r):
    words = lambda: [r.choice(["a", "b", None, ""]) for _ in range(r.randint(0, 4))]
    yield "list", pa.list_(pa.string()), words
    yield "lists", pa.list_(pa.list_(pa.int64())), lambda: [
        r.choice([None, [], [1, None], [2, 3]]) for _ in range(r.randint(0, 3))]
    struct = pa.struct([("x", pa.int32()), ("y y", pa.struct([("z", pa.decimal128(5, 2))]))])
    make = lambda: r.choice([None, {"x": None, "y y": None}, {"x": 1, "y y": {"z": None}},
                             {"x": 2, "y y": {"z": decimal.Decimal("1.20")}}])
    yield "struct", struct, lambda: make() or {}
    yield "structs", pa.list_(struct), lambda: [make() for _ in range(r.randint(0, 3))]
    yield "map", pa.map_(pa.string(), pa.int32()), lambda: [
        (f"k{i}", r.choice([None, i])) for i in range(r.randint(0, 3))]
    yield "ints", pa.map_(pa.int16(), pa.list_(pa.float64())), lambda: [
        (i, r.choice([None, [], [1.5, None]])) for i in range(r.randint(0, 3))]
    yield "maps", pa.list_(pa.map_(pa.string(), struct)), lambda: [
        r.choice([None, [], [("a", make())]]) for _ in range(r.randint(0, 2))]


def table(r, kinds, rows):
    names, arrays = ["id"], [pa.array(range(rows), pa.int64())]
    for name, kind, make in kinds:
        names.append(name)
        storage = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
        array = column(r, storage, make, rows)
        arrays.append(pa.ExtensionArray.from_storage(kind, array)
                      if isinstance(kind, pa.BaseExtensionType) else array)
    return pa.table(arrays, names)


def main():
    folder, seed, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    r = random.Random(seed)
    plain, deep = table(r, scalars(r), rows), table(r, nested(r), rows)
    group = max(1, rows // 3)
    pq.write_table(plain, f"{folder}/scalars.parquet", row_group_size=group)
    pq.write_table(plain, f"{folder}/integers.parquet", compression="zstd", row_group_size=group,
                   use_dictionary=False, store_decimal_as_integer=True, write_page_index=True,
                   data_page_size=512, data_page_version="2.0", write_page_checksum=True)
    pq.write_table(plain.select(["id", "ts_us", "tz_ns"]), f"{folder}/int96.parquet",
                   use_deprecated_int96_timestamps=True)
    pq.write_table(deep, f"{folder}/nested.parquet", compression="lz4", row_group_size=group,
                   write_page_index=True, data_page_size=256)
    pq.write_table(deep, f"{folder}/old-lists.parquet", use_compliant_nested_type=False)
    small = pa.table({"id": ["a", "b", None], "n": [[1], None, [2, 3]], "f": [1.5, None, 0.25]})
    pq.write_table(small, f"{folder}/small.parquet", write_page_checksum=True, compression="none",
                   store_schema=False)


main()
