import DDBAttributes

/// Tells where the records of a batch came from, once the batch itself is gone.
struct RecordPlaces: Sendable {
    private let records: [ItemRecord]
    private let partitions: [String]
    private let reader: Partition?

    init(_ batch: borrowing Batch) {
        records = batch.items.records
        partitions = batch.items.partitions
        reader = batch.progress.count == 1 ? batch.progress[0].partition : nil
    }

    /// The number of records.
    var count: Int { records.count }

    /// The partition and line of a record, as far as they are known.
    subscript(index: Int) -> String {
        let record = records[index]
        let partition =
            partitions.indices.contains(record.partition)
            ? partitions[record.partition] : reader?.id
        let line = record.line > 0 ? "line \(record.line)" : nil
        return [partition, line].compactMap { $0 }.joined(separator: ", ")
    }
}
