/// Writes the next base: the present one with the changes that were set aside, in small steps.
@safe
final class BaseMerge {
    private let base: BaseTable
    private let frozen: PendingTable
    /// What had become of the parts when the changes were set aside.
    private let registry: PartRegistry
    /// Whether a part was there then, by number.
    private let isAlive: [Bool]
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
        isAlive = registry.isAliveByNumber
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
        while left > 0 {
            let read = try unsafe isAlive.withUnsafeBufferPointer { try unsafe fill($0) }
            if read == 0 { return try writer.finish() }
            left -= read
        }
        return nil
    }

    /// Fills the rest of the block that is being written, or as much of it as a block of the base
    /// and the changes before its end have to give.
    ///
    /// - Returns: How many entries were read; 0 at the end.
    private func fill(_ isAlive: UnsafeBufferPointer<Bool>) throws -> Int {
        let room = unsafe writer.room
        guard block < base.blockCount else { return try unsafe addChanges(to: room) }
        let entries = try unsafe base.entries(block)
        var place = entry
        var change = change
        var filled = 0
        var read = 0
        while place < entries.count, filled < room.count {
            var next = unsafe entries[place]
            if let new = change, !next.precedes(new.hash) {
                // The change comes first, or in the entry's place.
                if new.isOf(next.hash) { place &+= 1 }
                next = new
                change = frozen.next(after: &slot)
            } else {
                place &+= 1
            }
            read &+= 1
            if unsafe Int(next.part) < isAlive.count && isAlive[Int(next.part)] {
                unsafe room[filled] = next
                filled &+= 1
            } else if let moved = try moved(next) {
                unsafe room[filled] = moved
                filled &+= 1
            }
        }
        self.change = change
        entry = place
        if place == entries.count {
            block += 1
            entry = 0
        }
        try writer.add(filled)
        return read
    }

    /// Adds changes that come after all of the base.
    private func addChanges(to room: UnsafeMutableBufferPointer<KeyEntry>) throws -> Int {
        var filled = 0
        var read = 0
        while filled < room.count, let new = change {
            read += 1
            if let moved = try moved(new) {
                unsafe room[filled] = moved
                filled += 1
            }
            change = frozen.next(after: &slot)
        }
        try writer.add(filled)
        return read
    }

    /// An entry with the place where its row is; nil where there is none.
    @inline(never)
    private func moved(_ entry: KeyEntry) throws -> KeyEntry? {
        if entry.isRemoval { return nil }
        let location = try registry.resolved(entry.location)
        return location.isAbsent ? nil : KeyEntry(entry.hash, location)
    }
}
