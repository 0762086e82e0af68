/// The tree of columns of a file, and its leaves in file order.
public struct ParquetSchema: Sendable, Hashable {
    /// The deepest nesting that is read or written.
    public static let depthMax = 64
    /// The most leaves that are read or written.
    public static let leafCountMax = 32_768

    /// The columns.
    public let fields: [SchemaNode]
    /// The leaves, depth first: the order of the columns of a row group.
    public let leaves: [SchemaLeaf]

    /// Creates a schema.
    ///
    /// - Throws: `limitExceeded` above ``depthMax`` or ``leafCountMax``; `mismatch` for a fixed
    ///   type without bytes and for an integer of an odd width.
    public init(_ fields: [SchemaNode]) throws(ParquetError) {
        self.fields = fields
        var leaves: [SchemaLeaf] = []
        var path: [String] = []
        for field in fields {
            try Self.collect(field, &path, definition: 0, repetition: 0, into: &leaves)
        }
        self.leaves = leaves
    }

    /// The leaf at a path of names, or nil.
    public func leaf(_ path: String...) -> SchemaLeaf? { leaf(at: path) }

    /// The leaf at a path of names, or nil.
    public func leaf(at path: [String]) -> SchemaLeaf? { leaves.first { $0.path == path } }

    private static func collect(
        _ node: SchemaNode, _ path: inout [String], definition: UInt8, repetition: UInt8,
        into leaves: inout [SchemaLeaf]
    ) throws(ParquetError) {
        guard path.count < depthMax, leaves.count < leafCountMax else {
            throw ParquetError(
                .limitExceeded, "The schema is deeper or wider than is supported; make it smaller.")
        }
        path.append(node.name)
        defer { path.removeLast() }
        let definition = definition + (node.repetition == .required ? 0 : 1)
        let repetition = repetition + (node.repetition == .repeated ? 1 : 0)
        switch node.content {
        case .primitive(let type):
            if case .integer(let width, _) = node.logicalType, ![8, 16, 32, 64].contains(width) {
                throw ParquetError(.mismatch, "Integers have 8, 16, 32 or 64 bits, not \(width).")
            }
            if case .fixed(let byteCount) = type, byteCount <= 0 {
                throw ParquetError(.mismatch, "A fixed type needs at least one byte; set its size.")
            }
            leaves.append(
                SchemaLeaf(
                    index: leaves.count, path: path, physicalType: type,
                    logicalType: node.logicalType, definitionLevelMax: definition,
                    repetitionLevelMax: repetition))
        case .group(let children):
            for child in children {
                try collect(
                    child, &path, definition: definition, repetition: repetition, into: &leaves)
            }
        }
    }
}

/// A leaf of a schema: one column of the file.
public struct SchemaLeaf: Sendable, Hashable {
    /// Its place among the leaves.
    public let index: Int
    /// The names from the top to the leaf.
    public let path: [String]
    /// How its values are stored.
    public let physicalType: PhysicalType
    /// What its values mean.
    public let logicalType: LogicalType?
    /// The definition level of a value that is there.
    public let definitionLevelMax: UInt8
    /// How many nodes of the path are repeated.
    public let repetitionLevelMax: UInt8

    /// The path with dots, for messages.
    public var name: String { path.joined(separator: ".") }
}
