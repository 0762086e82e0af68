import DDBBase

/// A shard of a Kinesis stream.
///
/// Touched only under the lock of ``KinesisEngine``.
final class KinesisShard {
    let id: String
    let parentID: String?
    /// The second of two parents, where shards were merged.
    let adjacentParentID: String?
    let hashes: ClosedRange<UInt128>
    let createdAt: Instant
    let startingSequence: SequenceNumber
    private(set) var endingSequence: SequenceNumber?
    private(set) var closedAt: Instant?
    var log = ShardLog()

    /// The nanoseconds of the machine's clock at which reads of the last second began.
    private var reads: [UInt64] = []
    /// Until when reads are refused because of the bytes that were read.
    private var busyUntil: UInt64 = 0

    init(
        id: String, parentID: String?, adjacentParentID: String?, hashes: ClosedRange<UInt128>,
        createdAt: Instant, startingSequence: SequenceNumber
    ) {
        self.id = id
        self.parentID = parentID
        self.adjacentParentID = adjacentParentID
        self.hashes = hashes
        self.createdAt = createdAt
        self.startingSequence = startingSequence
    }

    /// Brings back a shard.
    init(_ note: KinesisNote.Shard) {
        id = note.id
        parentID = note.parentID
        adjacentParentID = note.adjacentParentID
        hashes = note.hashes
        createdAt = note.createdAt
        startingSequence = note.startingSequence
    }

    /// The shard as it was made.
    var note: KinesisNote.Shard {
        KinesisNote.Shard(
            id: id, parentID: parentID, adjacentParentID: adjacentParentID, hashes: hashes,
            createdAt: createdAt, startingSequence: startingSequence)
    }

    var isOpen: Bool { endingSequence == nil }

    /// Takes no more records.
    func close(at moment: Instant, _ sequence: SequenceNumber) {
        endingSequence = sequence
        closedAt = moment
    }

    /// Whether another read is allowed, which counts.
    func admitsRead(at nanoseconds: UInt64, _ settings: KinesisSettings) -> Bool {
        reads.removeAll { $0 &+ 1_000_000_000 <= nanoseconds }
        guard nanoseconds >= busyUntil,
            settings.readsPerSecond == 0 || reads.count < settings.readsPerSecond
        else { return false }
        reads.append(nanoseconds)
        return true
    }

    /// Refuses reads for as long as it takes to have earned the bytes of one.
    func charge(bytes: Int, at nanoseconds: UInt64, _ settings: KinesisSettings) {
        guard settings.readBytesPerSecond > 0, bytes > settings.readBytesPerSecond else { return }
        let seconds = UInt64(bytes / settings.readBytesPerSecond)
        busyUntil = nanoseconds &+ seconds * 1_000_000_000
    }
}
