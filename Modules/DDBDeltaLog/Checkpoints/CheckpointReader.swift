import DDBParquet

/// Reads the actions of a checkpoint in Parquet, a row group at a time.
struct CheckpointReader {
    /// What a row group, or a checkpoint in JSON, holds.
    struct Contents {
        var actions: [LogAction] = []
        /// The names of files that hold further actions.
        var sidecars: [String] = []
    }

    private let reader: ParquetReader
    private let slices: [ReadSlice]

    /// The columns that are read, by kind; of those that end in a star all that lies below.
    ///
    /// What a checkpoint has besides, such as statistics as columns, may be large and says nothing
    /// more.
    private static let columns: [String: Set<String>] = [
        "txn": ["appId", "version", "lastUpdated"],
        "add": [
            "path", "partitionValues.*", "size", "modificationTime", "stats", "tags.*",
            "deletionVector.*", "baseRowId", "defaultRowCommitVersion", "clusteringProvider",
            "stats_parsed.numRecords", "stats_parsed.tightBounds",
        ],
        "remove": [
            "path", "deletionTimestamp", "partitionValues.*", "size", "deletionVector.*",
        ],
        "metaData": [
            "id", "name", "description", "format.provider", "schemaString", "partitionColumns.*",
            "configuration.*", "createdTime",
        ],
        "protocol": [
            "minReaderVersion", "minWriterVersion", "readerFeatures.*", "writerFeatures.*",
        ],
        "domainMetadata": ["domain", "configuration", "removed"],
        "sidecar": ["path"],
    ]

    /// Opens the bytes of a file.
    init(_ bytes: [UInt8]) throws(ParquetError) {
        reader = try ParquetReader(source: MemoryByteSource(bytes))
        let wanted = reader.schema.leaves.filter { Self.isWanted($0.path) }.map(\.index)
        slices = try reader.plan(leaves: wanted)
    }

    /// How many row groups have rows.
    var rowGroupCount: Int { slices.count }

    /// How many rows there are.
    var rowCount: Int { reader.rowCount }

    /// Reads a row group.
    ///
    /// - Throws: `ParquetError` or ``DeltaError``.
    func read(_ index: Int) throws -> Contents {
        let columns = try reader.read(slices[index])
        var byKind: [String: [(leaf: SchemaLeaf, column: LeafColumn)]] = [:]
        for (leaf, column) in zip(slices[index].leaves, columns) {
            let leaf = reader.schema.leaves[leaf]
            byKind[leaf.path[0], default: []].append((leaf, column))
        }
        var contents = Contents()
        for node in reader.schema.fields {
            guard let group = try CheckpointGroup(node, byKind[node.name] ?? []) else { continue }
            if group.count == 0 { continue }
            try append(group, to: &contents)
        }
        return contents
    }

    private func append(
        _ group: CheckpointGroup, to contents: inout Contents
    ) throws(DeltaError) {
        switch group.name {
        case "txn": contents.actions += try group.transactions().map { .transaction($0) }
        case "add": contents.actions += try group.files().map { .add($0) }
        case "remove": contents.actions += try group.removals().map { .remove($0) }
        case "metaData": contents.actions += try group.metadata().map { .metaData($0) }
        case "protocol": contents.actions += try group.protocols().map { .protocolVersion($0) }
        case "domainMetadata":
            contents.actions += try group.domains().map { .domainMetadata($0) }
        case "sidecar": contents.sidecars += try group.required(group.texts("path"), "path")
        case _: break
        }
    }

    private static func isWanted(_ path: [String]) -> Bool {
        guard path.count > 1, let columns = columns[path[0]] else { return false }
        return columns.contains(path.dropFirst().joined(separator: "."))
            || columns.contains(path[1] + ".*")
    }
}
