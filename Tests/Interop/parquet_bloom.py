"""Asks DuckDB whether the bloom filters of a Parquet file exclude values.

usage: parquet_bloom.py FILE COLUMN=VALUE;COLUMN=VALUE...
"""
import sys

import duckdb


def main():
    connection = duckdb.connect()
    for probe in sys.argv[2].split(";"):
        column, value = probe.split("=", 1)
        literal = value if column == "number" else f"'{value}'"
        rows = connection.sql(
            "select bloom_filter_excludes from "
            f"parquet_bloom_probe('{sys.argv[1]}', '{column}', {literal})").fetchall()
        print("absent" if all(row[0] for row in rows) else "perhaps")


main()
