import DDBBase

/// What a table was like before each of its changes, since recovery was switched on.
///
/// The state at a moment is today's with the changes since undone: of each item that was changed
/// the first of them tells what it was. Entries are numbered from the first that ever was, so that
/// an export names its part of the log by numbers, whatever is forgotten meanwhile.
struct RecoveryLog: Sendable {
    /// A change.
    struct Entry: Sendable {
        /// Microseconds since 1970; never less than those of the entry before.
        let time: Int64
        let key: TableKey
        /// The item before; nil where there was none.
        let old: StoredItem?

        /// About the bytes that it takes: itself, and two arrays with their heads and what the
        /// allocator adds.
        var byteCount: Int {
            48 + 48 + key.rest.capacity + (old.map { 48 + $0.wire.capacity } ?? 0)
        }
    }

    /// A run of entries, which are forgotten together.
    private struct Chunk: Sendable {
        let start: Int
        var entries: [Entry] = []
        var byteCount = 0
    }

    private static let chunkCountMax = 256
    private static let chunkBytesMax = 1 << 20

    private var chunks: [Chunk] = []
    /// The number of the next entry.
    private(set) var end: Int
    /// The earliest moment whose state is known.
    private(set) var floor: Instant
    /// The earliest time of the next entry.
    private var frontier: Int64
    /// About the bytes of all entries.
    private(set) var byteCount = 0

    init(floor: Instant, start: Int = 0) {
        self.floor = floor
        end = start
        frontier = floor.microseconds
    }

    /// The number of the first entry that is kept.
    var start: Int { chunks.first?.start ?? end }

    /// The time of the oldest entry; nil where there is none.
    var oldest: Int64? { chunks.first?.entries.first?.time }

    /// Adds a change; its time is at least that of the one before.
    ///
    /// - Returns: The entry as it was added.
    @discardableResult
    mutating func append(_ key: TableKey, old: StoredItem?, at moment: Instant) -> Entry {
        let entry = Entry(time: max(frontier, moment.microseconds), key: key, old: old)
        frontier = entry.time
        let isFull = chunks.last.map {
            $0.entries.count >= Self.chunkCountMax || $0.byteCount >= Self.chunkBytesMax
        }
        if isFull ?? true { chunks.append(Chunk(start: end)) }
        let bytes = entry.byteCount
        chunks[chunks.count - 1].entries.append(entry)
        chunks[chunks.count - 1].byteCount += bytes
        byteCount += bytes
        end += 1
        return entry
    }

    /// Lets no entry that is still to come have a time before a moment.
    mutating func settle(before moment: Instant) {
        frontier = max(frontier, moment.microseconds)
    }

    // MARK: forgetting

    /// Forgets chunks that hold nothing since a moment.
    ///
    /// - Returns: Whether anything was forgotten.
    mutating func forget(before moment: Instant) -> Bool {
        let start = start
        while let last = chunks.first?.entries.last, last.time < moment.microseconds {
            forgetFirst()
        }
        return self.start > start
    }

    /// Forgets the oldest chunk.
    mutating func forgetFirst() {
        guard let chunk = chunks.first, let last = chunk.entries.last else { return }
        floor = max(floor, Instant(microseconds: last.time + 1))
        byteCount -= chunk.byteCount
        chunks.removeFirst()
    }

    /// Forgets what another process's log had forgotten.
    mutating func forget(upTo number: Int, floor: Instant) {
        while let chunk = chunks.first, chunk.start + chunk.entries.count <= number {
            forgetFirst()
        }
        self.floor = max(self.floor, floor)
    }

    // MARK: finding

    /// The number of the first entry that is not before a time.
    func number(notBefore time: Int64) -> Int {
        var (low, high) = (0, chunks.count)
        while low < high {
            let middle = (low + high) / 2
            let isBefore = chunks[middle].entries.last.map { $0.time < time } ?? true
            if isBefore { low = middle + 1 } else { high = middle }
        }
        guard low < chunks.count else { return end }
        let entries = chunks[low].entries
        let index = entries.firstIndex { $0.time >= time } ?? entries.count
        return chunks[low].start + index
    }

    /// The entry of a number; nil behind the last, and before the first.
    func entry(_ number: Int) -> Entry? {
        guard number >= start, number < end else { return nil }
        var (low, high) = (0, chunks.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if chunks[middle].start <= number { low = middle } else { high = middle }
        }
        return chunks[low].entries[number - chunks[low].start]
    }

    /// Walks the entries of a range of numbers, those that are kept.
    func walk(_ range: Range<Int>, _ body: (Entry) -> Void) {
        for chunk in chunks where chunk.start < range.upperBound {
            let last = chunk.start + chunk.entries.count
            guard last > range.lowerBound else { continue }
            let first = max(0, range.lowerBound - chunk.start)
            let count = min(chunk.entries.count, range.upperBound - chunk.start)
            for entry in chunk.entries[first..<count] { body(entry) }
        }
    }
}
