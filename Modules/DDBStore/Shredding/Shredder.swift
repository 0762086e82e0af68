import DDBAttributes
import DDBBase
import DDBSchema

/// Turns items into the values and levels of columns.
///
/// It walks a batch's tape once, finds the column of each attribute by its name, and appends the
/// value to it. What a column does not hold exactly goes to `_rest` in the same step, so the rows
/// are complete at any moment; whether the columns should be wider is told by ``observed``
/// afterwards.
@safe struct Shredder: ~Copyable {
    /// What the rows have beside their attributes.
    struct Settings {
        /// The `_timestamp` of records that have no event time of their own.
        var defaultTimestamp: Int64
        /// What the rows are.
        var form = RowForm.items
        /// The key attributes, which rows of deletes are made of.
        var keys: [AttributeName] = []
        /// Whether each item stands whole in `_record`.
        var hasRecord = false
        /// Whether columns keep their types; otherwise numbers widen and misfits are observed.
        var isFrozen = false
        /// Whether values that frozen columns do not hold are observed all the same.
        var observesFrozen = false
        /// The attributes whose shapes are observed; nil for all.
        var observed: [AttributeName]?
        var limits = ShapeLimits()
    }

    let settings: Settings
    var tree: ColumnTree
    private(set) var rowCount = 0
    var timestamps = GrowBuffer<Int64>()
    var record = TextBuffer()
    /// 1 where the row has a `_record`, 0 where it has none; empty unless rows are a history.
    var recordLevels = GrowBuffer<UInt8>()
    /// What changes have beside an item; empty where the rows are items.
    var changes = ChangeColumns()
    var rest = TextBuffer()
    /// 1 where the row has a `_rest`, 0 where it has none.
    var restLevels = GrowBuffer<UInt8>()
    /// The shapes of values that no column holds; empty while every value has its place.
    var observed = MapShape()
    /// How often each attribute put something into `_rest`, and why.
    var restCensus: RestCensus
    /// Attributes of the item at hand, as tape indexes of their names, that `_rest` must complete.
    private var misfits = GrowBuffer<Int32>()
    /// Whether a column met a value that a wider one would hold, in the attribute at hand.
    var metMisfit = false
    /// Room for a name without its escapes.
    private var unescaped: [UInt8] = []

    init(columns: [TableColumn], withoutColumn: [AttributeName], settings: Settings) {
        self.settings = settings
        tree = ColumnTree(
            columns: columns, withoutColumn: withoutColumn, isFrozen: settings.isFrozen)
        restCensus = RestCensus(nodeCount: tree.count)
    }

    /// About how many bytes the rows take in memory.
    var byteCount: Int {
        tree.byteCount + record.byteCount + rest.byteCount + changes.byteCount + rowCount * 9
    }

    /// Forgets the rows and what was observed.
    mutating func removeAll() {
        tree.removeAll()
        timestamps.removeAll()
        record.removeAll()
        recordLevels.removeAll()
        changes.removeAll()
        rest.removeAll()
        restLevels.removeAll()
        observed = MapShape()
        restCensus.removeAll()
        rowCount = 0
    }

    /// Appends the rows of all records that give one, in their order.
    ///
    /// Of items and newest states the records with a new image do, of a history all.
    mutating func append(_ batch: ItemBatch) {
        guard let tape = unsafe batch.unsafeTape.baseAddress else { return }
        let wire = unsafe Wire(bytes: batch.unsafeBytes, tape: tape)
        for record in batch.records { append(wire, record) }
        withExtendedLifetime(batch) {}
    }

    /// Appends the rows of some records, in the order given.
    ///
    /// - Parameter records: Their indexes in the batch.
    mutating func append(_ batch: ItemBatch, records: [Int]) {
        guard let tape = unsafe batch.unsafeTape.baseAddress else { return }
        let wire = unsafe Wire(bytes: batch.unsafeBytes, tape: tape)
        for index in records { append(wire, batch.records[index]) }
        withExtendedLifetime(batch) {}
    }

    /// Appends the row of an item.
    mutating func appendRow(_ wire: Wire, root: Int, timestamp: Int64) {
        let slot = rowCount
        unsafe tree.nodes[0].appendLevels(0, 0)
        unsafe tree.nodes[0].fields.begin()
        misfits.removeAll()
        let end = wire.end(of: root)
        var index = root + 2
        while index < end {
            appendAttribute(wire, name: index, slot: slot)
            index = wire.next(index + 1)
        }
        timestamps.append(timestamp)
        if settings.hasRecord { record.append { wire.appendJSON(root, to: &$0) } }
        finishRest(wire)
        rowCount += 1
    }

