"""Compares lines of DynamoDB JSON with the items of an export: each item once, and equal.

usage: compare_lines.py LINES EXPORT

A line is an item, or an object with the one member `Item`. Numbers compare by value, sets without
order; everything else must be the same.
"""
import json
import sys

import export_reader


def canonical(value):
    (kind, content), = value.items()
    if kind == "N":
        return [kind, str(export_reader.DECIMAL.normalize(
            export_reader.DECIMAL.create_decimal(content)))]
    if kind == "NS":
        return [kind, sorted(canonical({"N": number})[1] for number in content)]
    if kind in ("SS", "BS"):
        return [kind, sorted(content)]
    if kind == "L":
        return [kind, [canonical(element) for element in content]]
    if kind == "M":
        return [kind, {name: canonical(field) for name, field in content.items()}]
    return [kind, content]


def text(item):
    return json.dumps(canonical({"M": item}), sort_keys=True)


def main():
    expected = sorted(text(item) for item in export_reader.read_items(sys.argv[2]))
    actual = []
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            actual.append(text(item["Item"] if list(item) == ["Item"] else item))
    actual.sort()
    if actual == expected:
        print("%d items agree" % len(expected))
        return 0
    print("%d items, not %d" % (len(actual), len(expected)), file=sys.stderr)
    for left, right in zip(actual, expected):
        if left != right:
            print("got      %s\nexpected %s" % (left[:2000], right[:2000]), file=sys.stderr)
            break
    return 1


if __name__ == "__main__":
    sys.exit(main())
