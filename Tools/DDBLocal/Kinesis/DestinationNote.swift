import DDBBase

/// What happened to the destinations of a table, as a folder keeps it to bring them back.
///
/// Its fields are written as those of a ``StreamNote``.
enum DestinationNote: Sendable, Hashable {
    /// Where the changes of a table go.
    struct Place: Sendable, Hashable {
        var tableARN: String
        var streamARN: String
    }

    case enabled(Place, tableName: String, isMicrosecond: Bool, at: Instant)
    case disabled(Place, at: Instant)
    case forgotten(tableARN: String)
    /// A record is held back behind the others that are.
    case heldBack(Place, partitionKey: String, data: [UInt8])
    /// The record of a place among those held back is delivered, and the last takes its place.
    case released(Place, index: Int)

    /// The bytes of the note.
    var bytes: [UInt8] {
        var output = NoteOutput()
        switch self {
        case .enabled(let place, let tableName, let isMicrosecond, let moment):
            output.begin(1, place.tableARN)
            output.text(place.streamARN)
            output.text(tableName)
            output.byte(isMicrosecond ? 1 : 0)
            output.instant(moment)
        case .disabled(let place, let moment):
            output.begin(2, place.tableARN)
            output.text(place.streamARN)
            output.instant(moment)
        case .forgotten(let tableARN):
            output.begin(3, tableARN)
        case .heldBack(let place, let partitionKey, let data):
            output.begin(4, place.tableARN)
            output.text(place.streamARN)
            output.text(partitionKey)
            output.data(data)
        case .released(let place, let index):
            output.begin(5, place.tableARN)
            output.text(place.streamARN)
            output.number(UInt64(index))
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

    private static func read(_ input: inout NoteInput) -> DestinationNote? {
        guard let kind = input.byte(), let tableARN = input.text() else { return nil }
        if kind == 3 { return .forgotten(tableARN: tableARN) }
        guard let streamARN = input.text() else { return nil }
        let place = Place(tableARN: tableARN, streamARN: streamARN)
        switch kind {
        case 1:
            guard let name = input.text(), let isMicrosecond = input.flag(),
                let moment = input.instant()
            else { return nil }
            return .enabled(place, tableName: name, isMicrosecond: isMicrosecond, at: moment)
        case 2:
            return input.instant().map { .disabled(place, at: $0) }
        case 4:
            guard let key = input.text(), let data = input.data() else { return nil }
            return .heldBack(place, partitionKey: key, data: data)
        case 5:
            return input.number().flatMap { Int(exactly: $0) }.map { .released(place, index: $0) }
        default: return nil
        }
    }
}
