import DDBAttributes
import DDBBase

/// Items with values of every type at their limits.
enum SampleItems {
    /// 38 digits, both ends of the range, and what texts of numbers may look like.
    static let numbers = [
        "0", "-1", "1.5", "12345678901234567890123456789012345678",
        "-0.12345678901234567890123456789012345678", "1E-130", "-1E-130",
        "9.9999999999999999999999999999999999999E+125",
        "-9.9999999999999999999999999999999999999E+125", "0.1", "100000000000000000000",
    ]

    static func everything(key: String) throws -> Item {
        var item: Item = [
            "pk": .string(key),
            "empty": .string(""),
            "text": .string("tab\t quote\" back\\slash / nul\u{0} \u{2028} é e\u{301} \u{1F600}"),
            "binary": .binary((0...255).map { UInt8($0) }),
            "no bytes": .binary([]),
            "yes": .bool(true), "no": .bool(false), "null": .null,
            "list": .list([
                .string(""), .list([]), .null, .map(["a.b": .list([.bool(false)]), " ": .null]),
            ]),
            "no list": .list([]), "no map": .map([:]),
            "texts": .stringSet(["b", "a", "", "\u{1F600}", "é", "e\u{301}"]),
            "blobs": .binarySet([[0], [], [255, 0]]),
            "a.name with : and # \u{1F600} \"": .string("found"),
            "Case": .string("upper"), "case": .string("lower"),
        ]
        let decimals = try numbers.map { try DecimalNumber($0) }
        for (index, number) in decimals.enumerated() { item["n\(index)"] = .number(number) }
        item["numbers"] = .numberSet(decimals)
        var nested = AttributeValue.string("deep")
        for level in 0..<30 { nested = level % 2 == 0 ? .list([nested]) : .map(["m": nested]) }
        item["nested"] = nested
        return item
    }
}
