import DDBParquet

/// Rows of a fixed seed, as files.
struct BenchmarkRows {
    private let count: Int
    private var ids: [Int64] = []
    private var names: [String] = []
    private var amounts: [Double] = []
    private var prices: [Int64] = []
    private var times: [Int64] = []
    private var flags: [Bool] = []

    init(count: Int) {
        self.count = count
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        for row in 0..<count {
            ids.append(Int64(row) &* 7919)
            names.append("customer-\(next() % 100_000)")
            amounts.append(Double(next() % 1_000_000) / 64)
            prices.append(Int64(next() % 10_000_000))
            times.append(1_700_000_000_000_000 + Int64(next() % 1_000_000_000) * 1000)
            flags.append(next() % 2 == 0)
        }
    }

    func parquet() throws -> [UInt8] {
        let schema = try ParquetSchema([
            .primitive("id", .required, .int64),
            .primitive("name", .optional, .byteArray, .string),
            .primitive("amount", .optional, .double),
            .primitive("price", .required, .int64, .decimal(precision: 18, scale: 2)),
            .primitive(
                "at", .required, .int64, .timestamp(.microseconds, isAdjustedToUTC: true)),
            .primitive("flag", .required, .boolean),
            .list("tags", .required, element: .primitive("e", .required, .byteArray, .string)),
            .group(
                "place", .required,
                [
                    .primitive("x", .required, .int64),
                    .primitive("y", .required, .byteArray, .string),
                ]),
        ])
        var writer = try ParquetWriter(schema: schema)
        let groupRowCount = 250_000
        for start in stride(from: 0, to: count, by: groupRowCount) {
            let range = start..<min(count, start + groupRowCount)
            try writer.writeRowGroup(rowCount: range.count, columns: columns(range))
        }
        _ = try writer.finish()
        return writer.takeBytes()
    }

    private func columns(_ range: Range<Int>) -> [LeafColumn] {
        let texts = ByteArrayColumn(Array(names[range]))
        let present = [UInt8](repeating: 1, count: range.count)
        var tags = ByteArrayColumn()
        var levels: [UInt8] = []
        for row in range {
            for tag in 0..<2 {
                tags.append("tag-\((row + tag) % 50)".utf8)
                levels.append(tag == 0 ? 0 : 1)
            }
        }
        return [
            LeafColumn(values: .int64(Array(ids[range]))),
            LeafColumn(definitionLevels: present, values: .byteArray(texts)),
            LeafColumn(definitionLevels: present, values: .double(Array(amounts[range]))),
            LeafColumn(values: .int64(Array(prices[range]))),
            LeafColumn(values: .int64(Array(times[range]))),
            LeafColumn(values: .boolean(Array(flags[range]))),
            LeafColumn(
                definitionLevels: [UInt8](repeating: 1, count: levels.count),
                repetitionLevels: levels, values: .byteArray(tags)),
            LeafColumn(values: .int64(Array(prices[range]))),
            LeafColumn(values: .byteArray(texts)),
        ]
    }

    func csv() -> [UInt8] {
        var text = Array("id:N,name:S,amount:N,price:N,at:N,flag:BOOL\n".utf8)
        for row in 0..<count {
            text += Array(
                "\(ids[row]),\(names[row]),\(amounts[row]),\(prices[row]),\(times[row]),\(flags[row])\n"
                    .utf8)
        }
        return text
    }
}
