import DDBAttributes
import DDBSchema

/// Writes changed items into parts with a table's columns, and finds out which columns it lacks.
///
/// Columns that the table has keep their types; a value that does not fit stands in `_rest`. New
/// attributes get columns as soon as they are met: the batches since the last row group, which are
/// kept, are laid down anew then. Rows keep the order in which they come.
final class FreshRows {
    private let target: PartTarget
    private let settings: PartSettings
    private let form: RowForm
    private let partForm: PartForm
    private let growth: ColumnGrowthRule
    private let defaultTimestamp: Int64
    /// The columns that the table has.
    private let base: TableColumns

    /// What the rows have shown that the table's columns do not hold.
    private(set) var shape = MapShape()
    private var columns: TableColumns
    private var shredder: Shredder
    /// The batches whose rows are not encoded yet.
    private var open: [ItemBatch] = []
    private var writer: PartWriter?
    /// The batches of the part that is being written, while they are few.
    private var kept: [ItemBatch]? = []
    private var keptByteCount = 0
    private(set) var parts: [FreshPart] = []
    /// The rows that are encoded.
    private(set) var rowCount = 0

    /// The rows that were appended.
    var takenRowCount: Int { rowCount + shredder.rowCount }

    /// Texts of a row group are found by 32-bit offsets, and numbers may be longer as text.
    private static let rowGroupBytesCeiling = 512 << 20

    init(
        target: PartTarget, settings: PartSettings, form: RowForm, partForm: PartForm = .fresh,
        growth: ColumnGrowthRule, base: TableColumns, defaultTimestamp: Int64
    ) {
        self.target = target
        self.settings = settings
        self.form = form
        self.partForm = partForm
        self.growth = growth
        self.base = base
        self.defaultTimestamp = defaultTimestamp
        columns = base
        shredder = Self.shredder(base, growth, settings, defaultTimestamp, form)
    }

    private static func shredder(
        _ columns: TableColumns, _ growth: ColumnGrowthRule, _ settings: PartSettings,
        _ timestamp: Int64, _ form: RowForm
    ) -> Shredder {
        Shredder(
            columns: columns.columns, withoutColumn: columns.withoutRoom,
            settings: Shredder.Settings(
                defaultTimestamp: timestamp, form: form, keys: columns.keys,
                hasRecord: columns.hasRecord, isFrozen: true,
                observesFrozen: growth != .none, observed: growth == .keys ? columns.keys : nil,
                limits: settings.limits))
    }

    /// Appends the records of a batch, each of which gives a row.
    func append(_ batch: ItemBatch) async throws {
        guard !batch.records.isEmpty else { return }
        shredder.append(batch)
        open.append(batch)
        keep(batch)
        try await grow()
        let isFull =
            shredder.rowCount >= settings.rowGroupRowsMax
            || shredder.byteCount >= min(settings.rowGroupBytesMax, Self.rowGroupBytesCeiling)
        if isFull { try await flush() }
    }

    /// Closes the last part; what was written is durable then.
    func finish() async throws {
        try await flush()
        try await closePart()
    }

    /// Gives up what is being written; closed parts stay, for their owner to delete.
    func abandon() async {
        await writer?.abandon()
        writer = nil
    }

    private func keep(_ batch: ItemBatch) {
        keptByteCount += batch.byteCount
        if keptByteCount > settings.replayBytesMax { kept = nil }
        kept?.append(batch)
    }

    /// Takes what the rows have shown into the columns, where that makes a difference.
    private func grow() async throws {
        guard !shredder.observed.fields.isEmpty else { return }
        let limits = settings.limits
        let isKnown = shape.covers(
            shredder.observed, limits: limits, keysMax: limits.attributesMax)
        if !isKnown {
            shape.formJoin(shredder.observed, limits: limits, keysMax: limits.attributesMax)
        }
        shredder.observed = MapShape()
        guard !isKnown else { return }
        let grown = base.grown(by: shape, limits: limits, widensNumbers: false)
        guard grown != columns else { return }
        columns = grown
        shredder = Self.shredder(grown, growth, settings, defaultTimestamp, form)
        for batch in open { shredder.append(batch) }
    }

    /// Encodes the rows as a row group.
    private func flush() async throws {
        guard shredder.rowCount > 0 else { return }
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
        open = []
        try await writer.append(leaves, rowCount: rows, restCounts: counts)
        rowCount += rows
    }

    private func openPart(_ layout: TableLayout) async throws -> PartWriter {
        if let writer { return writer }
        let opened = try await target.makePart(layout, settings, form: partForm)
        writer = opened
        return opened
    }

    private func closePart() async throws {
        guard let writer else { return }
        // Rows that are still open belong to the next part.
        let batches = kept.map { Array($0.dropLast(open.count)) }
        parts.append(FreshPart(written: try await writer.finish(), batches: batches))
        kept = open
        keptByteCount = open.reduce(0) { $0 + $1.byteCount }
        if keptByteCount > settings.replayBytesMax { kept = nil }
        self.writer = nil
    }
}

/// Which columns a table may get beside those that it has.
enum ColumnGrowthRule: Sendable {
    /// Whatever attributes come.
    case all
    /// The key attributes alone: the table keeps its items whole in `_record`.
    case keys
    /// None: the columns are declared.
    case none
}
