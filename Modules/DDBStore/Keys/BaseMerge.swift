/// Writes the next base: the present one with the changes that were set aside, in small steps.
@safe
final class BaseMerge {
    private let base: BaseTable
    private let frozen: PendingTable
    /// What had become of the parts when the changes were set aside.
    private let registry: PartRegistry
    private let writer: BaseWriter
    private var block = 0
    private var entry = 0
    private var slot = 0
    /// The next of the changes.
    private var change: KeyEntry?

    init(base: BaseTable, frozen: PendingTable, registry: PartRegistry, writer: BaseWriter) {
        self.base = base
        self.frozen = frozen
        self.registry = registry
        self.writer = writer
        change = frozen.next(after: &slot)
    }

    var file: any IndexFile { writer.file }

    /// The relocations that the next base has followed.
    var followed: [RelocationTable] { registry.relocations }

    /// About how many entries are read in all.
    var work: Int { base.entryCount + frozen.count }

    /// Reads some more entries.
    ///
    /// - Returns: What was written, once all of it is.
    func step(entriesMax: Int) throws -> BaseDescription? {
        var left = entriesMax
        while block < base.blockCount {
            let entries = try unsafe base.entries(block)
            let end = min(entries.count, entry + max(left, 1))
            let start = entry
            while entry < end {
                let old = unsafe entries[entry]
                while let new = change, new.precedes(old.hash) {
                    guard left > 0 else { return nil }
                    try add(new)
                    left -= 1
                    change = frozen.next(after: &slot)
                }
                entry += 1
                if let new = change, new.isOf(old.hash) { continue }
                try add(old)
            }
            left -= entry - start
            if entry == entries.count {
                block += 1
                entry = 0
            }
            if left <= 0 { return nil }
        }
        while let new = change {
            guard left > 0 else { return nil }
            try add(new)
            left -= 1
            change = frozen.next(after: &slot)
        }
        return try writer.finish()
    }

    @inline(__always)
    private func add(_ entry: KeyEntry) throws {
        if entry.isRemoval { return }
        let location = try registry.resolved(entry.location)
        if location.isAbsent { return }
        try writer.append(
            KeyEntry(
                high: entry.high, low: entry.low, part: location.part, row: location.row))
    }
}
