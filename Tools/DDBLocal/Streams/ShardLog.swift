import DDBBase

/// The records of a shard, each as the bytes that a reply sends, one behind the other.
///
/// ```
/// chunk = { record "," }
/// ```
/// Records lie in chunks that are dropped whole when all of theirs are too old.
struct ShardLog: Sendable {
    private struct Entry {
        var sequence: SequenceNumber
        /// Where it begins in the bytes of its chunk.
        var start: Int
        var time: Instant
    }

    private struct Chunk {
        var bytes: [UInt8] = []
        var entries: [Entry] = []
        /// The entries before it are too old.
        var first = 0

        func end(of entry: Int) -> Int {
            entry + 1 < entries.count ? entries[entry + 1].start : bytes.count
        }
    }

    /// The bytes after which a chunk takes no more records.
    private static let chunkBytes = 256 << 10

    private var chunks: [Chunk] = []
    /// The newest record that is gone; nil where none is.
    private(set) var trimmedThrough: SequenceNumber?
    /// The newest record that was ever there.
    private(set) var last: SequenceNumber?

    /// How many records can be read.
    var count: Int { chunks.reduce(0) { $0 + $1.entries.count - $1.first } }

    /// How many bytes records take.
    var byteCount: Int { chunks.reduce(0) { $0 + $1.bytes.count } }

    /// The oldest record that can be read.
    var first: SequenceNumber? { chunks.first.map { $0.entries[$0.first].sequence } }

    /// Appends a record whose bytes a function writes; a comma follows them.
    mutating func append(
        _ sequence: SequenceNumber, at time: Instant, _ write: (inout [UInt8]) -> Void
    ) {
        if chunks.last.map({ $0.bytes.count >= Self.chunkBytes }) ?? true {
            chunks.append(Chunk())
        }
        let index = chunks.count - 1
        let start = chunks[index].bytes.count
        chunks[index].entries.append(Entry(sequence: sequence, start: start, time: time))
        write(&chunks[index].bytes)
        chunks[index].bytes.append(UInt8(ascii: ","))
        last = sequence
    }

    /// Forgets the records from before a moment.
    mutating func trim(before moment: Instant) {
        var gone = 0
        while gone < chunks.count, let newest = chunks[gone].entries.last, newest.time < moment {
            trimmedThrough = newest.sequence
            gone += 1
        }
        chunks.removeFirst(gone)
        guard !chunks.isEmpty else { return }
        // The newest of the chunk is young enough, so the loop ends before it.
        while chunks[0].entries[chunks[0].first].time < moment {
            trimmedThrough = chunks[0].entries[chunks[0].first].sequence
            chunks[0].first += 1
        }
    }

    /// The oldest record from a moment on.
    func first(from moment: Instant) -> SequenceNumber? {
        let index = partition(chunks) { ($0.entries.last?.time).map { $0 < moment } ?? true }
        guard index < chunks.count else { return nil }
        let chunk = chunks[index]
        let entry = max(chunk.first, partition(chunk.entries) { $0.time < moment })
        return entry < chunk.entries.count ? chunk.entries[entry].sequence : nil
    }

    /// What was read of a log.
    struct Page {
        /// How many records there were.
        var count = 0
        /// The last of them.
        var last: SequenceNumber?
        /// When the last was written.
        var lastTime: Instant?
        /// Whether there are more.
        var hasMore = false
    }

    /// Appends records from a number on, without the comma behind the last.
    ///
    /// - Parameters:
    ///   - recordsMax: The most records.
    ///   - bytesMax: The most bytes, unless the first record alone has more.
    func read(
        from start: SequenceNumber, recordsMax: Int, bytesMax: Int, into reply: inout [UInt8]
    ) -> Page {
        var page = Page()
        var taken = 0
        var index = partition(chunks) { ($0.entries.last?.sequence).map { $0 < start } ?? true }
        reply.reserveCapacity(reply.count + min(bytesMax, byteCount))
        while index < chunks.count, !page.hasMore {
            let chunk = chunks[index]
            let begin = max(chunk.first, partition(chunk.entries) { $0.sequence < start })
            var end = begin
            while end < chunk.entries.count, page.count < recordsMax {
                let size = chunk.end(of: end) - chunk.entries[end].start
                guard taken + size <= bytesMax || page.count == 0 else { break }
                taken += size
                page.count += 1
                end += 1
            }
            if end > begin {
                reply.append(
                    contentsOf: chunk.bytes[chunk.entries[begin].start..<chunk.end(of: end - 1)])
                page.last = chunk.entries[end - 1].sequence
                page.lastTime = chunk.entries[end - 1].time
            }
            page.hasMore = end < chunk.entries.count
            index += 1
        }
        if page.count > 0 { reply.removeLast() }
        return page
    }

    // MARK: keeping

    /// Where a walk over the records stands.
    struct Position: Sendable {
        fileprivate var chunk = 0
        fileprivate var entry = 0
    }

    /// The record at a position, which moves on; nil at the end.
    func record(_ position: inout Position) -> StreamNote.Record? {
        while position.chunk < chunks.count {
            let chunk = chunks[position.chunk]
            let index = Swift.max(position.entry, chunk.first)
            guard index < chunk.entries.count else {
                position = Position(chunk: position.chunk + 1)
                continue
            }
            position.entry = index + 1
            // The comma behind the record is no part of it.
            let range = chunk.entries[index].start..<(chunk.end(of: index) - 1)
            return StreamNote.Record(
                sequence: chunk.entries[index].sequence, time: chunk.entries[index].time,
                bytes: Array(chunk.bytes[range]))
        }
        return nil
    }

    /// The newest record.
    var newest: StreamNote.Record? {
        guard let chunk = chunks.last else { return nil }
        var position = Position(chunk: chunks.count - 1, entry: chunk.entries.count - 1)
        return record(&position)
    }

    /// Takes the place of a log that has lost its records up to a number.
    mutating func restore(trimmedThrough sequence: SequenceNumber) {
        trimmedThrough = sequence
    }

    /// The number of elements at the front that a test holds for.
    private func partition<Element>(
        _ elements: [Element], _ isBefore: (Element) -> Bool
    ) -> Int {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(elements[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
