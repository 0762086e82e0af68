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
    /// Keeps the files of the version from being deleted; nil where the store has no locks or
    /// could not be written.
    public let pin: ReaderPin?
    /// The masks that were read last.
    let masks = MaskCache()

    init(
        name: String, log: DeltaTable, snapshot: TableSnapshot, pin: ReaderPin? = nil
    ) throws {
        self.name = name
        self.log = log
        self.snapshot = snapshot
        self.pin = pin
        let properties = snapshot.metadata.configuration
        let mode = properties[TableProperty.mode] ?? TableMode.latest.rawValue
        guard let known = TableMode(rawValue: mode) else {
            throw StoreError(
                .unsupported,
                "The table '\(name)' is kept in the mode '\(mode)', which this version does not know; "
                    + "use a newer ddbkit.")
        }
        layout = try TableLayout(
            snapshot.schema(), keys: TableProperty.keys(of: properties[TableProperty.keys]),
            mode: known)
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
    public var parts: [StoredPart] { snapshot.files.map { StoredPart($0) } }

    /// The rows that the table shows, masked ones left out, or nil where the log does not say.
    public var rowCount: Int? {
        var total = 0
        for part in parts {
            guard let count = part.liveRowCount else { return nil }
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

    /// The items of one part, in its order, masked ones left out; reads on the calling thread.
    ///
    /// Of a table in the mode `history` it gives the changes; see ``PartItems``.
    ///
    /// - Parameters:
    ///   - part: One of ``parts``.
    ///   - row: The number in the part of the first row that is wanted.
    /// - Throws: ``StoreError/Code/damaged`` where the part, or what says which of its rows are
    ///   deleted, cannot be read; what the store throws.
    public func items(of part: StoredPart, from row: Int = 0) async throws -> PartItems {
        let deleted = try await deletedRows(of: part)
        let blob = try await open(part.name, byteCount: part.byteCount)
        return try PartReader(source: BlobSource(blob), layout: layout)
            .items(deleted: deleted, from: row)
    }

    /// Opens a part of a known size.
    func open(_ part: String, byteCount: Int) async throws -> any BlobReader {
        let blob = try await log.store.openReader("\(name)/\(part)")
        guard blob.byteCount == byteCount else {
            throw StoreError(
                .damaged,
                "The part '\(part)' of '\(name)' has \(blob.byteCount) bytes and should have "
                    + "\(byteCount); run `ddbkit store verify`.")
        }
        return blob
    }
}
