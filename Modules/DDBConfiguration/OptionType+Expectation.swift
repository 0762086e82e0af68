extension OptionType {
    /// What a value may be, in words for messages and documentation.
    public var expectation: String {
        switch self {
        case .string: "a text"
        case .secret: "a secret text"
        case .boolean: "true or false"
        case .integer(let range):
            "a whole number" + bounds(range, from: .min, to: .max) { String($0) }
        case .double(let range):
            "a number"
                + bounds(
                    range, from: -Double.greatestFiniteMagnitude, to: .greatestFiniteMagnitude
                ) { String($0) }
        case .duration(let range):
            "a duration such as 250ms, 1s or 5m"
                + bounds(range, from: .zero, to: DurationText.longest) { DurationText.format($0) }
        case .byteSize(let range):
            "a size such as 512, 64KiB or 1GiB"
                + bounds(range, from: 0, to: .max) { ByteSizeText.format($0) }
        case .enumeration(let words): "one of: " + words.joined(separator: ", ")
        case .list(let element): "a list, each " + element.expectation
        case .names: "a list of names, or a text with commas between them"
        case .map(let element): "a map, each " + element.expectation
        case .object: "a map of options"
        case .node: "a value"
        }
    }

    private func bounds<Value: Comparable>(
        _ range: ClosedRange<Value>, from least: Value, to most: Value,
        _ format: (Value) -> String
    ) -> String {
        switch (range.lowerBound > least, range.upperBound < most) {
        case (true, true): " from \(format(range.lowerBound)) to \(format(range.upperBound))"
        case (true, false): " of at least \(format(range.lowerBound))"
        case (false, true): " of at most \(format(range.upperBound))"
        case (false, false): ""
        }
    }
}
