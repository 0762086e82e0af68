/// Finds the fields of records by RFC 4180.
///
/// ```
/// file   = record *(break record) [break]
/// record = field *(delimiter field)
/// field  = quote *(any byte, quotes doubled) quote / *(any byte but delimiter, CR, LF)
/// break  = CR LF / LF / CR
/// ```
/// A quote that does not stand at the beginning of a field is an ordinary byte.
struct CSVParser {
    /// A field's text, without the quotes around it.
    struct Field {
        var range: Range<Int>
        /// Whether quotes inside are doubled.
        var hasDoubledQuotes: Bool
    }

    enum Fault: Error {
        case afterQuote, openQuote

        var reason: String {
            switch self {
            case .afterQuote: "something other than a delimiter follows a closing quote"
            case .openQuote: "a quote is not closed before the file ends"
            }
        }
    }

    enum Step {
        /// A record, and where the next one begins.
        case record(end: Int)
        /// The record does not end in the bytes at hand.
        case needsMore
        /// The record is none; the offset is that of the fault.
        case fault(Fault, at: Int)
    }

    private let delimiter: UInt8
    private let quote: UInt8?
    /// The fields of the last record.
    private(set) var fields: [Field] = []
    /// The line breaks in the last record, with the one that ends it.
    private(set) var lineBreakCount = 0

    init(delimiter: UInt8, quote: UInt8?) {
        self.delimiter = delimiter
        self.quote = quote
    }

    /// Reads the record that begins at a place.
    ///
    /// - Parameter isAtEnd: Whether the file ends where the range does.
    mutating func next(_ bytes: [UInt8], _ range: Range<Int>, isAtEnd: Bool) -> Step {
        fields.removeAll(keepingCapacity: true)
        lineBreakCount = 0
        return bytes.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            let end = range.upperBound
            while true {
                if index < end, bytes[index] == quote {
                    if let step = quoted(bytes, &index, end, isAtEnd) { return step }
                } else {
                    let start = index
                    while index < end, bytes[index] != delimiter, bytes[index] != 0x0A,
                        bytes[index] != 0x0D
                    {
                        index += 1
                    }
                    if index == end, !isAtEnd { return .needsMore }
                    fields.append(Field(range: start..<index, hasDoubledQuotes: false))
                }
                guard index < end else { return .record(end: end) }
                if bytes[index] == delimiter {
                    index += 1
                    continue
                }
                return lineBreak(bytes, index, end, isAtEnd)
            }
        }
    }

    /// Reads a field from its quote to the byte after the closing one.
    ///
    /// - Returns: Why there is none, or nil.
    private mutating func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int, _ isAtEnd: Bool
    ) -> Step? {
        let start = index + 1
        var at = start
        var hasDoubledQuotes = false
        while true {
            while at < end, bytes[at] != quote {
                if bytes[at] == 0x0A { lineBreakCount += 1 }
                at += 1
            }
            guard at < end else {
                return isAtEnd ? .fault(.openQuote, at: start - 1) : .needsMore
            }
            guard at + 1 < end else {
                if !isAtEnd { return .needsMore }
                break
            }
            guard bytes[at + 1] == quote else { break }
            hasDoubledQuotes = true
            at += 2
        }
        fields.append(Field(range: start..<at, hasDoubledQuotes: hasDoubledQuotes))
        index = at + 1
        guard index < end else { return nil }
        let next = bytes[index]
        let isFieldEnd = next == delimiter || next == 0x0A || next == 0x0D
        return isFieldEnd ? nil : .fault(.afterQuote, at: index)
    }

    private mutating func lineBreak(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int, _ isAtEnd: Bool
    ) -> Step {
        guard bytes[index] == 0x0D else {
            lineBreakCount += 1
            return .record(end: index + 1)
        }
        if index + 1 == end, !isAtEnd { return .needsMore }
        lineBreakCount += 1
        let hasLineFeed = index + 1 < end && bytes[index + 1] == 0x0A
        return .record(end: index + (hasLineFeed ? 2 : 1))
    }
}
