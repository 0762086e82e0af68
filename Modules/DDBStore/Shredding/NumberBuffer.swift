import DDBAttributes
import DDBSchema

/// The numbers of one column of a row group, in the narrowest form that holds those seen so far.
///
/// A column begins as 64-bit integers and widens in place: to scaled 64-bit decimals, to scaled
/// 128-bit ones, and at last to text. Each step is exact.
@safe struct NumberBuffer: ~Copyable {
    /// How the numbers are held.
    private enum Form { case integers, decimals, wide, text }

    /// The most digits that the fast path takes: any of them fit 64 bits.
    private static let fastDigitsMax = 18

    private var form = Form.integers
    private var narrow = GrowBuffer<Int64>()
    private var wide = GrowBuffer<Int128>(capacity: 1)
    private var scales = GrowBuffer<UInt8>(capacity: 1)
    private var text = GrowBuffer<UInt8>(capacity: 1)
    private var textEnds = GrowBuffer<UInt32>(capacity: 1)
    /// The largest magnitude by scale, of the numbers that took the fast path.
    private var largest = GrowBuffer<UInt64>(capacity: fastDigitsMax + 1)
    /// The scales that the fast path met, a bit each.
    private var metScales: UInt32 = 0
    /// The shape of the numbers that did not take the fast path.
    private var slowShape: NumberShape?

    init() { largest.append(repeating: 0, count: Self.fastDigitsMax + 1) }

    var count: Int {
        switch form {
        case .integers, .decimals: narrow.count
        case .wide: wide.count
        case .text: textEnds.count
        }
    }

    mutating func removeAll() {
        form = .integers
        narrow.removeAll()
        wide.removeAll()
        scales.removeAll()
        text.removeAll()
        textEnds.removeAll()
        for scale in 0..<largest.count { largest[scale] = 0 }
        metScales = 0
        slowShape = nil
    }

    /// The shape that covers the numbers, or nil where there is none.
    var shape: NumberShape? {
        var result = slowShape
        for scale in 0..<largest.count where metScales >> scale & 1 == 1 {
            let digits = digitCount(largest[scale])
            let one = NumberShape(
                fitsInt64: scale == 0, integerDigits: max(0, digits - scale), scale: scale)
            result = result?.joined(one) ?? one
        }
        return result
    }

    /// Appends a number from its validated text.
    @inline(__always)
    mutating func append(_ digits: UnsafePointer<UInt8>, _ count: Int) {
        if let (mantissa, scale) = unsafe Self.parseShort(digits, count) {
            appendShort(mantissa, scale)
        } else {
            unsafe appendLong(digits, count)
        }
    }

