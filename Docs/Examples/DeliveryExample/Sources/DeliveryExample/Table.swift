/// A table in memory behind an API of batches, which leaves some of each batch undone.
struct Table {
    private(set) var values: [String: String] = [:]
    private var batchCount = 0

    /// Puts values; gives the keys that are to be tried again.
    mutating func write(_ batch: [(key: String, value: String)]) -> [String] {
        batchCount += 1
        var unprocessed: [String] = []
        for (position, write) in batch.enumerated() {
            if position > 0, position % 3 == batchCount % 3 {
                unprocessed.append(write.key)
            } else {
                values[write.key] = write.value
            }
        }
        return unprocessed
    }
}
