import DDBBase

/// What happened to streams, as a folder keeps it to bring them back.
///
/// ```
/// note   = kind (1 byte), fields
/// text   = byte count (LEB128), UTF-8
/// number = LEB128, of signed numbers zigzag
/// ```
enum StreamNote: Sendable, Hashable {
    /// A shard as it was made.
    struct Shard: Sendable, Hashable {
        var id: String
        var parentID: String?
        var hashes: ClosedRange<UInt64>
        var createdAt: Instant
        var endsAt: Instant
        var startingSequence: SequenceNumber
    }

    /// A record of a shard, as a reply sends it.
    struct Record: Sendable, Hashable {
        var sequence: SequenceNumber
        var time: Instant
        var bytes: [UInt8]
    }

    case enabled(StreamTable, label: String, viewType: StreamViewType, at: Instant)
    case disabled(arn: String, at: Instant)
    case opened(arn: String, Shard)
    case closed(arn: String, shardID: String, SequenceNumber, at: Instant)
    /// The records of a shard up to a number are gone.
    case trimmed(arn: String, shardID: String, SequenceNumber)
    case recorded(arn: String, shardID: String, Record)

    /// The bytes of the note.
    var bytes: [UInt8] {
        var output = NoteOutput()
        switch self {
        case .enabled(let table, let label, let viewType, let moment):
            output.byte(1)
            output.text(table.name)
            output.text(table.arn)
            output.number(UInt64(table.keys.count))
            for key in table.keys { output.text(key) }
            output.text(label)
            output.text(viewType.rawValue)
            output.instant(moment)
        case .disabled(let arn, let moment):
            output.byte(2)
            output.text(arn)
            output.instant(moment)
        case .opened(let arn, let shard):
            output.byte(3)
            output.text(arn)
            output.text(shard.id)
            output.text(shard.parentID ?? "")
            output.number(shard.hashes.lowerBound)
            output.number(shard.hashes.upperBound)
            output.instant(shard.createdAt)
            output.instant(shard.endsAt)
            output.sequence(shard.startingSequence)
        case .closed(let arn, let shardID, let sequence, let moment):
            output.byte(4)
            output.text(arn)
            output.text(shardID)
            output.sequence(sequence)
            output.instant(moment)
        case .trimmed(let arn, let shardID, let sequence):
            output.byte(5)
            output.text(arn)
            output.text(shardID)
            output.sequence(sequence)
        case .recorded(let arn, let shardID, let record):
            output.byte(6)
            output.text(arn)
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

    private static func read(_ input: inout NoteInput) -> StreamNote? {
        guard let kind = input.byte() else { return nil }
        if kind == 1 { return readEnabled(&input) }
        guard let arn = input.text() else { return nil }
        if kind == 2 { return input.instant().map { .disabled(arn: arn, at: $0) } }
        guard let shardID = input.text() else { return nil }
        switch kind {
        case 3:
            guard let parent = input.text(), let low = input.number(), let high = input.number(),
                low <= high, let createdAt = input.instant(), let endsAt = input.instant(),
                let start = input.sequence()
            else { return nil }
            let shard = Shard(
                id: shardID, parentID: parent.isEmpty ? nil : parent, hashes: low...high,
                createdAt: createdAt, endsAt: endsAt, startingSequence: start)
            return .opened(arn: arn, shard)
        case 4:
            guard let sequence = input.sequence(), let moment = input.instant() else { return nil }
            return .closed(arn: arn, shardID: shardID, sequence, at: moment)
        case 5:
            return input.sequence().map { .trimmed(arn: arn, shardID: shardID, $0) }
        case 6:
            guard let sequence = input.sequence(), let time = input.instant(),
                let bytes = input.data()
            else { return nil }
            let record = Record(sequence: sequence, time: time, bytes: bytes)
            return .recorded(arn: arn, shardID: shardID, record)
        default:
            return nil
        }
    }

    private static func readEnabled(_ input: inout NoteInput) -> StreamNote? {
        guard let name = input.text(), let arn = input.text(), let count = input.number(),
            count <= 2
        else { return nil }
        var keys: [String] = []
        for _ in 0..<count {
            guard let key = input.text() else { return nil }
            keys.append(key)
        }
        guard let label = input.text(), let viewType = input.text().flatMap(StreamViewType.init),
            let moment = input.instant()
        else { return nil }
        return .enabled(
            StreamTable(name: name, arn: arn, keys: keys), label: label, viewType: viewType,
            at: moment)
    }
}
