/// A part of the endpoint whose state a folder keeps.
///
/// What happens is appended to a ``Journal`` as records, and brought back record by record. A
/// record's bytes are the room's own business.
protocol KeptRoom: Sendable {
    /// What tells the room's records from others'.
    var tag: UInt8 { get }

    /// Does what a record says, before anybody is served.
    func restore(_ record: [UInt8]) throws(JournalError)

    /// Records that bring back the room as it is now.
    ///
    /// It is called under the lock of the tables, and has to be quick: what it returns is walked
    /// afterwards, while the room goes on to change.
    ///
    /// - Parameter tables: The tables at that moment.
    func snapshot(with tables: TableSnapshot) -> any Sequence<[UInt8]> & Sendable
}
