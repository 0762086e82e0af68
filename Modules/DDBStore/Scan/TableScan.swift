import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage

/// Reads some columns of a table, and of its rows those that a condition may let pass.
///
/// Parts are left out by the bounds in the log, row groups and pages by those in the parts. What
/// is left may hold rows that do not pass, masked ones among them; ``RowChunk/passing`` tells which
/// do, exactly. Stretches of which every row is masked are not read.
///
/// ```swift
/// var scan = try table.scan(
///     columns: ["pk", "total"], where: .compare("total", .greater, .integer(100)))
/// while let chunk = try await scan.next() {
///     for row in 0..<chunk.rowCount where chunk.passing[row] { ... }
/// }
/// ```
public struct TableScan: Sendable {
    private struct OpenPart {
        var reader: ParquetReader
        var slices: ArraySlice<ReadSlice>
        /// The rows of the part that are masked.
        var deleted: RowSet
        /// The place among the slices' leaves of each leaf of the table; nil where the part lacks
        /// it.
        var places: [Int?]
    }

    private let table: StoredTable
    private let schema: ScanTable
    private let shown: [Int]
    private let condition: BoundCondition
    private var files: ArraySlice<AddFile>
    private var part: OpenPart?

    /// How many parts have been opened.
    public private(set) var readPartCount = 0
    /// How many parts were left out by what the log says of them: no row can pass, or all are
    /// masked.
    public private(set) var skippedPartCount = 0
    /// How many rows have been read, whether they pass or not, masked ones among them.
    public private(set) var readRowCount = 0

    init(_ table: StoredTable, columns: [String]?, condition: RowCondition) throws {
        self.table = table
        let schema = try ScanTable(table.name, table.layout)
        self.schema = schema
        shown = try columns?.map { try schema.place(of: $0) } ?? Array(schema.columns.indices)
        self.condition = try BoundCondition(condition, schema)
        files = table.snapshot.files[...]
    }

    /// The next rows, or nil at the end; reads on the calling thread.
    ///
    /// - Throws: `ParquetError`, ``StoreError`` or `StorageError` where a part cannot be read.
    public mutating func next() async throws -> RowChunk? {
        while true {
            if var open = part {
                while let slice = open.slices.popFirst() {
                    let mask = SliceMask(slice, deleted: open.deleted)
                    guard mask.keptCount > 0 else { continue }
                    part = open
                    return try chunk(slice, mask, of: open)
                }
                part = nil
            }
            guard let file = files.popFirst() else { return nil }
            if StoredPart(file).liveRowCount == 0 {
                skippedPartCount += 1
                continue
            }
            if let text = file.statistics,
                try !condition.mayPass(FileStatistics(text: text), schema)
            {
                skippedPartCount += 1
                continue
            }
            part = try await open(file)
        }
    }

    private mutating func open(_ file: AddFile) async throws -> OpenPart {
        readPartCount += 1
        let deleted = try await table.deletedRows(of: file)
        let blob = try await table.open(file.path, byteCount: Int(clamping: file.byteCount))
        let part = try PartReader(source: BlobSource(blob), layout: table.layout)
        var own: [[String]: Int] = [:]
        for place in part.leaves { own[part.parquet.schema.leaves[place].path] = place }
        var places: [Int?] = Array(repeating: nil, count: table.layout.leafCount)
        var wanted: [Int] = []
        for column in condition.places.union(shown).sorted() {
            for leaf in schema.columns[column].leaves {
                guard let place = own[leaf.path] else { continue }
                places[leaf.index] = wanted.count
                wanted.append(place)
            }
        }
        let predicate = condition.predicate(schema) { leaf in
            own[leaf.path].map { part.parquet.schema.leaves[$0] }
        }
        let slices = try BlobSource.naming {
            try part.parquet.plan(leaves: wanted, where: predicate)
        }
        return OpenPart(
            reader: part.parquet, slices: slices[...], deleted: deleted, places: places)
    }

    private mutating func chunk(
        _ slice: ReadSlice, _ mask: SliceMask, of part: OpenPart
    ) throws -> RowChunk {
        let leaves = try BlobSource.naming { try part.reader.read(slice) }
        readRowCount += slice.rowCount
        var passing = try condition.passing(rowCount: slice.rowCount) { column in
            part.places[schema.columns[column].leaves[0].index].map { leaves[$0] }
        }
        if !mask.isWhole { mask.clear(&passing) }
        let columns = shown.map { place in
            let column = schema.columns[place]
            return RowChunk.Column(
                name: column.name, schema: column.leaves,
                leaves: column.leaves.map { leaf in
                    part.places[leaf.index].map { leaves[$0] }
                        ?? Self.nulls(leaf, count: slice.rowCount)
                })
        }
        return RowChunk(columns: columns, rowCount: slice.rowCount, passing: passing)
    }

    /// A leaf that a part lacks: null in every row.
    private static func nulls(_ leaf: SchemaLeaf, count: Int) -> LeafColumn {
        let values: LeafValues =
            switch leaf.physicalType {
            case .boolean: .boolean([])
            case .int32: .int32([])
            case .int64: .int64([])
            case .float: .float([])
            case .double: .double([])
            case .byteArray: .byteArray(ByteArrayColumn())
            case .int96: FixedColumn(bytes: [], byteCount: 12).map { .int96($0) } ?? .int32([])
            case .fixed(let width):
                FixedColumn(bytes: [], byteCount: width).map { .fixed($0) } ?? .int32([])
            }
        let levels = [UInt8](repeating: 0, count: count)
        return LeafColumn(
            definitionLevels: levels, repetitionLevels: leaf.repetitionLevelMax > 0 ? levels : [],
            values: values)
    }
}

extension StoredTable {
    /// Begins to read some columns, and of the rows those that a condition may let pass.
    ///
    /// - Parameters:
    ///   - columns: The names of columns, in the order wanted; nil for all.
    ///   - condition: Which rows are wanted; by default all.
    /// - Throws: ``StoreError/Code/invalidColumns`` where a column is not there, or is compared
    ///   with a value of another type.
    public func scan(
        columns: [String]? = nil, where condition: RowCondition = .and([])
    ) throws -> TableScan {
        try TableScan(self, columns: columns, condition: condition)
    }
}
