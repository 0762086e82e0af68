import DDBAttributes
import DDBBase
import DDBParquet
import DDBSchema
import DDBStorage

/// Writes items into parts, with columns that widen as items come.
///
/// One lane belongs to one thread at a time. It shreds each batch with the columns it has; where a
/// batch shows that they are too narrow it makes wider ones and lays the batches since the last row
/// group down anew, as long as it has kept them, else it begins a new part. Parts that were written
/// with columns that the whole table outgrows are found and written anew by the load before it
/// commits.
final class PartLane {
    private let target: PartTarget
    private let settings: PartSettings
    private let plan: ColumnPlan
    private let keys: [AttributeName]
    private let defaultTimestamp: Int64
    private let form: RowForm

    /// The join of the shapes of all items so far, but for the widths of numbers in open rows.
    private var shape: MapShape
    private var columns: TableColumns
    private var shredder: Shredder
    /// The batches whose rows are not encoded yet, while they are few, and which of their records
    /// were taken, unless all were.
    private var kept: [(batch: ItemBatch, records: [Int]?)]? = []
    /// Texts of a row group are found by 32-bit offsets, and numbers may be longer as text.
    private static let rowGroupBytesCeiling = 512 << 20
    private var keptByteCount = 0
    private var writer: PartWriter?
    private(set) var parts: [WrittenPart] = []
    private(set) var rowCount = 0

    init(
        target: PartTarget, settings: PartSettings, plan: ColumnPlan, keys: [AttributeName],
        defaultTimestamp: Int64, shape: MapShape, form: RowForm = .items
    ) {
        self.target = target
        self.settings = settings
        self.plan = plan
        self.keys = keys
        self.defaultTimestamp = defaultTimestamp
        self.shape = shape
        self.form = form
        columns = plan.columns(
            of: shape, keys: keys, limits: settings.limits, hasOldRecord: form.hasOldRecord)
        shredder = Self.shredder(columns, plan, settings, defaultTimestamp, keys, form)
        forgetTypesWithoutRoom()
    }

    private static func shredder(
        _ columns: TableColumns, _ plan: ColumnPlan, _ settings: PartSettings, _ timestamp: Int64,
        _ keys: [AttributeName], _ form: RowForm
    ) -> Shredder {
        Shredder(
            columns: columns.columns, withoutColumn: columns.withoutRoom,
            settings: Shredder.Settings(
                defaultTimestamp: timestamp, form: form, keys: keys,
                hasRecord: columns.hasRecord,
                isFrozen: plan.isFrozen, observed: plan == .record ? keys : nil,
                limits: settings.limits))
    }

    /// Appends the rows of a batch.
    ///
    /// - Parameter records: The records to take, in this order, by their indexes in the batch; nil
    ///   for all. Each gives a row, but for those without a new image, unless the lane's form is a
    ///   history.
    func append(_ batch: ItemBatch, records: [Int]? = nil) async throws {
        shred(batch, records)
        keep(batch, records)
        if !shredder.observed.fields.isEmpty { try await widen() }
        let isFull =
            shredder.rowCount >= settings.rowGroupRowsMax
            || shredder.byteCount >= min(settings.rowGroupBytesMax, Self.rowGroupBytesCeiling)
        if isFull { try await flush() }
    }

    /// Closes the last part.
    ///
    /// - Returns: The shape of all items.
    func finish() async throws -> MapShape {
        try await flush()
        try await closePart()
        return shape
    }

    /// Gives up what is being written; closed parts stay, for their owner to delete.
    func abandon() async {
        await writer?.abandon()
        writer = nil
    }

    private func shred(_ batch: ItemBatch, _ records: [Int]?) {
        if let records {
            shredder.append(batch, records: records)
        } else {
            shredder.append(batch)
        }
    }

    private func keep(_ batch: ItemBatch, _ records: [Int]?) {
        keptByteCount += batch.byteCount
        if keptByteCount > settings.replayBytesMax { kept = nil }
        kept?.append((batch, records))
    }

    /// Takes what the rows have shown into the columns, where that makes a difference.
    private func widen() async throws {
        // Empty lists and maps, and names beyond the last that is told apart, are met again and
        // again.
        let isKnown = shape.covers(
            shredder.observed, limits: settings.limits, keysMax: settings.limits.attributesMax)
        if isKnown {
            shredder.observed = MapShape()
            return
        }
        var wider = shape
        wider.formJoin(
            shredder.shape(of: columns.columns), limits: settings.limits,
            keysMax: settings.limits.attributesMax)
        wider.formJoin(
            shredder.observed, limits: settings.limits, keysMax: settings.limits.attributesMax)
        shredder.observed = MapShape()
        let widened = plan.columns(
            of: wider, keys: keys, limits: settings.limits, hasOldRecord: form.hasOldRecord)
        guard !widened.hasSameStructure(as: columns) else {
            shape = wider
            return
        }
        guard let batches = kept else {
            try await flush()
            adopt(widened, shape: wider)
            return
        }
        adopt(widened, shape: wider)
        for (batch, records) in batches { shred(batch, records) }
    }

    private func adopt(_ wider: TableColumns, shape: MapShape) {
        self.shape = shape
        columns = wider
        shredder = Self.shredder(wider, plan, settings, defaultTimestamp, keys, form)
        forgetTypesWithoutRoom()
    }

    /// Makes attributes mixed that have JSON text, or no column, for want of room.
    ///
    /// Their values are not looked at from now on. Were they still called structs when another
    /// attribute gives room back, columns would come of it that do not hold them.
    private func forgetTypesWithoutRoom() {
        guard case .automatic = plan else { return }
        for column in columns.columns where column.type == .json {
            shape.widenToMixed(column.attribute)
        }
        for attribute in columns.withoutRoom { shape.widenToMixed(attribute) }
    }

    /// Encodes the rows as a row group.
    private func flush() async throws {
        defer {
            kept = []
            keptByteCount = 0
        }
        guard shredder.rowCount > 0 else { return }
        shape.formJoin(
            shredder.shape(of: columns.columns), limits: settings.limits,
            keysMax: settings.limits.attributesMax)
        // The same attributes as the tree's, each with the width that its numbers need by now.
        columns = columns.retyped(by: plan.columns(of: shape, keys: keys, limits: settings.limits))
        let layout = TableLayout(columns: columns, mode: form.mode)
        if let writer, writer.layout != layout || writer.byteCount >= settings.partBytesTarget {
            try await closePart()
        }
        let writer = try await openPart(layout)
        var counts = RestCounts()
        shredder.restCensus.add(
            to: &counts, attributes: shredder.topNodes(of: columns.columns))
        let leaves = shredder.leafColumns(layout)
        let rows = shredder.rowCount
        shredder.removeAll()
        try await writer.append(leaves, rowCount: rows, restCounts: counts)
        rowCount += rows
    }

    private func openPart(_ layout: TableLayout) async throws -> PartWriter {
        if let writer { return writer }
        let opened = try await target.makePart(layout, settings)
        writer = opened
        return opened
    }

    private func closePart() async throws {
        guard let writer else { return }
        parts.append(try await writer.finish())
        self.writer = nil
    }
}
