import DDBBase

/// Writes where the changes of tables go into a journal, and brings it back; a record is a note of
/// ``KinesisDestinations``.
struct DestinationKeeper: KeptRoom {
    let destinations: KinesisDestinations

    var tag: UInt8 { 4 }

    /// Begins to write; after everything is restored.
    func attach(_ journal: Journal) {
        destinations.attach { note in journal.append(tag: tag, note) }
    }

    func restore(_ record: [UInt8]) throws(JournalError) {
        guard destinations.restore(record) else { throw .strange("destinations") }
    }

    func still(_ body: () -> Void) { destinations.still(body) }

    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void) {
        destinations.stillWithSnapshot { body($0) }
    }
}
