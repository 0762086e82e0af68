"""Reads a full DYNAMODB_JSON export with nothing but Python, and says what a table of it must hold.

The types of the columns follow from all values of an attribute, by the rules of Docs/DiskFormat.md:

    S                         string
    N                         int64 where every value fits, else the smallest decimal(p,s) that holds
                              every value, else string with the exact digits
    B, BOOL                   binary, bool
    SS, NS, BS                list of what the elements alone would be
    M                         struct of what its fields alone would be; JSON text beyond 100 names
    L                         list of what its elements alone would be; elements of several types are
                              JSON text each
    several types             JSON text
    NULL or missing           null
    NULL, [] and {} alone     no column: nothing is known yet

usage: export_reader.py EXPORT     prints the types and the number of items
"""
import base64
import collections
import decimal
import gzip
import hashlib
import json
import os
import sys

MAP_NAMES_MAX = 100
DECIMAL = decimal.Context(prec=400, Emin=-999999, Emax=999999)
INT64 = 1 << 63


class ExportError(Exception):
    pass


def find_export(path):
    """The folder of the one export at, in or below a path."""
    if os.path.isfile(path):
        path = os.path.dirname(path)
    found = [root for root, _, names in os.walk(path) if "manifest-summary.json" in names]
    if len(found) != 1:
        raise ExportError("%d exports under %s" % (len(found), path))
    return found[0]


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def read_bytes(path):
    with open(path, "rb") as source:
        return source.read()


def read_items(path):
    """Yields the items, each a dictionary of names to one-key dictionaries; checks the manifests.

    A file that ends in .jsonl has an item a line instead.
    """
    if path.endswith(".jsonl"):
        for text in read_bytes(path).splitlines():
            yield json.loads(text)
        return
    folder = find_export(path)
    summary = json.loads(read_bytes(folder + "/manifest-summary.json"))
    manifest = read_bytes(folder + "/manifest-files.json")
    # An s3 key ends with AWSDynamoDB/...; what lies before is the bucket's business.
    root = os.path.dirname(os.path.dirname(folder))
    total = 0
    for line in manifest.splitlines():
        entry = json.loads(line)
        key = entry["dataFileS3Key"]
        data = read_bytes(os.path.join(root, key[key.index("AWSDynamoDB/"):]))
        if md5(data) != entry["md5Checksum"]:
            raise ExportError("checksum of " + key)
        count = 0
        for text in gzip.decompress(data).splitlines() if data else []:
            count += 1
            yield json.loads(text)["Item"]
        if count != entry["itemCount"]:
            raise ExportError("%d items in %s, not %d" % (count, key, entry["itemCount"]))
        total += count
    if total != summary["itemCount"]:
        raise ExportError("%d items, not %d" % (total, summary["itemCount"]))


