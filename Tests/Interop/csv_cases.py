"""Writes CSV files of many dialects and, beside each, the items that they hold.

usage: csv_cases.py FOLDER SEED COUNT
Each case N is N.csv (perhaps compressed), N.jsonl with DynamoDB JSON, and N.json with the options.
"""
import csv
import gzip
import io
import json
import random
import sys

WORDS = ["", "a", "x y", 'say "hi"', '"', '""', "line\nbreak", "crlf\r\nbreak", "cr\rbreak", ",", ";",
         "\t", "|", "'", " lead", "trail ", "äöü", "漢字", "\U0001f600", "\u0001", "0", "NULL", "é" * 40]


def item(names, row):
    return json.dumps({n: {"S": v} for n, v in zip(names, row) if v != ""}, ensure_ascii=False,
                      separators=(",", ":"))


def case(folder, number, random_):
    delimiter = random_.choice([",", ";", "\t", "|"])
    quote = random_.choice(['"', '"', "'"])
    end = random_.choice(["\n", "\r\n"])
    quoting = random_.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    columns = random_.randint(2, 6)
    names = [f"c{i} {random_.choice(WORDS[5:9])}" for i in range(columns)]
    # The writer leaves a lone CR without quotes where lines end in LF.
    words = [w for w in WORDS if end == "\r\n" or "\r" not in w.replace("\r\n", "")]
    names = [n for n in names if end == "\r\n" or "\r" not in n.replace("\r\n", "")] or ["c0"]
    columns = len(names)
    rows = [[random_.choice(words) for _ in range(columns)] for _ in range(random_.randint(0, 60))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quotechar=quote, lineterminator=end,
                        quoting=quoting)
    has_header = random_.random() < 0.7
    if has_header:
        writer.writerow(names)
    writer.writerows(rows)
    data = text.getvalue()
    # Python's own reader is the judge of what the file holds.
    found = list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter, quotechar=quote,
                            strict=True))
    assert found == ([names] if has_header else []) + rows
    if random_.random() < 0.3 and data.endswith(end):
        data = data[:-len(end)]
    data = data.encode()
    if random_.random() < 0.3:
        data = b"\xef\xbb\xbf" + data
    name = f"{folder}/{number}.csv"
    if random_.random() < 0.3:
        name += ".gz"
        half = len(data) // 2
        data = gzip.compress(data[:half]) + gzip.compress(data[half:])
    with open(name, "wb") as out:
        out.write(data)
    with open(f"{folder}/{number}.jsonl", "w", newline="") as out:
        out.write("".join(item(names, row) + "\n" for row in rows))
    options = {"path": name, "delimiter": delimiter, "quote": quote,
               "header": "names" if has_header else "none"}
    with open(f"{folder}/{number}.json", "w") as out:
        json.dump({"options": options, "columns": [] if has_header else names}, out)


def main():
    folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in range(count):
        case(folder, number, random.Random(seed * 1000 + number))


main()
