import DDBJSON
import DDBPipeline

extension JSONWriter {
    /// Writes records: `"name":[{"partition":"…","records":[3,4,7,25]}]`, pairs from and up to.
    mutating func records(_ name: String, _ records: [Partition: SettledRanges]) {
        self.name(name)
        beginArray()
        for (partition, ranges) in records.sorted(by: { $0.key < $1.key }) {
            beginObject()
            self.name("partition")
            string(partition.id)
            self.name("records")
            beginArray()
            for range in ranges.ranges {
                integer(range.lowerBound)
                integer(range.upperBound)
            }
            endArray()
            endObject()
        }
        endArray()
    }
}

extension JSONValue {
    /// Reads what ``JSONWriter`` wrote; nil where the member is missing or is none of that.
    func records(_ name: String) throws(PipelineError) -> [Partition: SettledRanges]? {
        guard let parts = self[name]?.array else { return nil }
        var records: [Partition: SettledRanges] = [:]
        for part in parts {
            guard let name = part["partition"]?.string, let bounds = part["records"]?.array,
                bounds.count.isMultiple(of: 2)
            else { return nil }
            let partition = try Partition(name)
            for index in stride(from: 0, to: bounds.count, by: 2) {
                guard let first = bounds[index].integer, let end = bounds[index + 1].integer,
                    0 <= first, first < end, end <= LoadJob.recordNumberMax
                else { return nil }
                records[partition, default: SettledRanges()].insert(Int(first)..<Int(end))
            }
        }
        return records
    }
}