    /// Reads a plain number of at most 18 digits; nil sends the number down the general path.
    @inline(__always)
    static func parseShort(
        _ digits: UnsafePointer<UInt8>, _ count: Int
    ) -> (mantissa: Int64, scale: Int)? {
        var index = 0
        let isNegative = unsafe digits[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard count &- index <= fastDigitsMax else { return nil }
        var mantissa: Int64 = 0
        var point = -1
        while index < count {
            let byte = unsafe digits[index]
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa &* 10 &+ Int64(digit)
            } else if byte == UInt8(ascii: "."), point < 0 {
                point = index
            } else {
                return nil
            }
            index &+= 1
        }
        var scale = point < 0 ? 0 : count &- 1 &- point
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale &-= 1
        }
        return (isNegative ? 0 &- mantissa : mantissa, scale)
    }

    @inline(__always)
    private mutating func appendShort(_ mantissa: Int64, _ scale: Int) {
        metScales |= 1 << UInt32(truncatingIfNeeded: scale)
        if mantissa.magnitude > largest[scale] { largest[scale] = mantissa.magnitude }
        if form == .integers, scale == 0 {
            narrow.append(mantissa)
        } else {
            appendScaled(mantissa, scale)
        }
    }

    private mutating func appendScaled(_ mantissa: Int64, _ scale: Int) {
        switch form {
        case .integers:
            widenToDecimals()
            narrow.append(mantissa)
            scales.append(UInt8(scale))
        case .decimals:
            narrow.append(mantissa)
            scales.append(UInt8(scale))
        case .wide:
            wide.append(Int128(mantissa))
            scales.append(UInt8(scale))
            widenToTextWhereNeeded()
        case .text:
            appendText(mantissa: Int128(mantissa), scale: scale)
        }
    }

    @inline(never)
    private mutating func appendLong(_ digits: UnsafePointer<UInt8>, _ count: Int) {
        let bytes = unsafe UnsafeRawBufferPointer(start: digits, count: count)
        let span = unsafe bytes.bytes
        if let value = NumberText.int64(span) {
            slowShape = slowShape?.joined(NumberShape(value)) ?? NumberShape(value)
            if form == .integers { narrow.append(value) } else { appendScaled(value, 0) }
            return
        }
        let one = Self.shape(of: span)
        slowShape = slowShape?.joined(one) ?? one
        if form == .integers { widenToDecimals() }
        if form == .decimals { widenToWide() }
        guard let (mantissa, scale) = Self.decimal(span), form == .wide else {
            widenToText()
            unsafe text.append(digits, count: count)
            textEnds.append(UInt32(text.count))
            return
        }
        wide.append(mantissa)
        scales.append(UInt8(scale))
        widenToTextWhereNeeded()
    }

    /// Numbers that each fit 38 digits need not do so together: 1E30 and 1E-30.
    private mutating func widenToTextWhereNeeded() {
        if let shape, shape.columnType == .digits { widenToText() }
    }

    /// The number as a 128-bit mantissa and a scale in 0...38, or nil where it has no such form.
    static func decimal(_ digits: RawSpan) -> (mantissa: Int128, scale: Int)? {
        guard var (mantissa, scale) = NumberText.decimal(digits) else { return nil }
        while scale < 0 {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow, product.magnitude < decimalBound else { return nil }
            mantissa = product
            scale += 1
        }
        return scale <= NumberShape.decimalDigitsMax ? (mantissa, scale) : nil
    }

    /// The shape of one number, however large.
    static func shape(of digits: RawSpan) -> NumberShape {
        if let value = NumberText.int64(digits) { return NumberShape(value) }
        guard let (mantissa, scale) = NumberText.decimal(digits) else {
            return NumberShape(fitsInt64: false, integerDigits: 126, scale: 0)
        }
        let count = digitCount(mantissa)
        return NumberShape(
            fitsInt64: false, integerDigits: max(0, count - scale), scale: max(0, scale))
    }

    private mutating func widenToDecimals() {
        scales.append(repeating: 0, count: narrow.count)
        form = .decimals
    }

    private mutating func widenToWide() {
        for index in 0..<narrow.count { wide.append(Int128(narrow[index])) }
        narrow.removeAll()
        form = .wide
    }

    private mutating func widenToText() {
        guard form != .text else { return }
        let count = count
        for index in 0..<count {
            let (mantissa, scale) = decimalValue(index)
            appendText(mantissa: mantissa, scale: scale)
        }
        form = .text
        narrow.removeAll()
        wide.removeAll()
        scales.removeAll()
    }

    private mutating func appendText(mantissa: Int128, scale: Int) {
        var digits: [UInt8] = []
        NumberText.append(mantissa: mantissa, scale: scale, to: &digits)
        text.append(contentsOf: digits)
        textEnds.append(UInt32(text.count))
    }

    /// The number at an index, in any form but text.
    private func decimalValue(_ index: Int) -> (mantissa: Int128, scale: Int) {
        switch form {
        case .integers: (Int128(narrow[index]), 0)
        case .decimals: (Int128(narrow[index]), Int(scales[index]))
        case .wide: (wide[index], Int(scales[index]))
        case .text: preconditionFailure("numbers held as text have no mantissa")
        }
    }
}

extension NumberBuffer {
    /// The numbers as 64-bit integers; the column's type says that all are.
    func integers() -> [Int64] {
        precondition(form == .integers, "a column of integers holds integers")
        return narrow.array()
    }

    /// The unscaled values at one scale; the column's type says that they fit.
    func unscaled(scale: Int) -> [Int64] {
        let powers = Self.powersOfTen
        return (0..<count).map { index in
            switch form {
            case .integers: narrow[index] &* powers[scale]
            case .decimals: narrow[index] &* powers[scale - Int(scales[index])]
            case .wide:
                Int64(truncatingIfNeeded: wide[index]) &* powers[scale - Int(scales[index])]
            case .text: preconditionFailure("numbers held as text have no mantissa")
            }
        }
    }

    /// The unscaled values at one scale, big-endian two's complement, each of some bytes.
    func unscaledBytes(scale: Int, width: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * width)
        for index in 0..<count {
            let (mantissa, own) = decimalValue(index)
            var value = mantissa
            for _ in own..<scale { value &*= 10 }
            for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> Int128(shift)))
            }
        }
        return bytes
    }

    /// The exact digits as text: the bytes, and the offset of each number and of the end.
    func digits() -> (bytes: [UInt8], offsets: [UInt32]) {
        if form == .text { return (text.array(), [0] + textEnds.array()) }
        var bytes: [UInt8] = []
        var offsets: [UInt32] = [0]
        for index in 0..<count {
            let (mantissa, scale) = decimalValue(index)
            NumberText.append(mantissa: mantissa, scale: scale, to: &bytes)
            offsets.append(UInt32(bytes.count))
        }
        return (bytes, offsets)
    }

    private static let powersOfTen: [Int64] = {
        var powers: [Int64] = [1]
        for _ in 0..<18 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()
}

/// 10^38: mantissas of a decimal are below it.
let decimalBound: UInt128 = {
    var bound: UInt128 = 1
    for _ in 0..<NumberShape.decimalDigitsMax { bound *= 10 }
    return bound
}()

/// The number of decimal digits; 0 for 0.
func digitCount(_ magnitude: UInt64) -> Int {
    var digits = 0
    var rest = magnitude
    while rest > 0 {
        digits += 1
        rest /= 10
    }
    return digits
}

/// The number of decimal digits; 0 for 0.
func digitCount(_ value: Int128) -> Int {
    var digits = 0
    var rest = value.magnitude
    while rest > 0 {
        digits += 1
        rest /= 10
    }
    return digits
}