    /// Appends a row that has nothing but the key attributes of a map.
    mutating func appendKeyRow(_ wire: Wire, root: Int, timestamp: Int64) {
        let slot = rowCount
        unsafe tree.nodes[0].appendLevels(0, 0)
        unsafe tree.nodes[0].fields.begin()
        misfits.removeAll()
        let end = wire.end(of: root)
        var index = root + 2
        while index < end {
            if isKey(wire, name: index) { appendAttribute(wire, name: index, slot: slot) }
            index = wire.next(index + 1)
        }
        timestamps.append(timestamp)
        finishRest(wire)
        rowCount += 1
    }

    @inline(__always)
    private mutating func appendAttribute(_ wire: Wire, name index: Int, slot: Int) {
        let node = find(wire, name: index, in: 0)
        if node >= 0 {
            if !putField(wire, node: Int(node), slot: slot, value: index + 1, repetition: 0) {
                misfits.append(Int32(truncatingIfNeeded: index))
                if metMisfit { observe(wire, name: index) }
            }
        } else {
            misfits.append(Int32(truncatingIfNeeded: index))
            if node == FieldTable.unknown, wire.token(index + 1).kind != .null {
                observe(wire, name: index)
            }
        }
    }

    /// Writes the row's `_rest`, if it has one.
    @inline(__always)
    private mutating func finishRest(_ wire: Wire) {
        guard misfits.count > 0 else {
            restLevels.append(0)
            return
        }
        restLevels.append(writeRest(wire) ? 1 : 0)
    }

    private mutating func writeRest(_ wire: Wire) -> Bool {
        let start = rest.bytes.count
        rest.bytes.append(UInt8(ascii: "{"))
        unsafe tree.nodes[0].fields.begin()
        for position in 0..<misfits.count {
            let name = Int(misfits[position])
            let node = find(wire, name: name, in: 0)
            let mark = rest.bytes.count
            if mark > start + 1 { rest.bytes.append(UInt8(ascii: ",")) }
            wire.appendName(name, to: &rest.bytes)
            var reasons = RestReasons()
            if !writeOverlay(wire, node: node, value: name + 1, reasons: &reasons) {
                rest.bytes.truncate(to: mark)
            } else if node >= 0 {
                restCensus.count(node: Int(node), reasons)
            } else {
                restCensus.count(name: wire.name(name), reasons)
            }
        }
        guard rest.bytes.count > start + 1 else {
            rest.bytes.truncate(to: start)
            return false
        }
        rest.bytes.append(UInt8(ascii: "}"))
        rest.offsets.append(UInt32(rest.bytes.count))
        return true
    }

    /// Finds the node of a name among a struct's fields.
    @inline(__always)
    mutating func find(_ wire: Wire, name index: Int, in node: Int) -> Int32 {
        let name = wire.token(index)
        if name.hasEscapes {
            return findUnescaped(wire.name(index), in: node)
        }
        return unsafe tree.nodes[node].fields.find(wire.bytes + name.offset, name.byteCount)
    }

    @inline(never)
    private mutating func findUnescaped(_ name: [UInt8], in node: Int) -> Int32 {
        let padded = name + [UInt8](repeating: 0, count: 8)
        return unsafe padded.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return FieldTable.unknown }
            return unsafe tree.nodes[node].fields.find(start, name.count)
        }
    }

    /// Notes the shape of an attribute for which the columns are too narrow.
    @inline(never)
    private mutating func observe(_ wire: Wire, name index: Int) {
        metMisfit = false
        guard !settings.isFrozen || settings.observesFrozen, isObserved(wire, name: index) else {
            return
        }
        let shape = wire.shape(index + 1, limits: settings.limits)
        observed.join(
            AttributeName(utf8: wire.name(index)), shape, limits: settings.limits,
            keysMax: settings.limits.attributesMax)
    }

    private func isObserved(_ wire: Wire, name index: Int) -> Bool {
        guard let observed = settings.observed else { return true }
        let token = wire.token(index)
        if token.hasEscapes { return observed.contains(AttributeName(utf8: wire.name(index))) }
        let name = unsafe wire.span(token)
        return observed.contains { unsafe $0.utf8.elementsEqual(name) }
    }
}
