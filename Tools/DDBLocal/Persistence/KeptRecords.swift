/// The records that bring back a room.
struct KeptRecords: Sendable {
    let tag: UInt8
    let records: any Sequence<[UInt8]> & Sendable

    init(_ tag: UInt8, _ records: any Sequence<[UInt8]> & Sendable) {
        self.tag = tag
        self.records = records
    }
}
