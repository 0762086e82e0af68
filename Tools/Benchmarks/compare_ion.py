#!/usr/bin/env python3
"""Reads the same Ion text with ddbkit and with amazon.ion; prints one JSON line a result.

    compare_ion.py DECODE_BENCHMARK LINES [--rounds N]

LINES are those of a full export in DYNAMODB_JSON; amazon.ion writes them as Ion, as an export has
it, and reads that with its C extension, a record a line, into Python's values. ddbkit makes lines
of DynamoDB JSON of it (`transcode`) and batches of those (`ion`). The best round of each counts.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time
from base64 import b64decode
from decimal import Context, Decimal

from amazon.ion import simpleion
from amazon.ion.core import IonType
from amazon.ion.simple_types import IonPyList

CONTEXT = Context(prec=40)


def number(text):
    return CONTEXT.create_decimal(text).normalize(CONTEXT)


def value(typed):
    (kind, content), = typed.items()
    if kind == "N":
        return number(content)
    if kind == "B":
        return b64decode(content)
    if kind == "NULL":
        return None
    if kind == "L":
        return [value(member) for member in content]
    if kind == "M":
        return {name: value(member) for name, member in content.items()}
    if kind in ("SS", "NS", "BS"):
        members = [value({kind[0]: member}) for member in content]
        return IonPyList.from_value(IonType.LIST, members, ("$dynamodb_" + kind,))
    return content


def write(lines_path, ion_path):
    with open(lines_path, encoding="utf-8") as lines, open(ion_path, "w", encoding="utf-8") as ion:
        for line in lines:
            item = {name: value(typed) for name, typed in json.loads(line)["Item"].items()}
            ion.write(simpleion.dumps({"Item": item}, binary=False) + "\n")


def theirs(ion_path, rounds):
    with open(ion_path, "rb") as file:
        data = file.read()
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        items = sum(1 for _ in simpleion.loads(data, single_value=False, parse_eagerly=False))
        best = min(best, time.process_time() - start)
    print(json.dumps({
        "bench": "amazon.ion", "mb_per_cpu_s": round(len(data) / 1e6 / best, 1),
        "items_per_s": int(items / best), "bytes": len(data), "items": items}))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("benchmark")
    parser.add_argument("lines")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ion = os.path.join(folder, "lines.ion")
        write(arguments.lines, ion)
        subprocess.run(
            [arguments.benchmark, "--ion", "--rounds", str(arguments.rounds), ion], check=True)
        theirs(ion, min(arguments.rounds, 3))


main()
