#!/usr/bin/env python3
"""Times `ddbkit import` of an export against DuckDB making Parquet of the same files, in turn.

    compare_import.py EXPORT [--runs N] [--threads N] [--ddbkit PATH]

DuckDB reads the lines with its auto-detecting read_json, its fastest form, and writes Zstandard
Parquet of the columns that ddbkit found. Each run of either is a process of its own; both get the
same number of threads. Prints JSON lines: one a run, then the medians, the ratio, and the size of the
parts (without `_rest`) against what DuckDB makes of the same columns.
"""

import argparse
import glob
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def data_files(export):
    summaries = glob.glob(os.path.join(export, "**", "manifest-summary.json"), recursive=True)
    if len(summaries) != 1:
        sys.exit(f"{export} holds {len(summaries)} exports; name the folder of one")
    folder = os.path.dirname(summaries[0])
    with open(os.path.join(folder, "manifest-files.json")) as lines:
        names = [json.loads(line) for line in lines]
    return [
        os.path.join(folder, "data", os.path.basename(name["dataFileS3Key"]))
        for name in names
        if name["itemCount"]
    ]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


# What DuckDB must do to lay one attribute down as ddbkit's column does. `found` is the type that
# read_json detected, as a nested dict; what its sample did not show is NULL.
def expression(source, column, found):
    kind = column["kind"]
    member = {"long": "N", "decimal": "N", "digits": "N", "string": "S", "boolean": "BOOL"}.get(kind)
    if not isinstance(found, dict):
        return "NULL"
    if member:
        if member not in found:
            return "NULL"
        value = f"{source}.{quoted(member)}"
        cast = {"long": "::BIGINT", "decimal": f"::{column['sql']}"}.get(kind, "::VARCHAR")
        return value if kind == "boolean" else value + cast
    if kind == "binary":
        return f"from_base64({source}.B::VARCHAR)" if "B" in found else "NULL"
    if kind == "set":
        names = [name for name in ("SS", "NS", "BS") if name in found]
        if not names:
            return "NULL"
        value = f"{source}.{names[0]}"
        element = column["element"]["sql"]
        return f"list_transform({value}, lambda e: e::{element})" if names[0] == "NS" else value
    if kind == "list":
        if "L" not in found:
            return "NULL"
        inner = expression("e", column["element"], found["L"])
        return f"list_transform({source}.L, lambda e: {inner})"
    if kind == "struct":
        if "M" not in found or not isinstance(found["M"], dict):
            return "NULL"
        fields = ", ".join(
            f"{quoted(field['name'])}: "
            + expression(f"{source}.M.{quoted(field['name'])}", field, found["M"].get(field["name"]))
            for field in column["fields"]
        )
        return "{" + fields + "}"
    names = [name for name in ("S", "N") if name in found]
    return f"coalesce({', '.join(f'{source}.{name}::VARCHAR' for name in names)})" if names else "NULL"


def parse_type(text):
    """A column type as `describe` spells it, as a dict."""
    if text.startswith("list<") or text.startswith("set<"):
        kind, inner = text.split("<", 1)
        return {"kind": kind, "element": parse_type(inner[:-1]), "sql": ""}
    if text.startswith("struct<"):
        fields, depth, start, body = [], 0, 0, text[7:-1]
        for index, character in enumerate(body + ","):
            depth += {"<": 1, "(": 1, ">": -1, ")": -1}.get(character, 0)
            if character == "," and depth == 0:
                name, _, kind = body[start:index].partition(":")
                fields.append({"name": name, **parse_type(kind)})
                start = index + 1
        return {"kind": "struct", "fields": fields, "sql": ""}
    if text.startswith("decimal"):
        return {"kind": "decimal", "sql": text.upper()}
    return {"kind": text, "sql": {"long": "BIGINT"}.get(text, "VARCHAR")}


def duckdb_type(kind):
    """DuckDB's type text of a STRUCT, as a nested dict of its members; lists are of their element."""
    import duckdb

    if kind.id == "struct":
        return {name: duckdb_type(child) for name, child in kind.children}
    if kind.id == "list":
        return duckdb_type(kind.children[0][1])
    return str(kind)


