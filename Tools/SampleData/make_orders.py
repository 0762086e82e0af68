#!/usr/bin/env python3
"""Writes the sample export: the table `orders` of an invented web shop, one table for everything.

usage: make_orders.py [FOLDER]        (the folder of this file by default)

The same bytes come out every time. Three kinds of items share the table:

    pk                sk                        what
    CUSTOMER#00042    PROFILE                   a customer
    CUSTOMER#00042    ORDER#2026-03-05#001234   an order with its lines
    PRODUCT#MUG-017   DETAILS                   a product

Every attribute type occurs. `externalId` is a number in most items and a text in some, `ledger` has
up to 38 digits, and `returnReason` is first seen in the last file.
"""
import base64
import datetime
import decimal
import hashlib
import io
import gzip
import json
import os
import random
import sys

BUCKET, PREFIX, TABLE = "shop-exports", "sample", "orders"
EXPORT_ID = "01772355600000-5a3c9f10"
TABLE_ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/" + TABLE
CUSTOMERS, ORDERS, PRODUCTS, FILES = 3_000, 18_000, 240, 4

GIVEN = ["Anna", "Jörg", "Zoë", "Łucja", "Nguyễn", "Sofía", "Håkon", "Ayşe", "Δημήτρης", "Ольга",
         "美咲", "محمد", "Priya", "Noah", "Brontë", "Seán", "Þóra", "Lé-Ann", "D'Arcy", "Émile"]
FAMILY = ["Huber", "O'Neill", "Żak", "García", "Søndergaard", "Yılmaz", "Παππάς", "Иванова", "田中",
          "Okafor", "Nováková", "van Dijk", "Müller", "Smith", "Đặng", "Ferreira"]
CITIES = [("Graz", "AT"), ("Wien", "AT"), ("Zürich", "CH"), ("München", "DE"), ("Köln", "DE"),
          ("Kraków", "PL"), ("Lyon", "FR"), ("Gdańsk", "PL"), ("Århus", "DK"), ("Sevilla", "ES"),
          ("İzmir", "TR"), ("京都", "JP"), ("Cork", "IE"), ("Brno", "CZ")]
KINDS = [("MUG", "Mug", 790), ("TEE", "T-shirt", 1990), ("BAG", "Canvas bag", 1450),
         ("PEN", "Fountain pen", 3600), ("BOK", "Notebook", 1125), ("LMP", "Desk lamp", 5400)]
COLOURS = ["black", "white", "sea green", "crème", "rot", "藍"]
STATUS = ["placed", "paid", "shipped", "delivered", "delivered", "delivered", "cancelled"]
REASONS = ["too small", "broken on arrival", "not as shown 🙁", "changed my mind"]


def s(text):
    return {"S": text}


def n(number):
    return {"N": str(number)}


def b(data):
    return {"B": base64.b64encode(data).decode()}


def m(**fields):
    return {"M": {name: value for name, value in fields.items() if value is not None}}


def cents(amount):
    """DynamoDB gives numbers without trailing zeros."""
    return n(format((decimal.Decimal(amount) / 100).normalize(), "f"))


def address(rng):
    city, country = rng.choice(CITIES)
    return m(street=s("%s %d" % (rng.choice(FAMILY) + "gasse", rng.randint(1, 90))), city=s(city),
             country=s(country), zip=s("%05d" % (rng.randint(1, 40) * 250)))


def product(rng, index):
    code, name, price = KINDS[index % len(KINDS)]
    sku = "%s-%03d" % (code, index)
    item = {
        "pk": s("PRODUCT#" + sku), "sk": s("DETAILS"), "kind": s("product"), "sku": s(sku),
        "name": s("%s No. %d" % (name, index)), "price": cents(price + index % 7 * 50),
        "colours": {"SS": sorted(rng.sample(COLOURS, rng.randint(1, 4)))},
        "sizes": {"NS": [str(size) for size in sorted(rng.sample([36, 37.5, 38, 40, 42.25], 3))]},
        "dimensions": {"L": [n(rng.randint(5, 40)), cents(50 * rng.randint(10, 80)), n(rng.randint(1, 9))]},
        "inStock": {"BOOL": index % 5 != 0}, "externalId": n(900_000 + index),
    }
    if index % 4 == 0:
        item["thumbnails"] = {"BS": [
            base64.b64encode(bytes([index % 256, size, 0xFF])).decode() for size in (16, 32)]}
    if index % 9 == 0:
        item["description"] = s("")
        item["properties"] = {"M": {}}
    return item


def customer(rng, index):
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    item = {
        "pk": s("CUSTOMER#%05d" % index), "sk": s("PROFILE"), "kind": s("customer"),
        "name": s(given + " " + family), "email": s("customer%d@example.com" % index),
        "address": address(rng), "newsletter": {"BOOL": rng.random() < 0.4},
        "points": n(rng.randint(0, 400) * 5),
        "since": s(str(datetime.date(2019, 1, 1) + datetime.timedelta(days=rng.randint(0, 2200)))),
    }
    if rng.random() < 0.3:
        item["interests"] = {"SS": sorted(rng.sample([kind[1] for kind in KINDS], 2))}
    if rng.random() < 0.2:
        item["phones"] = {"L": [s("+43 316 %04d" % rng.randint(0, 9999))]}
    if rng.random() < 0.1:
        item["birthday"] = {"NULL": True}
    if rng.random() < 0.04:
        item["avatar"] = b(bytes(rng.randrange(256) for _ in range(12)))
    if rng.random() < 0.05:
        item["phones"] = {"L": []}
    return item


