import DDBBase

/// What happened to the logs of recovery and to exports, as a folder keeps it.
///
/// ```
/// note   = kind (1 byte), fields as in ``StreamNote``
/// ```
enum RecoveryNote: Sendable {
    /// A table's log begins, with the number of its first entry.
    case begun(table: String, floor: Instant, start: Int)
    /// A table's log is gone.
    case ended(table: String)
    /// An item of a table was changed.
    case changed(table: String, RecoveryLog.Entry)
    /// Entries before a number are forgotten.
    case forgotten(table: String, upTo: Int, floor: Instant)
    /// An export was begun or has come further; the bytes are its record in JSON.
    case export([UInt8])

    /// The bytes of the note.
    var bytes: [UInt8] {
        var output = NoteOutput()
        switch self {
        case .begun(let table, let floor, let start):
            output.byte(1)
            output.text(table)
            output.instant(floor)
            output.number(UInt64(start))
        case .ended(let table):
            output.byte(2)
            output.text(table)
        case .changed(let table, let entry):
            output.byte(3)
            output.text(table)
            output.instant(Instant(microseconds: entry.time))
            output.number(entry.key.hash)
            output.data(entry.key.rest)
            output.byte(entry.old == nil ? 0 : 1)
            if let old = entry.old {
                output.number(UInt64(old.size))
                output.data(old.wire)
            }
        case .forgotten(let table, let number, let floor):
            output.byte(4)
            output.text(table)
            output.number(UInt64(number))
            output.instant(floor)
        case .export(let record):
            output.byte(5)
            output.data(record)
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

    private static func read(_ input: inout NoteInput) -> RecoveryNote? {
        guard let kind = input.byte() else { return nil }
        if kind == 5 { return input.data().map { .export($0) } }
        guard let table = input.text() else { return nil }
        switch kind {
        case 1:
            guard let floor = input.instant(), let start = input.number() else { return nil }
            return .begun(table: table, floor: floor, start: Int(clamping: start))
        case 2:
            return .ended(table: table)
        case 3:
            guard let time = input.instant(), let hash = input.number(), let rest = input.data(),
                let hasOld = input.byte()
            else { return nil }
            var old: StoredItem?
            if hasOld == 1 {
                guard let size = input.number(), let wire = input.data() else { return nil }
                old = StoredItem(wire: wire, size: Int(clamping: size))
            }
            let key = TableKey(hash: hash, rest: rest)
            return .changed(
                table: table, RecoveryLog.Entry(time: time.microseconds, key: key, old: old))
        case 4:
            guard let number = input.number(), let floor = input.instant() else { return nil }
            return .forgotten(table: table, upTo: Int(clamping: number), floor: floor)
        default:
            return nil
        }
    }
}
