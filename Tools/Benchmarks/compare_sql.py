#!/usr/bin/env python3
"""Times SQL over a store's tables against DuckDB on a Parquet file of its own, in one engine.

    compare_sql.py BENCHMARK [--rows N] [--percent N] [--rounds N] [--threads N] [--folder DIR]

BENCHMARK is the program SQLBenchmark. It makes a table of which some rows are masked and a settled
one of the rows that are left; DuckDB then writes those into one file of Zstandard Parquet, as it
does by itself, and the program runs statements over all three in turns. Then it opens and reads a
table of many parts. Prints JSON lines.
"""

import argparse
import glob
import os
import subprocess
import tempfile

import duckdb


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("benchmark")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--percent", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        subprocess.run(
            [options.benchmark, "make", folder, "--rows", str(options.rows),
             "--percent", str(options.percent)], check=True)
        parts = sorted(glob.glob(os.path.join(folder, "settled", "part-*.parquet")))
        connection = duckdb.connect()
        connection.execute(
            "COPY (SELECT * FROM read_parquet(?)) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
            % os.path.join(folder, "own.parquet"), [parts])
        connection.close()
        subprocess.run(
            [options.benchmark, "measure", folder, "--rounds", str(options.rounds),
             "--threads", str(options.threads)], check=True)
        subprocess.run(
            [options.benchmark, "scatter", folder, "--rows", str(options.rows // 4), "--parts",
             str(max(options.rows // 2000, 10)), "--rounds", str(options.rounds),
             "--threads", str(options.threads)], check=True)


main()