DUCKDB_RUN = """
import duckdb, json, sys
job = json.load(sys.stdin)
c = duckdb.connect()
c.execute(f"SET threads={job['threads']}; SET preserve_insertion_order=false; SET TimeZone='UTC'")
c.execute(job["sql"])
"""


def measured(command, given=None):
    """Runs a process; its wall time, own CPU seconds and greatest resident size."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    if given is not None:
        process.stdin.write(given)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed with {process.returncode}")
    return {
        "wall_s": round(wall, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "rss_mb": round(usage.ru_maxrss / 1024),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("export")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ddbkit", default=os.path.join(HERE, "../../.build/release/ddbkit"))
    options = parser.parse_args()
    import duckdb

    files = data_files(options.export)
    work = tempfile.mkdtemp(prefix="ddbkit-bench-")
    store = os.path.join(work, "store")
    importing = [
        options.ddbkit, "import", options.export, "--store", store, "--table", "t", "--replace",
        "--threads", str(options.threads), "--quiet",
    ]
    try:
        measured(importing)
        described = subprocess.run(
            [options.ddbkit, "store", "describe", "t", "--store", store, "--json"],
            stdout=subprocess.PIPE, check=True)
        columns = [
            {"name": column["attribute"], **parse_type(column["type"])}
            for column in json.loads(described.stdout)["columns"]
            if column.get("attribute") is not None
        ]
        connection = duckdb.connect()
        relation = f"read_json({files!r}, format='newline_delimited', sample_size=2048)"
        found = duckdb_type(connection.sql(f"SELECT Item FROM {relation} LIMIT 0").types[0])
        target = os.path.join(work, "duckdb.parquet")
        projection = ", ".join(
            f"{expression('Item.' + quoted(c['name']), c, found.get(c['name']))} AS {quoted(c['name'])}"
            for c in columns)
        job = json.dumps({
            "threads": options.threads,
            "sql": f"COPY (SELECT {projection} FROM {relation}) TO '{target}' "
                   "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)",
        }).encode()
        theirs, ours = [], []
        for run in range(options.runs):
            theirs.append(measured([sys.executable, "-c", DUCKDB_RUN], job))
            ours.append(measured(importing))
            print(json.dumps({"bench": "import", "run": run, "duckdb": theirs[-1], "ddbkit": ours[-1]}))
        parts = glob.glob(os.path.join(store, "t", "*.parquet"))
        newest = sorted(parts, key=os.path.getmtime)
        log = sorted(glob.glob(os.path.join(store, "t", "_delta_log", "*.json")))[-1]
        live = {json.loads(line)["add"]["path"] for line in open(log) if '"add"' in line[:8]}
        newest = [part for part in newest if os.path.basename(part) in live]
        sizes(connection, newest, os.path.join(work, "same.parquet"))
        median = lambda rows, name: statistics.median(row[name] for row in rows)
        print(json.dumps({
            "bench": "import", "what": "median",
            **{f"duckdb_{name}": median(theirs, name) for name in ("wall_s", "cpu_s", "rss_mb")},
            **{f"ddbkit_{name}": median(ours, name) for name in ("wall_s", "cpu_s", "rss_mb")},
            "wall_ratio": round(statistics.median(
                t["wall_s"] / o["wall_s"] for t, o in zip(theirs, ours)), 2),
            "cpu_ratio": round(statistics.median(
                t["cpu_s"] / o["cpu_s"] for t, o in zip(theirs, ours)), 2),
        }))
    finally:
        shutil.rmtree(work)


def sizes(connection, parts, target):
    """The parts without `_rest` against DuckDB's Zstandard Parquet of the same columns."""
    whole = sum(os.path.getsize(part) for part in parts)
    rest = connection.sql(
        f"SELECT coalesce(sum(total_compressed_size), 0)::BIGINT FROM parquet_metadata({parts!r}) "
        "WHERE path_in_schema = '_rest'").fetchall()[0][0]
    connection.execute(
        f"COPY (SELECT * EXCLUDE (_rest) FROM read_parquet({parts!r}, union_by_name=true)) TO '{target}' "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)")
    theirs = os.path.getsize(target)
    print(json.dumps({
        "bench": "part_size", "ddbkit_bytes": whole - rest, "rest_bytes": rest,
        "duckdb_bytes": theirs, "ratio": round((whole - rest) / theirs, 3),
    }))


if __name__ == "__main__":
    main()
