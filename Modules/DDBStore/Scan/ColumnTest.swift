import DDBAttributes
import DDBBase

/// A comparison of a column with one value, or with each of some, in the form of its values.
enum ColumnTest: Sendable {
    /// What holds of an integer of a column: itself, or its unscaled value.
    struct IntegerTest: Sendable {
        var comparison: RowCondition.Comparison
        var value: Int128

        /// The comparison of integers that says the same, or nil where no integer passes.
        init?(_ comparison: RowCondition.Comparison, _ number: ScaledNumber) {
            value = number.floor
            self.comparison = comparison
            guard !number.isExact else { return }
            // Of 2.5 the integer below is 2: less means 2 or less, more means more than 2.
            switch comparison {
            case .equal: return nil
            case .less: self.comparison = .lessOrEqual
            case .greaterOrEqual: self.comparison = .greater
            case .lessOrEqual, .greater: break
            }
        }
    }

    case integers([IntegerTest])
    case numbers(RowCondition.Comparison, [DecimalNumber])
    case bytes(RowCondition.Comparison, [[UInt8]])
    case booleans(RowCondition.Comparison, [Bool])

    /// Prepares a comparison, or gives nil where the values are not of the column's kind.
    init?(_ kind: ScanColumn.Kind, _ comparison: RowCondition.Comparison, _ values: [RowValue]) {
        switch kind {
        case .integers(let scale):
            guard let numbers = Self.numbers(values) else { return nil }
            self = .integers(
                numbers.compactMap { IntegerTest(comparison, ScaledNumber($0, scale: scale)) })
        case .times:
            var tests: [IntegerTest] = []
            for value in values {
                guard case .time(let moment) = value else { return nil }
                let exact = ScaledNumber(DecimalNumber(moment.microseconds), scale: 0)
                tests += [IntegerTest(comparison, exact)].compactMap { $0 }
            }
            self = .integers(tests)
        case .doubles, .digits:
            guard let numbers = Self.numbers(values) else { return nil }
            self = .numbers(comparison, numbers)
        case .texts:
            var texts: [[UInt8]] = []
            for value in values {
                guard case .text(let text) = value else { return nil }
                texts.append(Array(text.utf8))
            }
            self = .bytes(comparison, texts)
        case .binary:
            var blobs: [[UInt8]] = []
            for value in values {
                guard case .binary(let bytes) = value else { return nil }
                blobs.append(bytes)
            }
            self = .bytes(comparison, blobs)
        case .booleans:
            var truths: [Bool] = []
            for value in values {
                guard case .boolean(let truth) = value else { return nil }
                truths.append(truth)
            }
            self = .booleans(comparison, truths)
        case .nested: return nil
        }
    }

    private static func numbers(_ values: [RowValue]) -> [DecimalNumber]? {
        var numbers: [DecimalNumber] = []
        for value in values {
            guard case .number(let number) = value else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}

extension RowCondition.Comparison {
    /// Whether it holds of two values, by their order.
    func holds<Value>(
        _ left: Value, _ right: Value, _ isLess: (Value, Value) -> Bool
    ) -> Bool {
        switch self {
        case .equal: !isLess(left, right) && !isLess(right, left)
        case .less: isLess(left, right)
        case .lessOrEqual: !isLess(right, left)
        case .greater: isLess(right, left)
        case .greaterOrEqual: !isLess(left, right)
        }
    }

    /// Whether it may hold of a value between two bounds and a given one.
    func mayHold<Value>(
        between minimum: Value?, _ maximum: Value?, _ value: Value,
        _ isLess: (Value, Value) -> Bool
    ) -> Bool {
        switch self {
        case .equal:
            return !(minimum.map { isLess(value, $0) } ?? false)
                && !(maximum.map { isLess($0, value) } ?? false)
        case .less: return minimum.map { isLess($0, value) } ?? true
        case .lessOrEqual: return minimum.map { !isLess(value, $0) } ?? true
        case .greater: return maximum.map { isLess(value, $0) } ?? true
        case .greaterOrEqual: return maximum.map { !isLess($0, value) } ?? true
        }
    }
}
