import DDBBase
import DDBParquet

/// Puts rows together from levels and prints them as `Tests/Interop/parquet_render.py` does.
struct RowRenderer {
    private struct Cursor {
        var leaf: SchemaLeaf
        var column: LeafColumn
        var entry = 0
        var value = 0

        var definition: UInt8 {
            column.definitionLevels.isEmpty
                ? leaf.definitionLevelMax : column.definitionLevels[entry]
        }

        var entryCount: Int {
            leaf.definitionLevelMax == 0 || column.definitionLevels.isEmpty
                ? column.values.count : column.definitionLevels.count
        }

        var repetition: UInt8? {
            guard entry < entryCount else { return nil }
            return leaf.repetitionLevelMax == 0 ? 0 : column.repetitionLevels[entry]
        }
    }

    private var cursors: [Cursor]

    /// The rows of columns, all leaves of the schema.
    static func rows(_ schema: ParquetSchema, _ columns: [LeafColumn], count: Int) -> [String] {
        var renderer = RowRenderer(
            cursors: zip(schema.leaves, columns).map { Cursor(leaf: $0, column: $1) })
        return (0..<count).map { _ in
            var leaf = 0
            return schema.fields.map { field in
                renderer.render(field, &leaf, definition: 0, repetition: 0)
            }.joined(separator: "\t")
        }
    }

    /// The rows of a file.
    static func rows(_ reader: ParquetReader) throws -> [String] {
        try reader.plan().flatMap { slice in
            rows(reader.schema, try reader.read(slice), count: slice.rowCount)
        }
    }

    private static func leafCount(_ node: SchemaNode) -> Int {
        switch node.content {
        case .primitive: 1
        case .group(let children): children.reduce(0) { $0 + leafCount($1) }
        }
    }

    private mutating func render(
        _ node: SchemaNode, _ leaf: inout Int, definition: UInt8, repetition: UInt8
    ) -> String {
        let first = leaf
        let present = definition + (node.repetition == .required ? 0 : 1)
        let depth = repetition + (node.repetition == .repeated ? 1 : 0)
        let leaves = first..<first + Self.leafCount(node)
        if cursors[first].definition < present {
            for index in leaves { cursors[index].entry += 1 }
            leaf = leaves.upperBound
            return node.repetition == .repeated ? "[]" : "null"
        }
        guard node.repetition == .repeated else {
            return content(node, &leaf, definition: present, repetition: depth)
        }
        var elements: [String] = []
        repeat {
            leaf = first
            elements.append(content(node, &leaf, definition: present, repetition: depth))
        } while cursors[first].repetition == depth
        return "[" + elements.joined(separator: ",") + "]"
    }

    private mutating func content(
        _ node: SchemaNode, _ leaf: inout Int, definition: UInt8, repetition: UInt8
    ) -> String {
        guard case .group(let children) = node.content else {
            defer { leaf += 1 }
            return value(leaf)
        }
        if children.count == 1, children[0].repetition == .repeated,
            node.logicalType == .list || node.logicalType == .map
        {
            return elements(
                children[0], &leaf, definition, repetition, isMap: node.logicalType == .map)
        }
        let parts = children.map {
            render($0, &leaf, definition: definition, repetition: repetition)
        }
        return "{" + parts.joined(separator: ",") + "}"
    }

    /// The elements of a list or a map, whose repeated group itself is not shown.
    private mutating func elements(
        _ node: SchemaNode, _ leaf: inout Int, _ definition: UInt8, _ repetition: UInt8, isMap: Bool
    ) -> String {
        guard case .group(let inner) = node.content, inner.count == 1 || isMap else {
            return render(node, &leaf, definition: definition, repetition: repetition)
        }
        let isOld = node.name == "array" || node.name.hasSuffix("_tuple")
        if isOld, !isMap {
            return render(node, &leaf, definition: definition, repetition: repetition)
        }
        let first = leaf
        let leaves = first..<first + Self.leafCount(node)
        if cursors[first].definition < definition + 1 {
            for index in leaves { cursors[index].entry += 1 }
            leaf = leaves.upperBound
            return "[]"
        }
        var found: [String] = []
        repeat {
            leaf = first
            let parts = inner.map {
                render($0, &leaf, definition: definition + 1, repetition: repetition + 1)
            }
            found.append(parts.joined(separator: ":"))
        } while cursors[first].repetition == repetition + 1
        return "[" + found.joined(separator: ",") + "]"
    }

    private mutating func value(_ leaf: Int) -> String {
        let index = cursors[leaf].value
        cursors[leaf].value += 1
        cursors[leaf].entry += 1
        let type = cursors[leaf].leaf.logicalType
        switch cursors[leaf].column.values {
        case .boolean(let values): return values[index] ? "true" : "false"
        case .int32(let values):
            return type.isUnsigned ? "\(UInt32(bitPattern: values[index]))" : "\(values[index])"
        case .int64(let values):
            return type.isUnsigned ? "\(UInt64(bitPattern: values[index]))" : "\(values[index])"
        case .int96(let column): return Self.instant(Array(column[index]))
        case .float(let values):
            return values[index].isNaN ? "nan" : Self.hex(values[index].bitPattern)
        case .double(let values):
            return values[index].isNaN ? "nan" : Self.hex(values[index].bitPattern)
        case .byteArray(let column): return Self.bytes(Array(column[index]), type)
        case .fixed(let column): return Self.bytes(Array(column[index]), type)
        }
    }

    private static func hex(_ number: some FixedWidthInteger) -> String {
        var bytes: [UInt8] = []
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
        return Hex.encode(bytes)
    }

    private static func bytes(_ bytes: [UInt8], _ type: LogicalType?) -> String {
        switch type {
        case .decimal:
            var number: Int128 = bytes.first ?? 0 >= 0x80 ? -1 : 0
            for byte in bytes { number = number << 8 | Int128(byte) }
            return "\(number)"
        case .float16:
            let isNaN = bytes[1] & 0x7C == 0x7C && (bytes[1] & 3 != 0 || bytes[0] != 0)
            return isNaN ? "nan" : Hex.encode(bytes)
        case _: return "x" + Hex.encode(bytes)
        }
    }

    /// Nanoseconds since 1970 of an old timestamp, wrapping around as pyarrow does.
    private static func instant(_ bytes: [UInt8]) -> String {
        var nanoseconds: UInt64 = 0
        for byte in bytes[..<8].reversed() { nanoseconds = nanoseconds << 8 | UInt64(byte) }
        var day: UInt32 = 0
        for byte in bytes[8...].reversed() { day = day << 8 | UInt32(byte) }
        let days = Int64(day) - 2_440_588
        return "\(days &* 86_400_000_000_000 &+ Int64(bitPattern: nanoseconds))"
    }
}

extension LogicalType? {
    fileprivate var isUnsigned: Bool {
        if case .integer(_, isSigned: false) = self { true } else { false }
    }
}
