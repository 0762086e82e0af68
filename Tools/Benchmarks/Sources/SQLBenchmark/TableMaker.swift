import DDBAttributes
import DDBBase
import DDBStore

/// Writes one table that was changed, and one that holds the rows which are left, settled.
struct TableMaker: Sendable {
    private static let keysAtOnce = 100_000

    let store: TableStore
    let rowCount: Int
    /// How many of a hundred loaded rows are masked: half of them overwritten, half deleted.
    let percent: Int

    func make() async throws {
        try await load("masked") { key in Self.item(key, version: 0) }
        try await change()
        try await load("settled") { key in
            switch fate(key) {
            case .deleted: nil
            case .overwritten: Self.item(key, version: 1)
            case .kept: Self.item(key, version: 0)
            }
        }
        for name in ["masked", "settled"] {
            let table = try await store.table(name)
            let masked = table.parts.reduce(0) { $0 + $1.maskedRowCount }
            print(
                #"{"bench":"sql_table","name":"\#(name)","rows":\#(table.rowCount ?? -1),"#
                    + #""parts":\#(table.parts.count),"masked":\#(masked),"#
                    + #""bytes":\#(table.parts.reduce(0) { $0 + $1.byteCount })}"#)
        }
    }

    /// Writes the table `scattered`, a part a commit; each second part has a masked row.
    func scatter(partCount: Int) async throws {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.maintenance = .off
        let writer = try await store.writer("scattered", options: options)
        let rowsPerPart = max(1, rowCount / partCount)
        for part in 0..<partCount {
            let keys = part * rowsPerPart..<(part + 1) * rowsPerPart
            var lines = keys.map {
                #"{"operation":"put","newImage":\#(Self.item($0, version: 0))}"#
            }
            if part % 2 == 1 {
                let key = Self.name(keys.lowerBound - 1)
                lines.append(#"{"operation":"delete","keys":{"pk":{"S":"\#(key)"}}}"#)
            }
            let lane = writer.makeLane()
            for batch in try Self.batches(lines, .change) { _ = try await lane.append(batch) }
            let staged = try await lane.seal()
            _ = try await writer.commit(staged.map { [$0] } ?? [], [])
        }
        _ = try await writer.close()
    }

    private enum Fate { case kept, overwritten, deleted }

    private func fate(_ key: Int) -> Fate {
        let chance = Int(Self.mixed(UInt64(key) ^ 0xFA7E) % 1000)
        if chance < percent * 5 { return .deleted }
        return chance < percent * 10 ? .overwritten : .kept
    }

    private func load(_ name: String, _ item: (Int) -> String?) async throws {
        let load = try await store.load(
            name,
            options: LoadOptions(
                plan: .automatic, keys: ["pk"],
                timestamp: Instant(microseconds: 1_700_000_000_000_000)))
        let lane = load.makeLane()
        for start in stride(from: 0, to: rowCount, by: Self.keysAtOnce) {
            let keys = start..<min(start + Self.keysAtOnce, rowCount)
            for batch in try Self.batches(keys.compactMap(item), .item) {
                try await lane.append(batch)
            }
        }
        _ = try await load.commit([try await lane.finish()])
    }

    private func change() async throws {
        var options = WriterOptions()
        options.maintenance = .off
        let writer = try await store.writer("masked", options: options)
        let lane = writer.makeLane()
        for start in stride(from: 0, to: rowCount, by: Self.keysAtOnce) {
            let keys = start..<min(start + Self.keysAtOnce, rowCount)
            let lines = keys.compactMap { key -> String? in
                switch fate(key) {
                case .kept: nil
                case .deleted: #"{"operation":"delete","keys":{"pk":{"S":"\#(Self.name(key))"}}}"#
                case .overwritten:
                    #"{"operation":"put","newImage":\#(Self.item(key, version: 1))}"#
                }
            }
            for batch in try Self.batches(lines, .change) { _ = try await lane.append(batch) }
        }
        let staged = try await lane.seal()
        _ = try await writer.commit(staged.map { [$0] } ?? [], [])
        _ = try await writer.close()
    }

    static func name(_ key: Int) -> String {
        "customer#" + String(repeating: "0", count: 10 - "\(key)".count) + "\(key)"
    }

    private static func item(_ key: Int, version: UInt64) -> String {
        var word = mixed(UInt64(key) &* 2 &+ version)
        func next(_ bound: UInt64) -> UInt64 {
            word = mixed(word)
            return word % bound
        }
        let status = ["new", "paid", "packed", "shipped", "returned"][Int(next(5))]
        let note = String(next(.max), radix: 36) + " " + String(next(.max), radix: 36)
        return #"{"pk":{"S":"\#(name(key))"},"seen":{"N":"\#(next(1_000_000_000))"},"#
            + #""status":{"S":"\#(status)"},"total":{"N":"\#(next(100_000)).\#(10 + next(90))"},"#
            + #""shop":{"S":"shop-\#(next(20_000))"},"note":{"S":"\#(note)"}}"#
    }

    private static func batches(_ lines: [String], _ shape: LineShape) throws -> [ItemBatch] {
        var decoder = LineDecoder(shape: shape, origin: .file)
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        var batches: [ItemBatch] = []
        var offset = 0
        while offset < bytes.count {
            offset += decoder.append(bytes.span.bytes.extracting(offset..<bytes.count))
            if decoder.freeByteCount == 0, let batch = try decoder.nextBatch(isLast: false) {
                batches.append(batch)
            }
        }
        while let batch = try decoder.nextBatch(isLast: true) { batches.append(batch) }
        return batches
    }

    /// SplitMix64's last step.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var word = value &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
