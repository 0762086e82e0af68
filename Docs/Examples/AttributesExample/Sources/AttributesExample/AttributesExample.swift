import DDBAttributes

/// Reads items of DynamoDB JSON, one a line, and works with them.
///
///     swift run AttributesExample < items.jsonl
@main struct AttributesExample {
    static func main() throws {
        var decoder = LineDecoder(shape: .item, table: "orders")
        var total: DecimalNumber?
        while let line = readLine(strippingNewline: false) {
            let bytes = Array(line.utf8)
            guard decoder.append(bytes.span.bytes) == bytes.count else { throw LineTooLong() }
            guard let batch = try decoder.nextBatch(isLast: false) else { continue }
            for record in batch.records {
                // A batch keeps the bytes that came; an item is built only when it is asked for.
                let item = batch.item(at: record.newImage)
                guard case .number(let amount)? = item["total"] else { continue }
                total = max(total ?? amount, amount)
                print(item["id"].map { "\($0)" } ?? "no id", amount.text)
            }
        }
        var summary = Item()
        summary["largest"] = total.map { .number($0) } ?? .null
        print(String(decoding: WireEncoder.encode(summary), as: UTF8.self))
    }

    /// A line is longer than the memory that the decoder has for a batch.
    struct LineTooLong: Error {}
}