def order(rng, index):
    placed = datetime.datetime(2025, 9, 1) + datetime.timedelta(minutes=14 * index)
    lines, total = [], 0
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        number = rng.randrange(PRODUCTS)
        code, _, price = KINDS[number % len(KINDS)]
        price += number % 7 * 50
        quantity = rng.choice([1, 1, 1, 2, 4])
        total += price * quantity
        lines.append(m(sku=s("%s-%03d" % (code, number)), quantity=n(quantity), price=cents(price),
                       gift={"BOOL": True} if rng.random() < 0.05 else None))
    status = rng.choice(STATUS)
    item = {
        "pk": s("CUSTOMER#%05d" % rng.randrange(CUSTOMERS)),
        "sk": s("ORDER#%s#%06d" % (placed.date(), index)), "kind": s("order"),
        "status": s(status), "placedAt": s(placed.isoformat() + "Z"), "total": cents(total),
        "lines": {"L": lines}, "paid": {"BOOL": status not in ("placed", "cancelled")},
        "externalId": s("web-%d" % index) if index % 50 == 7 else n(100_000 + index),
    }
    if status in ("shipped", "delivered"):
        item["shipping"] = m(carrier=s(rng.choice(["Post", "DHL", "Vélo"])), address=address(rng),
                             weight=cents(25 * rng.randint(1, 60)))
    if rng.random() < 0.06:
        item["coupon"] = s("SAVE%d" % rng.choice([5, 10, 20]))
    elif rng.random() < 0.02:
        item["coupon"] = {"NULL": True}
    if rng.random() < 0.02:
        item["note"] = s(rng.choice(["Ring twice\nthen wait", "\"Fragile\" \\ glass", "🎁 gift",
                                     "ganz ​lieb", "tab\there"]))
    if index % 400 == 0:
        # Exact to the last of 38 digits, as ledgers of minor units and interest are.
        item["ledger"] = n("%d.%s" % (10**18 + index, "123456789012345678"[:18] + "9"))
    if index % 3000 == 0:
        item["ledger"] = n("-99999999999999999999999999999999999999")
    return item


def last_items(rng):
    """What is only seen at the very end of the last file."""
    for index in range(ORDERS, ORDERS + 4):
        item = order(rng, index)
        item["pk"] = s("CUSTOMER#%05d" % (CUSTOMERS - 1))
        item["status"] = s("returned")
        item["returnReason"] = s(REASONS[index % len(REASONS)])
        yield item


def files(rng):
    """The items of each file: spread by the partition key's hash, sorted as a partition is."""
    items = [product(rng, index) for index in range(PRODUCTS)]
    items += [customer(rng, index) for index in range(CUSTOMERS)]
    items += [order(rng, index) for index in range(ORDERS)]
    parts = [[] for _ in range(FILES)]
    for item in items:
        digest = hashlib.md5(item["pk"]["S"].encode()).digest()
        parts[digest[0] % FILES].append((digest, item["sk"]["S"], item))
    parts = [[item for _, _, item in sorted(part, key=lambda entry: entry[:2])] for part in parts]
    parts[-1] += last_items(rng)
    return parts[:2] + [[]] + parts[2:]


def compressed(lines):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as out:
        out.write(lines)
    return buffer.getvalue()


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def save(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(data)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    rng = random.Random(20260301)
    folder = "AWSDynamoDB/" + EXPORT_ID
    manifest, count, size = b"", 0, 0
    for index, items in enumerate(files(rng)):
        lines = b"".join(compact({"Item": item}) + b"\n" for item in items)
        data = compressed(lines)
        name = base64.b32encode(hashlib.sha256(b"orders %d" % index).digest()).decode().lower()[:26]
        key = "%s/data/%s.json.gz" % (folder, name)
        save(root, key, data)
        etag = hashlib.md5(hashlib.md5(data).digest()).hexdigest() + "-1"
        manifest += compact({"itemCount": len(items), "md5Checksum": md5(data), "etag": etag,
                             "dataFileS3Key": PREFIX + "/" + key}) + b"\n"
        count += len(items)
        size += len(lines)
    summary = compact({
        "version": "2020-06-30", "exportArn": "%s/export/%s" % (TABLE_ARN, EXPORT_ID),
        "startTime": "2026-03-01T09:00:00.000Z", "endTime": "2026-03-01T09:05:41.207Z",
        "tableArn": TABLE_ARN, "tableId": "6f1ce1a4-52c3-4f51-9a1b-3a2b7c9d0e11",
        "exportTime": "2026-03-01T08:58:30.000Z", "s3Bucket": BUCKET, "s3Prefix": PREFIX,
        "s3SseAlgorithm": "AES256", "s3SseKmsKeyId": None,
        "manifestFilesS3Key": "%s/%s/manifest-files.json" % (PREFIX, folder),
        "billedSizeBytes": size, "itemCount": count, "outputFormat": "DYNAMODB_JSON"})
    save(root, folder + "/_started", b"")
    save(root, folder + "/manifest-files.json", manifest)
    save(root, folder + "/manifest-files.md5", md5(manifest).encode())
    save(root, folder + "/manifest-summary.json", summary)
    save(root, folder + "/manifest-summary.md5", md5(summary).encode())
    print("%d items, %d bytes of lines" % (count, size))


main()
