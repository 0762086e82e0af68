/// A part of the endpoint whose state a folder keeps.
///
/// What happens is appended to a ``Journal`` as records, and brought back record by record. A
/// record's bytes are the room's own business. Records are appended under the lock of what they
/// tell of, so that holding that lock means that no change is half told.
protocol KeptRoom: Sendable {
    /// What tells the room's records from others': 1 tables, 2 streams, 3 recovery and exports, 4
    /// destinations, 5 temporary keys, 6 Kinesis; never ``RecordFrame/endTag``.
    var tag: UInt8 { get }

    /// Does what a record says, before anybody is served.
    func restore(_ record: [UInt8]) throws(JournalError)

    /// Runs a body while nothing in the room changes.
    ///
    /// The body appends nothing, calls no room, and is over in microseconds.
    func still(_ body: () -> Void)

    /// Runs a body, while nothing in the room changes, with records that bring it back as it is.
    ///
    /// The records are walked afterwards, while the room goes on to change.
    func stillWithRecords(_ body: (any Sequence<[UInt8]> & Sendable) -> Void)
}
