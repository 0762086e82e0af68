import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBJSON

/// The bounds that the log has of a leaf, in the form of its values.
enum LeafBounds {
    /// Of integers, of decimals by their unscaled values, of times by microseconds.
    case integers(minimum: Int128?, maximum: Int128?)
    case doubles(minimum: Double?, maximum: Double?)
    case texts(minimum: [UInt8]?, maximum: [UInt8]?)
    /// The log has none for such leaves.
    case none

    /// Reads bounds; nil where they are not of the form that the protocol says.
    init?(_ kind: ScanColumn.Kind, _ path: [String], _ stated: FileStatistics) {
        let low = stated.minimum(path)
        let high = stated.maximum(path)
        switch kind {
        case .integers(let scale):
            let minimum = low.map { Self.number($0, scale)?.ceiling }
            let maximum = high.map { Self.number($0, scale)?.floor }
            guard minimum != .some(nil), maximum != .some(nil) else { return nil }
            self = .integers(minimum: minimum ?? nil, maximum: maximum ?? nil)
        case .times:
            let minimum = low.map { Self.microseconds($0) }
            let maximum = high.map { Self.microseconds($0) }
            guard minimum != .some(nil), maximum != .some(nil) else { return nil }
            // Moments are cut to milliseconds downwards.
            self = .integers(minimum: minimum ?? nil, maximum: (maximum ?? nil).map { $0 + 999 })
        case .doubles:
            let minimum = low.map { $0.numberText.flatMap(Double.init) }
            let maximum = high.map { $0.numberText.flatMap(Double.init) }
            guard minimum != .some(nil), maximum != .some(nil) else { return nil }
            self = .doubles(minimum: minimum ?? nil, maximum: maximum ?? nil)
        case .texts, .digits:
            let minimum = low.map { $0.string.map { Array($0.utf8) } }
            let maximum = high.map { $0.string.map { Array($0.utf8) } }
            guard minimum != .some(nil), maximum != .some(nil) else { return nil }
            self = .texts(minimum: minimum ?? nil, maximum: maximum ?? nil)
        case .binary, .booleans, .nested:
            self = .none
        }
    }

    private static func number(_ value: JSONValue, _ scale: Int) -> ScaledNumber? {
        guard let text = value.numberText else { return nil }
        do {
            return ScaledNumber(try DecimalNumber(text), scale: scale)
        } catch {
            // Text that is no number is reported by the caller, and there is no more to say of it.
            return nil
        }
    }

    private static func microseconds(_ value: JSONValue) -> Int128? {
        value.string.flatMap { Instant(iso8601: $0) }.map { Int128($0.microseconds) }
    }

    /// Whether a value between the bounds may pass a test.
    func mayPass(_ test: ColumnTest) -> Bool {
        switch (self, test) {
        case (.integers(let minimum, let maximum), .integers(let tests)):
            return tests.contains {
                $0.comparison.mayHold(between: minimum, maximum, $0.value, <)
            }
        case (.texts(let minimum, let maximum), .bytes(let comparison, let values)):
            return values.contains {
                comparison.mayHold(between: minimum, maximum, $0) {
                    $0.lexicographicallyPrecedes($1)
                }
            }
        case (.integers, _), (.doubles, _), (.texts, _), (.none, _): return true
        }
    }
}
