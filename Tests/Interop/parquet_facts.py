"""Prints what pyarrow finds in the footer of a Parquet file.

usage: parquet_facts.py FILE
"""
import sys

import pyarrow.parquet as pq


def main():
    meta = pq.ParquetFile(sys.argv[1]).metadata
    print("rows", meta.num_rows)
    for key, value in (meta.metadata or {}).items():
        print(f"key {key.decode()}={value.decode()}")
    group = meta.row_group(0)
    for index in range(group.num_columns):
        chunk = group.column(index)
        found = chunk.statistics
        print(chunk.path_in_schema, "min", found.min, "max", found.max, "nulls", found.null_count)
    for column in group.sorting_columns:
        print("sorted", column.column_index, "descending" if column.descending else "ascending")


main()
