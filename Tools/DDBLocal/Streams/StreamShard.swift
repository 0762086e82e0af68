import DDBBase

/// A shard: the changes of the keys of a range, for some hours.
///
/// Touched only under the lock of ``StreamEngine``.
final class StreamShard {
    let id: String
    let parentID: String?
    /// The hashes of the partition keys whose changes it takes.
    let hashes: ClosedRange<UInt64>
    let createdAt: Instant
    /// When another shard follows it.
    let endsAt: Instant
    let startingSequence: SequenceNumber
    private(set) var endingSequence: SequenceNumber?
    private(set) var closedAt: Instant?
    var log = ShardLog()

    /// The second of the clock in which records are counted, and how many there were.
    private var load = (second: Int64.min, records: 0)
    /// Who has read lately, and when by the machine's clock.
    private var readers: [(id: UInt32, at: UInt64)] = []

    init(
        id: String, parentID: String?, hashes: ClosedRange<UInt64>, createdAt: Instant,
        endsAt: Instant, startingSequence: SequenceNumber
    ) {
        self.id = id
        self.parentID = parentID
        self.hashes = hashes
        self.createdAt = createdAt
        self.endsAt = endsAt
        self.startingSequence = startingSequence
    }

    /// Brings back a shard.
    init(_ note: StreamNote.Shard) {
        id = note.id
        parentID = note.parentID
        hashes = note.hashes
        createdAt = note.createdAt
        endsAt = note.endsAt
        startingSequence = note.startingSequence
    }

    /// The shard as it was made.
    var note: StreamNote.Shard {
        StreamNote.Shard(
            id: id, parentID: parentID, hashes: hashes, createdAt: createdAt, endsAt: endsAt,
            startingSequence: startingSequence)
    }

    var isOpen: Bool { endingSequence == nil }

    /// Takes no more records.
    func close(at moment: Instant, _ sequence: SequenceNumber) {
        endingSequence = sequence
        closedAt = moment
    }

    /// Counts a record and returns how many there were in its second.
    func countRecord(at moment: Instant) -> Int {
        let second = moment.microseconds / 1_000_000
        load = load.second == second ? (second, load.records + 1) : (second, 1)
        return load.records
    }

    /// Lets a reader read unless too many others have done so within a second.
    func admits(_ reader: UInt32, at nanoseconds: UInt64, readersMax: Int) -> Bool {
        guard readersMax > 0 else { return true }
        readers.removeAll { $0.at &+ 1_000_000_000 <= nanoseconds }
        if let index = readers.firstIndex(where: { $0.id == reader }) {
            readers[index].at = nanoseconds
            return true
        }
        guard readers.count < readersMax else { return false }
        readers.append((reader, nanoseconds))
        return true
    }
}
