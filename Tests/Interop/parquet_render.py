"""Prints the rows of Parquet files in a canonical text, one line a row, tabs between columns.

usage: parquet_render.py READER FILE      READER: pyarrow, polars, duckdb
Numbers are digits, floats their bits in hex, byte strings and text hex, decimals and times the
integers that are stored, lists [a,b], structs {a,b}, maps [k:v,...], null null.
"""
import decimal
import struct
import sys

import pyarrow as pa
import pyarrow.parquet as pq


decimal.getcontext().prec = 100


def scalar(value, kind):
    if value is None:
        return "null"
    if pa.types.is_boolean(kind):
        return "true" if value else "false"
    if pa.types.is_float16(kind):
        return struct.pack("<e", float(value)).hex() if value == value else "nan"
    if pa.types.is_float32(kind):
        return struct.pack("<f", value).hex() if value == value else "nan"
    if pa.types.is_float64(kind):
        return struct.pack("<d", value).hex() if value == value else "nan"
    if pa.types.is_decimal(kind):
        return str(int(value.scaleb(kind.scale)))
    if isinstance(value, str):
        return "x" + value.encode().hex()
    if isinstance(value, bytes):
        return "x" + value.hex()
    return str(value)


def render(array):
    """The texts of the elements of an Arrow array."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return render(array.storage)
    if pa.types.is_dictionary(kind):
        return render(array.dictionary_decode())
    if pa.types.is_struct(kind):
        fields = [render(f) for f in array.flatten()]
        valid = array.is_valid().to_pylist()
        return ["{" + ",".join(f[i] for f in fields) + "}" if ok else "null"
                for i, ok in enumerate(valid)]
    if pa.types.is_map(kind):
        keys, items = render(array.keys), render(array.items)
        offsets, base = array.offsets.to_pylist(), array.offsets[0].as_py()
        return ["[" + ",".join(f"{keys[j - base]}:{items[j - base]}" for j in range(a, b)) + "]"
                if ok else "null"
                for a, b, ok in zip(offsets, offsets[1:], array.is_valid().to_pylist())]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        values = render(array.flatten())
        out, at = [], 0
        for size in array.value_lengths().to_pylist():
            if size is None:
                out.append("null")
                continue
            out.append("[" + ",".join(values[at:at + size]) + "]")
            at += size
        return out
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind) or pa.types.is_duration(kind):
        array = array.cast(pa.int64())
    elif pa.types.is_date32(kind) or pa.types.is_time32(kind):
        array = array.cast(pa.int32())
    return [scalar(v, kind) for v in array.to_pylist()]


def table(reader, path):
    if reader == "pyarrow":
        return pq.ParquetFile(path, page_checksum_verification=True).read()
    if reader == "polars":
        import polars
        return polars.read_parquet(path, use_pyarrow=False).to_arrow()
    import duckdb
    found = duckdb.connect().sql(f"select * from read_parquet('{path}')").arrow()
    return found.read_all() if hasattr(found, "read_all") else found


def main():
    found = table(sys.argv[1], sys.argv[2])
    columns = [[text for chunk in column.chunks for text in render(chunk)]
               for column in found.columns]
    out = sys.stdout
    for row in zip(*columns):
        out.write("\t".join(row) + "\n")


main()
