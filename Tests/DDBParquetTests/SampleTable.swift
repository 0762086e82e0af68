import DDBParquet

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Tables of many types, made from a seed.
struct SampleTable {
    var schema: ParquetSchema
    var columns: [LeafColumn]
    var rowCount: Int

    /// Every physical type and many logical ones, required and optional, lists, maps and structs.
    static let fields: [SchemaNode] = [
        .primitive("flag", .optional, .boolean),
        .primitive("small", .required, .int32),
        .primitive("count", .optional, .int64),
        .primitive("unsigned", .optional, .int32, .integer(bitWidth: 32, isSigned: false)),
        .primitive("at", .optional, .int64, .timestamp(.microseconds, isAdjustedToUTC: true)),
        .primitive("day", .optional, .int32, .date),
        .primitive("ratio", .optional, .double),
        .primitive("share", .required, .float),
        .primitive("name", .required, .byteArray, .string),
        .primitive("note", .optional, .byteArray, .string),
        .primitive("blob", .optional, .byteArray),
        .primitive("price", .optional, .int64, .decimal(precision: 18, scale: 4)),
        .primitive("huge", .optional, .fixed(byteCount: 16), .decimal(precision: 38, scale: 2)),
        .primitive("pair", .required, .fixed(byteCount: 3)),
        .list("tags", .optional, element: .primitive("e", .optional, .byteArray, .string)),
        .map(
            "scores", .optional, key: .primitive("k", .required, .byteArray, .string),
            value: .primitive("v", .optional, .int32)),
        .group(
            "address", .optional,
            [
                .primitive("city", .optional, .byteArray, .string),
                .list(
                    "lines", .required,
                    element: .list(
                        "inner", .optional, element: .primitive("e", .required, .int64))),
            ]),
    ]

    init(schema: ParquetSchema, columns: [LeafColumn], rowCount: Int) {
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
    }

    init(rowCount: Int, seed: UInt64) throws {
        schema = try ParquetSchema(Self.fields)
        self.rowCount = rowCount
        var generator = SeededGenerator(seed: seed)
        columns = []
        for leaf in schema.leaves {
            columns.append(Self.column(leaf, rowCount, &generator))
        }
        alignGroups()
    }

    /// Leaves of one group must agree on where rows and lists begin; a map's value follows its key.
    private mutating func alignGroups() {
        guard let key = schema.leaf("scores", "key_value", "key"),
            let value = schema.leaf("scores", "key_value", "value"),
            let city = schema.leaf("address", "city"),
            let lines = schema.leaves.last
        else { return }
        var levels = columns[key.index].definitionLevels
        var places: [Int32] = []
        for index in levels.indices where levels[index] == key.definitionLevelMax {
            if index % 3 > 0 {
                levels[index] = value.definitionLevelMax
                places.append(Int32(index))
            }
        }
        columns[value.index] = LeafColumn(
            definitionLevels: levels, repetitionLevels: columns[key.index].repetitionLevels,
            values: .int32(places))
        // A missing address is missing in both leaves.
        var starts: [UInt8] = []
        for (index, level) in columns[lines.index].repetitionLevels.enumerated() where level == 0 {
            starts.append(columns[lines.index].definitionLevels[index])
        }
        var texts: [String] = []
        let cities = starts.enumerated().map { row, start -> UInt8 in
            if start == 0 { return 0 }
            guard row % 4 > 0 else { return 1 }
            texts.append("city \(row % 50)")
            return 2
        }
        columns[city.index] = LeafColumn(
            definitionLevels: cities, values: .byteArray(ByteArrayColumn(texts)))
    }

