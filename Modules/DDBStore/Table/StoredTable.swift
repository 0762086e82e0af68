import DDBDeltaLog
public import DDBSchema
import DDBStorage

/// A table at one version.
///
/// It shows what was there when it was opened, whatever is committed afterwards.
public struct StoredTable: Sendable {
    /// The table's name.
    public let name: String
    let log: DeltaTable
    let snapshot: TableSnapshot
    let layout: TableLayout

    init(name: String, log: DeltaTable, snapshot: TableSnapshot) throws {
        self.name = name
        self.log = log
        self.snapshot = snapshot
        let properties = snapshot.metadata.configuration
        layout = try TableLayout(
            snapshot.schema(), keys: TableProperty.keys(of: properties[TableProperty.keys]),
            mode: properties[TableProperty.mode].flatMap(TableMode.init) ?? .latest)
        guard snapshot.files.allSatisfy({ $0.deletionVector == nil }) else {
            throw StoreError(
                .unsupported,
                "The table '\(name)' has deletion vectors, which this version does not read yet.")
        }
    }

    /// The version.
    public var version: Int64 { snapshot.version }

    /// The attribute columns.
    public var columns: TableColumns { layout.columns }

    /// The columns that are not an attribute's, in their order.
    public var systemColumns: [SystemColumn] { layout.systemColumns }

    /// Whether the table keeps items or changes.
    public var mode: TableMode { layout.mode }

    /// The table's properties.
    public var properties: [String: String] { snapshot.metadata.configuration }

    /// The parts, in the order in which they came.
    public var parts: [StoredPart] {
        snapshot.files.map { file in
            StoredPart(
                name: file.path, byteCount: Int(clamping: file.byteCount),
                rowCount: rowCount(of: file))
        }
    }

    /// The rows that the parts have, or nil where the log does not say.
    public var rowCount: Int? {
        var total = 0
        for part in parts {
            guard let count = part.rowCount else { return nil }
            total += count
        }
        return total
    }

    /// How many values of each attribute stand in `_rest`, and why.
    public func restCounts() throws -> RestCounts {
        var counts = RestCounts()
        for file in snapshot.files {
            if let text = file.tags[RestCounts.tag], let text { try counts.add(text: text) }
        }
        return counts
    }

    /// The items of one part, in its order; reads on the calling thread.
    public func items(of part: StoredPart) async throws -> PartItems {
        let blob = try await log.store.openReader("\(name)/\(part.name)")
        guard blob.byteCount == part.byteCount else {
            throw StoreError(
                .damaged,
                "The part '\(part.name)' of '\(name)' has \(blob.byteCount) bytes and should have "
                    + "\(part.byteCount); run `ddbkit store verify`.")
        }
        return try PartReader(source: BlobSource(blob), layout: layout).items()
    }

    /// The rows that a file's statistics name; nil where it has none, or they cannot be read.
    private func rowCount(of file: AddFile) -> Int? {
        guard let text = file.statistics else { return nil }
        do {
            return try FileStatistics(text: text).rowCount.map { Int(clamping: $0) }
        } catch {
            return nil
        }
    }
}

/// A part of a table.
public struct StoredPart: Sendable, Hashable {
    /// The file's name in the table's folder.
    public var name: String
    /// The file's size.
    public var byteCount: Int
    /// The number of rows, where the log says it.
    public var rowCount: Int?
}
