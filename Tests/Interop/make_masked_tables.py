"""Writes Parquet parts of many row groups, masks of their rows, and copies without those rows.

usage: make_masked_tables.py FOLDER SEED

FOLDER/part-N.parquet are the parts; for each case FOLDER/CASE-N.mask holds 64-bit words, little
endian, with a bit for each row that is masked, and FOLDER/CASE.parquet the rows of all parts that
are not. FOLDER/shadow-N.parquet have columns with the names that the engine gives by itself.
"""
import random
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROW_COUNTS = [12_000, 4_097, 1, 2_048]
GROUP = 1_000

CASES = {
    "none": lambda rows, random: [False] * rows,
    "all": lambda rows, random: [True] * rows,
    "sparse": lambda rows, random: [random.random() < 0.003 for _ in range(rows)],
    "tenth": lambda rows, random: [random.random() < 0.1 for _ in range(rows)],
    "dense": lambda rows, random: [random.random() < 0.97 for _ in range(rows)],
    "groups": lambda rows, random: [row // GROUP % 2 == 1 for row in range(rows)],
    "edges": lambda rows, random: [
        row % GROUP in (0, GROUP - 1) or row == rows - 1 for row in range(rows)],
}


def table(first, rows, random):
    ids = list(range(first, first + rows))
    return pa.table({
        "id": pa.array(ids, pa.int64()),
        "key": pa.array([f"key{random.randrange(10**6):06d}" for _ in ids]),
        "amount": pa.array([random.randrange(100_000) for _ in ids], pa.int64()),
        "status": pa.array([random.choice(["new", "paid", "sent", "done"]) for _ in ids]),
        "note": pa.array(
            [None if random.random() < 0.2 else f"n{random.randrange(50)}-{i}" for i in ids]),
        "tags": pa.array([["t%d" % (i % 5)] * (i % 3) for i in ids], pa.list_(pa.string())),
    })


def save(contents, path):
    pq.write_table(contents, path, row_group_size=GROUP, data_page_size=4_000)


def main(folder, seed):
    chance = random.Random(seed)
    parts = []
    first = 0
    for number, rows in enumerate(ROW_COUNTS):
        parts.append(table(first, rows, chance))
        save(parts[-1], f"{folder}/part-{number}.parquet")
        first += rows
        shadow = pa.table({
            "file_index": parts[-1]["key"], "File_Row_Number": parts[-1]["amount"],
            "filename": parts[-1]["id"]})
        save(shadow, f"{folder}/shadow-{number}.parquet")
    for case, choose in CASES.items():
        left = []
        for number, part in enumerate(parts):
            masked = choose(part.num_rows, chance)
            bits = sum(1 << row for row, is_masked in enumerate(masked) if is_masked)
            words = (part.num_rows + 63) // 64
            with open(f"{folder}/{case}-{number}.mask", "wb") as out:
                out.write(bits.to_bytes(words * 8, "little"))
            left.append(part.filter(pc.invert(pa.array(masked))))
        save(pa.concat_tables(left), f"{folder}/{case}.parquet")


main(sys.argv[1], int(sys.argv[2]))
