import DDBBase

/// What happened to Kinesis streams, as a folder keeps it to bring them back.
///
/// Its fields are written as those of a ``StreamNote``; hashes as a low and a high number.
enum KinesisNote: Sendable, Hashable {
    /// A shard as it was made.
    struct Shard: Sendable, Hashable {
        var id: String
        var parentID: String?
        var adjacentParentID: String?
        var hashes: ClosedRange<UInt128>
        var createdAt: Instant
        var startingSequence: SequenceNumber
    }

    case created(stream: String, at: Instant)
    case deleted(stream: String)
    case opened(stream: String, Shard)
    case closed(stream: String, shardID: String, SequenceNumber, at: Instant)
    /// The records of a shard up to a number are gone.
    case trimmed(stream: String, shardID: String, SequenceNumber)
    case recorded(stream: String, shardID: String, StreamNote.Record)

    /// The bytes of the note.
    var bytes: [UInt8] {
        var output = NoteOutput()
        switch self {
        case .created(let stream, let moment):
            output.begin(1, stream)
            output.instant(moment)
        case .deleted(let stream):
            output.begin(2, stream)
        case .opened(let stream, let shard):
            output.begin(3, stream)
            output.text(shard.id)
            output.text(shard.parentID ?? "")
            output.text(shard.adjacentParentID ?? "")
            output.wide(shard.hashes.lowerBound)
            output.wide(shard.hashes.upperBound)
            output.instant(shard.createdAt)
            output.sequence(shard.startingSequence)
        case .closed(let stream, let shardID, let sequence, let moment):
            output.begin(4, stream)
            output.text(shardID)
            output.sequence(sequence)
            output.instant(moment)
        case .trimmed(let stream, let shardID, let sequence):
            output.begin(5, stream)
            output.text(shardID)
            output.sequence(sequence)
        case .recorded(let stream, let shardID, let record):
            output.begin(6, stream)
            output.text(shardID)
            output.sequence(record.sequence)
            output.instant(record.time)
            output.data(record.bytes)
        }
        return output.bytes
    }

    /// Reads a note.
    ///
    /// - Returns: nil where the bytes are none of ours.
    init?(_ bytes: [UInt8]) {
        var input = NoteInput(bytes)
        guard let note = Self.read(&input), input.isAtEnd else { return nil }
        self = note
    }

    private static func read(_ input: inout NoteInput) -> KinesisNote? {
        guard let kind = input.byte(), let stream = input.text() else { return nil }
        switch kind {
        case 1: return input.instant().map { .created(stream: stream, at: $0) }
        case 2: return .deleted(stream: stream)
        default: break
        }
        guard let shardID = input.text() else { return nil }
        switch kind {
        case 3:
            guard let parent = input.text(), let adjacent = input.text(), let low = input.wide(),
                let high = input.wide(), low <= high, let createdAt = input.instant(),
                let start = input.sequence()
            else { return nil }
            let shard = Shard(
                id: shardID, parentID: parent.isEmpty ? nil : parent,
                adjacentParentID: adjacent.isEmpty ? nil : adjacent, hashes: low...high,
                createdAt: createdAt, startingSequence: start)
            return .opened(stream: stream, shard)
        case 4:
            guard let sequence = input.sequence(), let moment = input.instant() else { return nil }
            return .closed(stream: stream, shardID: shardID, sequence, at: moment)
        case 5:
            return input.sequence().map { .trimmed(stream: stream, shardID: shardID, $0) }
        case 6:
            guard let sequence = input.sequence(), let time = input.instant(),
                let bytes = input.data()
            else { return nil }
            return .recorded(
                stream: stream, shardID: shardID,
                StreamNote.Record(sequence: sequence, time: time, bytes: bytes))
        default: return nil
        }
    }
}
