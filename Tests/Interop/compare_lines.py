"""Compares lines of DynamoDB JSON with the items of an export: each item once, and equal.

usage: compare_lines.py LINES EXPORT

A line is an item, or an object with the one member `Item`. Numbers compare by value, sets without
order; everything else must be the same.
"""
import collections
import gc
import hashlib
import json
import sys

import export_reader

# A number is one of few texts, mostly.
number_text = {}


def number(text):
    known = number_text.get(text)
    if known is None:
        known = str(export_reader.DECIMAL.normalize(export_reader.DECIMAL.create_decimal(text)))
        if len(number_text) < 1 << 20:
            number_text[text] = known
    return known


def canonical(value):
    (kind, content), = value.items()
    if kind == "N":
        return {kind: number(content)}
    if kind == "NS":
        return {kind: sorted(map(number, content))}
    if kind == "SS" or kind == "BS":
        return {kind: sorted(content)}
    if kind == "L":
        return {kind: [canonical(element) for element in content]}
    if kind == "M":
        return {kind: {name: canonical(field) for name, field in content.items()}}
    return value


def text(item):
    return json.dumps(canonical({"M": item}), sort_keys=True)


def digest(item):
    return hashlib.blake2b(text(item).encode(), digest_size=16).digest()


def line_items(path):
    with open(path, "rb") as lines:
        for line in lines:
            item = json.loads(line)
            yield item["Item"] if list(item) == ["Item"] else item


def show(name, items, wanted):
    """Prints the first item whose digest is one of those wanted."""
    for item in items:
        if digest(item) in wanted:
            print("only in %s: %s" % (name, text(item)[:2000]), file=sys.stderr)
            return


def main():
    # Items make no cycles, and a million of them are long to look through.
    gc.disable()
    expected = collections.Counter(map(digest, export_reader.read_items(sys.argv[2])))
    actual = collections.Counter(map(digest, line_items(sys.argv[1])))
    if actual == expected:
        print("%d items agree" % expected.total())
        return 0
    print("%d items, not %d" % (actual.total(), expected.total()), file=sys.stderr)
    show("the lines", line_items(sys.argv[1]), actual - expected)
    show("the export", export_reader.read_items(sys.argv[2]), expected - actual)
    return 1


if __name__ == "__main__":
    sys.exit(main())
