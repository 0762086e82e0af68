import DDBBase

/// Writes what happens to Kinesis streams into a journal, and brings them back; a record is a note
/// of ``KinesisEngine``.
struct KinesisKeeper: KeptRoom {
    let engine: KinesisEngine

    var tag: UInt8 { 6 }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal) {
        engine.attach { note in journal.append(tag: tag, note) }
    }

    func restore(_ record: [UInt8]) throws(JournalError) {
        guard engine.restore(record) else { throw .strange("Kinesis streams") }
    }

    func still(_ body: () -> Void) { engine.still(body) }

    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void) {
        engine.stillWithSnapshot { body($0) }
    }
}
