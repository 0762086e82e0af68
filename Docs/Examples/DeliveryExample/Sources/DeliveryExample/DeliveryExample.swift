import DDBDelivery

/// Reads lines of a key and a value, and delivers them into a table that does not take all at once.
///
///     swift run DeliveryExample < lines.txt
@main struct DeliveryExample {
    static func main() {
        var options = DeliveryOptions.batches
        options.maxInflight = 4
        var writer = Writer(options)
        while let line = readLine() {
            let fields = line.split(separator: " ", maxSplits: 1)
            guard fields.count == 2 else { continue }
            writer.put(String(fields[0]), String(fields[1]))
        }
        writer.drain()
        for (key, value) in writer.table.values.sorted(by: { $0.key < $1.key }) {
            print(key, value)
        }
        let counters = writer.coordinator.counters
        print("\(counters.written) written, \(counters.superseded) superseded")
    }
}
