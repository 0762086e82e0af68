"""Writes one Parquet file per way in which pyarrow can write, and their rows as text beside them.

usage: parquet_matrix.py FOLDER
"""
import datetime
import decimal
import itertools
import os
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 900


def table(seed):
    r = random.Random(seed)

    def maybe(value):
        return None if r.random() < 0.2 else value

    def text():
        return "".join(r.choice("abcdefghäöü漢") for _ in range(r.randrange(0, 20)))

    day = datetime.date(2024, 1, 1)
    columns = {
        "flag": pa.array([maybe(r.random() < 0.5) for _ in range(ROWS)]),
        "small": pa.array([maybe(r.randrange(-100, 100)) for _ in range(ROWS)], pa.int32()),
        "large": pa.array([maybe(r.randrange(-2**63, 2**63)) for _ in range(ROWS)], pa.int64()),
        "rising": pa.array([i * 1000 + r.randrange(9) for i in range(ROWS)], pa.int64()),
        "unsigned": pa.array([maybe(r.randrange(0, 2**32)) for _ in range(ROWS)], pa.uint32()),
        "single": pa.array([maybe(r.gauss(0, 9)) for _ in range(ROWS)], pa.float32()),
        "double": pa.array([maybe(r.gauss(0, 9)) for _ in range(ROWS)], pa.float64()),
        "text": pa.array([maybe(text()) for _ in range(ROWS)]),
        "sorted": pa.array(sorted("key-" + text() for _ in range(ROWS))),
        "blob": pa.array([maybe(r.randbytes(r.randrange(0, 30))) for _ in range(ROWS)]),
        "fixed": pa.array([maybe(r.randbytes(5)) for _ in range(ROWS)], pa.binary(5)),
        "day": pa.array([maybe(day + datetime.timedelta(r.randrange(999))) for _ in range(ROWS)]),
        "money": pa.array([maybe(decimal.Decimal(r.randrange(-10**20, 10**20)).scaleb(-3))
                           for _ in range(ROWS)], pa.decimal128(30, 3)),
        "numbers": pa.array([maybe([maybe(r.randrange(9)) for _ in range(r.randrange(0, 5))])
                             for _ in range(ROWS)], pa.list_(pa.int32())),
        "deep": pa.array([maybe([maybe([maybe(text()) for _ in range(r.randrange(0, 3))])
                                 for _ in range(r.randrange(0, 3))])
                          for _ in range(ROWS)], pa.list_(pa.list_(pa.string()))),
        "struct": pa.array([maybe({"a": maybe(r.randrange(9)), "b": maybe([text()])})
                            for _ in range(ROWS)],
                           pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))])),
    }
    return pa.table(columns)


INTEGERS = ["small", "large", "rising"]
ENCODINGS = {
    "plain": {"*": "PLAIN"},
    "delta": {**{n: "DELTA_BINARY_PACKED" for n in INTEGERS}, "text": "DELTA_LENGTH_BYTE_ARRAY",
              "blob": "DELTA_LENGTH_BYTE_ARRAY", "sorted": "DELTA_BYTE_ARRAY", "flag": "RLE"},
    "prefix": {"text": "DELTA_BYTE_ARRAY", "sorted": "DELTA_BYTE_ARRAY",
               "fixed": "DELTA_BYTE_ARRAY", "flag": "RLE"},
    "split": {**{n: "BYTE_STREAM_SPLIT" for n in INTEGERS + ["single", "double", "fixed"]}},
}


def main():
    folder = sys.argv[1]
    codecs = ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4"]
    ways = list(itertools.product(["1.0", "2.0"], list(ENCODINGS) + ["dictionary"]))
    for number, (version, encoding) in enumerate(ways):
        codec = codecs[number % len(codecs)]
        options = {"use_dictionary": True, "dictionary_pagesize_limit": 4000}
        if encoding != "dictionary":
            chosen = ENCODINGS[encoding]
            names = table(0).schema.names if "*" not in chosen else []
            options = {"use_dictionary": False,
                       "column_encoding": {n: chosen.get(n, "PLAIN") for n in names
                                           if n not in ("numbers", "deep", "struct")} or None}
        path = os.path.join(folder, f"{encoding}-{version}-{codec}.parquet")
        pq.write_table(table(number), path, compression=codec, data_page_version=version,
                       data_page_size=3000, row_group_size=400, write_page_index=True,
                       write_page_checksum=True, **options)
        print(path)


main()