class Census:
    """What has been seen at one path."""

    def __init__(self):
        self.kinds = set()
        self.fields = collections.OrderedDict()
        self.elements = None
        self.is_integer = True
        self.digits_before, self.digits_after = 0, 0

    def add(self, value):
        (kind, content), = value.items()
        if kind == "NULL":
            return
        self.kinds.add(kind)
        if kind == "N":
            self.add_number(content)
        elif kind == "M":
            for name, field in content.items():
                self.fields.setdefault(name, Census()).add(field)
        elif kind in ("L", "SS", "NS", "BS"):
            if self.elements is None:
                self.elements = Census()
            for element in content:
                self.elements.add(element if kind == "L" else {kind[0]: element})

    def add_number(self, text):
        if len(text) < 19 and text.isdigit():
            self.digits_before = max(self.digits_before, len(text.lstrip("0")))
            return
        number = DECIMAL.create_decimal(text)
        _, digits, exponent = DECIMAL.normalize(number).as_tuple()
        after = max(0, -exponent)
        before = max(0, len(digits) + exponent) if number else 0
        self.digits_before = max(self.digits_before, before)
        self.digits_after = max(self.digits_after, after)
        if after > 0 or not -INT64 <= int(number) < INT64:
            self.is_integer = False

    def type(self):
        """The type as a tuple: its name, then what it is made of."""
        if not self.kinds:
            return ("unknown",)
        if len(self.kinds) > 1:
            return ("json",)
        kind, = self.kinds
        if kind == "N":
            if self.is_integer:
                return ("int64",)
            precision = max(1, self.digits_before + self.digits_after)
            return ("decimal", precision, self.digits_after) if precision <= 38 else ("digits",)
        if kind == "M":
            if len(self.fields) > MAP_NAMES_MAX:
                return ("json",)
            fields = [(name, field.type()) for name, field in self.fields.items()]
            fields = tuple(field for field in fields if field[1] != ("unknown",))
            return ("struct", fields) if fields else ("unknown",)
        if kind in ("L", "SS", "NS", "BS"):
            element = self.elements.type()
            if element == ("unknown",):
                return element
            return ("list" if kind == "L" else "set", element)
        return ({"S": "string", "B": "binary", "BOOL": "bool"}[kind],)


def census(items):
    """The type of each attribute, and the number of items."""
    whole = Census()
    count = 0
    for item in items:
        whole.add({"M": item})
        count += 1
    types = collections.OrderedDict((name, field.type()) for name, field in whole.fields.items())
    return types, count


def plain_text(value):
    """A value as the one JSON text that equal values have, as plain JSON would have it: numbers
    exact, bytes base64, names in order."""
    (kind, content), = value.items()
    if kind == "NULL":
        return "null"
    if kind == "N":
        return number_text(content)
    if kind == "NS":
        return array_text(map(number_text, content))
    if kind in ("SS", "BS"):
        return array_text(map(json.dumps, content))
    if kind == "L":
        return array_text(map(plain_text, content))
    if kind == "M":
        return object_text((name, plain_text(field)) for name, field in content.items())
    return json.dumps(content)


def number_text(text):
    """The digits without exponent and without zeros that say nothing."""
    number = DECIMAL.normalize(DECIMAL.create_decimal(text))
    return format(number, "f") if number else "0"


def array_text(elements):
    """Sets are arrays in plain JSON, in any order; so arrays compare as multisets."""
    return "[" + ",".join(sorted(elements)) + "]"


def object_text(members):
    return "{" + ",".join(json.dumps(name) + ":" + text for name, text in sorted(members)) + "}"


def converter(node):
    """A function from a value to what a column of the type holds; None for NULL and missing."""
    name = node[0]
    if name == "unknown":
        return lambda value: None
    if name == "struct":
        fields = [(field, converter(child)) for field, child in node[1]]
        inner = lambda value: {
            field: convert(value["M"].get(field)) for field, convert in fields}
    elif name == "list":
        element = converter(node[1])
        inner = lambda value: [element(member) for member in value["L"]]
    elif name == "set":
        element = converter(node[1])

        def inner(value):
            (kind, content), = value.items()
            return [element({kind[0]: member}) for member in content]
    elif name == "json":
        inner = plain_text
    else:
        kind, read = {
            "int64": ("N", integer), "decimal": ("N", DECIMAL.create_decimal),
            "digits": ("N", number_text), "binary": ("B", base64.b64decode),
            "string": ("S", str), "bool": ("BOOL", bool),
        }[name]
        inner = lambda value: read(value[kind])
    return lambda value: None if value is None or "NULL" in value else inner(value)


def integer(text):
    try:
        return int(text)
    except ValueError:
        return int(DECIMAL.create_decimal(text))


def main():
    types, count = census(read_items(sys.argv[1]))
    for name, node in types.items():
        print(json.dumps({"attribute": name, "type": node}, ensure_ascii=False))
    print(json.dumps({"items": count}))


if __name__ == "__main__":
    main()
