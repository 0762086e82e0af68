/// Writes what happens to streams into a journal, and brings streams back; a record is a note of
/// ``StreamEngine``.
struct StreamKeeper: KeptRoom {
    let engine: StreamEngine

    var tag: UInt8 { 2 }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal) {
        engine.attach { note in journal.append(tag: tag, note) }
    }

    func restore(_ record: [UInt8]) throws(JournalError) {
        guard engine.restore(record) else { throw .strange("streams") }
    }

    func still(_ body: () -> Void) { engine.still(body) }

    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void) {
        engine.stillWithSnapshot { body($0) }
    }
}
