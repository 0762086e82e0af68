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
        writer.name("intended")
        writer.beginArray()
        for (partition, ranges) in records.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.name("partition")
            writer.string(partition.id)
            writer.name("records")
            writer.beginArray()
            for range in ranges.ranges {
                writer.integer(range.lowerBound)
                writer.integer(range.upperBound)
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
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
        guard let parts = line["intended"]?.array,
            let item = line["Item"]?.string ?? line["Keys"]?.string
        else { return nil }
        var records: [SettledRecord] = []
        for part in parts {
            guard let name = part["partition"]?.string, let ranges = SettledRanges(part["records"])
            else { return nil }
            let partition = try Partition(name)
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

extension SettledRanges {
    /// Reads pairs of numbers, from and up to; nil where they are none.
    init?(_ value: JSONValue?) {
        guard let bounds = value?.array?.map({ $0.integer.map(Int.init) }),
            bounds.count.isMultiple(of: 2)
        else { return nil }
        self.init()
        for index in stride(from: 0, to: bounds.count, by: 2) {
            guard let first = bounds[index], let end = bounds[index + 1], 0 <= first, first < end
            else { return nil }
            insert(first..<end)
        }
    }
}
