import DDBParquet

/// The columns of a whole file in memory.
struct Table {
    var schema: ParquetSchema
    var groups: [(rows: Int, columns: [LeafColumn])]

    init(schema: ParquetSchema, groups: [(rows: Int, columns: [LeafColumn])]) {
        self.schema = schema
        self.groups = groups
    }

    init(path: String) throws {
        let reader = try ParquetReader(source: FileByteSource(path: path))
        schema = reader.schema
        groups = try reader.plan().map { ($0.rowCount, try reader.read($0)) }
    }

    /// A table without a file: identifiers, times, names, numbers and flags of 200,000 rows.
    static func made() throws -> Table {
        let schema = try ParquetSchema([
            .primitive("id", .required, .byteArray, .string),
            .primitive("at", .required, .byteArray, .string),
            .primitive("city", .optional, .byteArray, .string),
            .primitive("amount", .required, .int64),
            .primitive("flag", .optional, .boolean),
        ])
        var state: UInt64 = 42
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let rows = 200_000
        let ids = (0..<rows).map { _ in
            String(next(1 << 30), radix: 16) + "-" + String(next(1 << 30), radix: 16)
        }
        let times = (0..<rows).map { _ in
            "2025-0\(1 + next(9))-1\(next(10))T0\(next(10)):30:00.000Z"
        }
        let cities = (0..<rows).map { _ in "city number \(next(120))" }
        let columns = [
            LeafColumn(values: .byteArray(ByteArrayColumn(ids))),
            LeafColumn(values: .byteArray(ByteArrayColumn(times))),
            LeafColumn(values: .byteArray(ByteArrayColumn(cities))),
            LeafColumn(values: .int64((0..<rows).map { _ in Int64(next(1_000_000)) })),
            LeafColumn(values: .boolean((0..<rows).map { _ in next(2) == 0 })),
        ]
        return Table(schema: schema, groups: [(rows, columns)])
    }

    var rowCount: Int { groups.reduce(0) { $0 + $1.rows } }

    var byteCount: Int {
        groups.reduce(0) { sum, group in
            sum + group.columns.reduce(0) { $0 + $1.values.byteCount }
        }
    }

    func file(_ settings: WriterSettings) throws -> (bytes: [UInt8], summary: FileSummary) {
        var writer = try ParquetWriter(schema: schema, settings: settings)
        for group in groups {
            try writer.writeRowGroup(rowCount: group.rows, columns: group.columns)
        }
        let summary = try writer.finish()
        return (writer.takeBytes(), summary)
    }

    /// Writes the file, lends every row group's bytes to nobody, and gives what it holds.
    func drained(_ settings: WriterSettings) throws -> FileSummary {
        var writer = try ParquetWriter(schema: schema, settings: settings)
        for group in groups {
            try writer.writeRowGroup(rowCount: group.rows, columns: group.columns)
            writer.drainBytes { _ in }
        }
        let summary = try writer.finish()
        writer.drainBytes { _ in }
        return summary
    }
}

extension LeafValues {
    /// How many bytes the values take in memory.
    var byteCount: Int {
        switch self {
        case .boolean(let values): values.count
        case .int32(let values): values.count * 4
        case .int64(let values): values.count * 8
        case .float(let values): values.count * 4
        case .double(let values): values.count * 8
        case .int96(let column), .fixed(let column): column.bytes.count
        case .byteArray(let column): column.bytes.count
        }
    }
}

extension ParquetSchema {
    /// The field above a leaf with only this leaf beneath it.
    func chain(to leaf: SchemaLeaf) -> SchemaNode {
        func cut(_ nodes: [SchemaNode], _ depth: Int) -> SchemaNode {
            var node = nodes.first { $0.name == leaf.path[depth] } ?? nodes[0]
            if case .group(let children) = node.content {
                node.content = .group([cut(children, depth + 1)])
                node.logicalType = nil
            }
            return node
        }
        return cut(fields, 0)
    }
}
