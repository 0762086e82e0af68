import DDBAttributes
import DDBJSON
import DDBPipeline

/// What is about to be written in the place of records, by those records.
struct LoadIntents {
    /// The most records of a write: no more can wait in a delivery.
    private static let recordsMax = 10_000_000

    private var writes: [Int: IntendedWrite] = [:]
    private var numbers: [SettledRecord: Int] = [:]
    private var next = 0

    var isEmpty: Bool { writes.isEmpty }

    /// The writes in the order in which they were noted.
    var all: [IntendedWrite] { writes.sorted { $0.key < $1.key }.map(\.value) }

    /// Notes a write in the place of those that have one of its records.
    mutating func add(_ write: IntendedWrite) {
        for record in write.records { drop(record) }
        for record in write.records { numbers[record] = next }
        writes[next] = write
        next += 1
    }

    /// Forgets the write of a record, as far as there is one.
    mutating func drop(_ record: SettledRecord) {
        guard let number = numbers[record], let write = writes.removeValue(forKey: number) else {
            return
        }
        for record in write.records { numbers[record] = nil }
    }

    /// Forgets the writes that have one of some records.
    mutating func drop(_ ranges: SettledRanges, of partition: Partition) {
        guard !isEmpty else { return }
        // Most lines settle a few records; those of a file that was written anew have all of them.
        if ranges.ranges.reduce(0, { $0 + $1.count }) <= numbers.count {
            for range in ranges.ranges {
                for number in range { drop(SettledRecord(number, of: partition)) }
            }
        } else {
            for record in numbers.keys
            where record.partition == partition && ranges.contains(record.number) {
                drop(record)
            }
        }
    }

    // MARK: lines

    /// Writes a line:
    /// `{"intended":[{"partition":"…","records":[3,4]}],"Item":"…"}`, or `"Keys"` of a delete.
    static func write(_ write: IntendedWrite, to writer: inout JSONWriter) {
        var records: [Partition: SettledRanges] = [:]
        for record in write.records {
            records[record.partition, default: SettledRanges()]
                .insert(record.number..<record.number + 1)
        }
        writer.beginObject()
        writer.records("intended", records)
        switch write.operation {
        case .put: writer.name("Item")
        case .delete: writer.name("Keys")
        }
        writer.string(String(decoding: write.item.wire, as: UTF8.self))
        writer.endObject()
        writer.endLine()
    }

    /// Reads what a line says; nil where it is none of those.
    static func read(_ line: JSONValue) throws -> IntendedWrite? {
        guard let item = line["Item"]?.string ?? line["Keys"]?.string,
            let parts = try line.records("intended")
        else { return nil }
        var records: [SettledRecord] = []
        for (partition, ranges) in parts {
            for range in ranges.ranges {
                guard range.count <= recordsMax - records.count else { return nil }
                records += range.map { SettledRecord($0, of: partition) }
            }
        }
        let bytes = Array(item.utf8)
        return IntendedWrite(
            line["Item"] == nil ? .delete : .put, try WireItem(wire: bytes.span.bytes),
            records: records)
    }
}