    private static func column(
        _ leaf: SchemaLeaf, _ rowCount: Int, _ generator: inout SeededGenerator
    ) -> LeafColumn {
        var definitions: [UInt8] = []
        var repetitions: [UInt8] = []
        // Levels by a random walk: any sequence that begins each row with 0 is a valid one, as
        // long as an entry repeats only a list that has begun.
        for _ in 0..<rowCount {
            var open: UInt8 = 0
            var isFirst = true
            repeat {
                let repetition =
                    isFirst ? 0 : UInt8.random(in: 1...max(open, 1), using: &generator)
                // Everything above the list that repeats is there.
                let least = isFirst ? 0 : leaf.definitionLevel(atLeast: repetition)
                let bias = UInt8.random(in: 0...3, using: &generator)
                let definition =
                    bias > 0
                    ? leaf.definitionLevelMax
                    : UInt8.random(in: least...leaf.definitionLevelMax, using: &generator)
                definitions.append(definition)
                repetitions.append(repetition)
                open = leaf.openLists(at: definition)
                isFirst = false
            } while open > 0 && UInt8.random(in: 0...2, using: &generator) > 0
        }
        let present = definitions.filter { $0 == leaf.definitionLevelMax }.count
        return LeafColumn(
            definitionLevels: leaf.definitionLevelMax == 0 ? [] : definitions,
            repetitionLevels: leaf.repetitionLevelMax == 0 ? [] : repetitions,
            values: values(leaf, present, &generator))
    }

    private static func values(
        _ leaf: SchemaLeaf, _ count: Int, _ generator: inout SeededGenerator
    ) -> LeafValues {
        let isRich = leaf.index % 2 == 0
        func number(_ bits: Int) -> Int64 {
            Int64(truncatingIfNeeded: generator.next() >> UInt64(64 - bits))
        }
        switch leaf.physicalType {
        case .boolean: return .boolean((0..<count).map { _ in number(2) == 0 })
        case .int32:
            return .int32(
                (0..<count).map { _ in Int32(truncatingIfNeeded: number(isRich ? 20 : 5)) - 9 })
        case .int64:
            return .int64(
                (0..<count).map { Int64($0) * 1000 + number(leaf.name == "price" ? 50 : 9) })
        case .float: return .float((0..<count).map { _ in Float(number(20)) / 8 - 1000 })
        case .double:
            return .double((0..<count).map { $0 % 17 == 0 ? -0.0 : Double(number(30)) / 64 })
        case .int96, .fixed:
            let width = if case .fixed(let bytes) = leaf.physicalType { bytes } else { 12 }
            // The numbers stay below 38 digits.
            let bytes = (0..<count).flatMap { _ in
                (0..<width).map { $0 == 0 ? 0 : UInt8(truncatingIfNeeded: number(7)) }
            }
            guard let column = FixedColumn(bytes: bytes, byteCount: width) else {
                return .int32([])
            }
            return leaf.physicalType == .int96 ? .int96(column) : .fixed(column)
        case .byteArray:
            let texts = (0..<count).map { index in
                // The keys of a map differ.
                if leaf.path.last == "key" { return "key \(index)" }
                return isRich
                    ? "value-\(number(40))-äöü" : String(repeating: "n", count: Int(number(4)))
            }
            return .byteArray(ByteArrayColumn(texts))
        }
    }

    /// The bytes of a file of this table.
    func file(
        _ settings: WriterSettings = WriterSettings(), rowGroups: Int = 1
    ) throws -> [UInt8] {
        var writer = try ParquetWriter(schema: schema, settings: settings)
        writer.addKeyValue("origin", "a test")
        for _ in 0..<rowGroups { try writer.writeRowGroup(rowCount: rowCount, columns: columns) }
        _ = try writer.finish()
        return writer.takeBytes()
    }
}

extension SchemaLeaf {
    /// The definition level from which a list at this depth has an element.
    fileprivate func definitionLevel(atLeast repetition: UInt8) -> UInt8 {
        switch name {
        case "address.lines.list.element.list.element": repetition == 1 ? 2 : 4
        case _: repetitionLevelMax == 0 ? 0 : 2
        }
    }

    /// How many lists around the leaf have an element at this definition level.
    fileprivate func openLists(at definition: UInt8) -> UInt8 {
        (1...max(repetitionLevelMax, 1)).last {
            repetitionLevelMax > 0 && definition >= definitionLevel(atLeast: $0)
        } ?? 0
    }
}
