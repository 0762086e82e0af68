import DDBAttributes
import DDBBase
import DDBFiles
import DDBParquet

/// Writes stored values as DynamoDB JSON, many of one type at a time.
struct LeafWriter {
    struct Failure: Error {
        let fault: ValueFault
        /// Which value it is.
        let value: Int
    }

    let form: LeafForm
    let rules: ValueRules
    let limits: DecodeLimits
    /// What stands before and behind each value.
    private let opening: [UInt8]
    private let closing: [UInt8]

    init(_ form: LeafForm, _ rules: ValueRules, _ limits: DecodeLimits) {
        self.form = form
        self.rules = rules
        self.limits = limits
        (opening, closing) = Self.frame(form)
    }

    private static func frame(_ form: LeafForm) -> ([UInt8], [UInt8]) {
        let text =
            switch form.target {
            case .natural:
                switch form.content {
                case .integer, .decimal, .float, .double, .float16: (#"{"N":""#, #""}"#)
                case .day, .time, .timestamp, .oldTimestamp, .text, .json, .uuid, .interval:
                    (#"{"S":""#, #""}"#)
                case .bytes: (#"{"B":""#, #""}"#)
                case .boolean: (#"{"BOOL":"#, "}")
                case .nothing: ("", "")
                }
            case .string: (#"{"S":""#, #""}"#)
            case .number, .expiry: (#"{"N":""#, #""}"#)
            case .binary: (#"{"B":""#, #""}"#)
            case .boolean: (#"{"BOOL":"#, "}")
            case .parsed: ("", "")
            case .member: ("\"", "\"")
            case .name: ("\"", "\":")
            }
        return (Array(text.0.utf8), Array(text.1.utf8))
    }

    /// Appends values one after the other and notes where each ends.
    ///
    /// A value that the rules make nothing of is empty. Fewer are written than asked for where
    /// they become too large.
    func append(
        _ values: LeafValues, _ range: Range<Int>, byteCountMax: Int, to texts: inout [UInt8],
        ends: inout [Int]
    ) throws(Failure) {
        var index = range.lowerBound
        do throws(ValueFault) {
            while index < range.upperBound, texts.count < byteCountMax {
                // A step of some values a time, so that the storage is looked at once for them.
                let step = index..<min(index + 64, range.upperBound)
                for value in step {
                    index = value
                    let start = texts.count
                    texts.append(contentsOf: opening)
                    if try append(values, value, to: &texts) {
                        texts.append(contentsOf: closing)
                    } else {
                        texts.removeSubrange(start...)
                    }
                    ends.append(texts.count)
                    if texts.count >= byteCountMax { break }
                }
                index += 1
            }
        } catch {
            throw Failure(fault: error, value: index)
        }
    }

    /// Appends one value's content.
    ///
    /// - Returns: False where the rules make nothing of it.
    private func append(
        _ values: LeafValues, _ index: Int, to text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch values {
        case .boolean(let values):
            text.append(contentsOf: (values[index] ? "true" : "false").utf8)
            return true
        case .int32(let values): return try append(Int64(values[index]), bits: 32, to: &text)
        case .int64(let values): return try append(values[index], bits: 64, to: &text)
        case .float(let values):
            return try append(Double(values[index]), single: values[index], to: &text)
        case .double(let values): return try append(values[index], single: nil, to: &text)
        case .int96(let column): return try appendOldTimestamp(column[index], to: &text)
        case .byteArray(let column):
            let range = Int(column.offsets[index])..<Int(column.offsets[index + 1])
            return try append(column.bytes.span.bytes.extracting(range), to: &text)
        case .fixed(let column):
            let start = index * column.byteCount
            return try append(
                column.bytes.span.bytes.extracting(start..<start + column.byteCount), to: &text)
        }
    }

    private func append(
        _ value: Int64, bits: Int, to text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch form.content {
        case .integer(isSigned: false) where form.target.isPlain:
            let magnitude =
                bits == 32 ? UInt64(UInt32(truncatingIfNeeded: value)) : UInt64(bitPattern: value)
            DigitText.append(magnitude, to: &text)
        case .integer:
            if case .expiry(let seconds) = form.target {
                try appendSeconds(TextValue.seconds(value), plus: seconds, to: &text)
            } else {
                DigitText.append(value, to: &text)
            }
        case .decimal(let scale) where scale <= 18: DigitText.append(value, scale: scale, to: &text)
        case .decimal(let scale):
            NumberText.append(mantissa: Int128(value), scale: scale, to: &text)
        case .day:
            try append(
                moment: Int128(value) * 86_400_000_000_000, isUTC: false, isDay: true, to: &text)
        case .time(let unit):
            let (time, overflow) = value.multipliedReportingOverflow(by: unit)
            guard !overflow, (0..<86_400_000_000_000).contains(time) else { throw .notTime }
            if form.target == .number {
                appendSeconds(nanoseconds: Int128(time), to: &text)
            } else {
                MomentText.append(nanosecondsOfDay: time, to: &text)
            }
        case .timestamp(let unit, let isUTC):
            try append(moment: Int128(value) * Int128(unit), isUTC: isUTC, isDay: false, to: &text)
        case .nothing: return false
        case .boolean, .float, .double, .float16, .oldTimestamp, .text, .json, .uuid, .bytes,
            .interval:
            throw .type
        }
        return true
    }

    private func append(
        moment nanoseconds: Int128, isUTC: Bool, isDay: Bool, to text: inout [UInt8]
    ) throws(ValueFault) {
        switch form.target {
        case .number: appendSeconds(nanoseconds: nanoseconds, to: &text)
        case .expiry(let seconds):
            var whole = nanoseconds / 1_000_000_000
            if nanoseconds % 1_000_000_000 < 0 { whole -= 1 }
            guard let whole = Int64(exactly: whole) else { throw .notTime }
            try appendSeconds(whole, plus: seconds, to: &text)
        case .natural, .string, .binary, .boolean, .parsed, .member, .name:
            if isDay {
                MomentText.append(day: Int(nanoseconds / 86_400_000_000_000), to: &text)
            } else {
                MomentText.append(nanoseconds: nanoseconds, isUTC: isUTC, to: &text)
            }
        }
    }

    /// Appends seconds with all digits of their fraction.
    private func appendSeconds(nanoseconds: Int128, to text: inout [UInt8]) {
        NumberText.append(mantissa: nanoseconds, scale: 9, to: &text)
    }

    private func appendSeconds(
        _ seconds: Int64, plus more: Int64, to text: inout [UInt8]
    ) throws(ValueFault) {
        let (sum, overflow) = seconds.addingReportingOverflow(more)
        guard !overflow else { throw .notTime }
        DigitText.append(sum, to: &text)
    }

    private func appendOldTimestamp(
        _ bytes: ArraySlice<UInt8>, to text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        guard form.content != .nothing else { return false }
        var nanoseconds: UInt64 = 0
        for byte in bytes.prefix(8).reversed() { nanoseconds = nanoseconds << 8 | UInt64(byte) }
        var day: UInt32 = 0
        for byte in bytes.suffix(4).reversed() { day = day << 8 | UInt32(byte) }
        let days = Int128(Int32(bitPattern: day)) - 2_440_588
        var moment = days * 86_400_000_000_000 + Int128(Int64(bitPattern: nanoseconds))
        let microseconds = (moment - (moment % 1000 + 1000) % 1000) / 1000
        // Spark lets microseconds beyond 64 bits wrap around when it writes, and when it reads.
        if Int64(exactly: microseconds) == nil {
            moment += (Int128(Int64(truncatingIfNeeded: microseconds)) - microseconds) * 1000
        }
        try append(moment: moment, isUTC: false, isDay: false, to: &text)
        return true
    }
}

extension LeafForm.Target {
    /// Whether a number's digits are written as they are.
    fileprivate var isPlain: Bool {
        if case .expiry = self { false } else { true }
    }
}
