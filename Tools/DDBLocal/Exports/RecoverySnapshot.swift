/// The notes that bring back logs and exports as they were at a moment; made while they are walked.
struct RecoverySnapshot: Sequence, Sendable {
    let logs: [(key: String, value: RecoveryLog)]
    let records: [ExportRecord]

    struct Iterator: IteratorProtocol {
        let snapshot: RecoverySnapshot
        var log = 0
        /// The number of the next entry; nil where the log itself comes next.
        var number: Int?
        var record = 0

        mutating func next() -> [UInt8]? {
            while log < snapshot.logs.count {
                let (id, current) = snapshot.logs[log]
                guard let place = number else {
                    number = current.start
                    return RecoveryNote.begun(
                        table: id, floor: current.floor, start: current.start
                    ).bytes
                }
                if let entry = current.entry(place) {
                    number = place + 1
                    return RecoveryNote.changed(table: id, entry).bytes
                }
                (log, number) = (log + 1, nil)
            }
            guard record < snapshot.records.count else { return nil }
            defer { record += 1 }
            return ExportBook.bytes(snapshot.records[record])
        }
    }

    func makeIterator() -> Iterator { Iterator(snapshot: self) }
}
