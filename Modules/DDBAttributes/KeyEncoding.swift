import DDBBase

/// Writes key values so that equal keys have equal bytes, and different keys different ones.
///
/// ```
/// key   = value, or value value (partition key, then sort key)
/// value = tag ('S', 'N' or 'B'), byte count (LEB128), content
/// ```
///
/// The content of S and B are their bytes. That of N is 0 bytes for zero, else the exponent plus
/// 256 as a byte pair (big-endian) with the sign in the top bit, then the digits as a big-endian
/// integer without a leading zero byte; digits have no zero at their end, so `1`, `1.0` and `1E0`
/// are one key. The encoding keeps identity, not order.
public enum KeyEncoding {
    /// Appends the key of an item: the values under the names, in the order of the names.
    ///
    /// The order in which the item holds its attributes does not matter.
    ///
    /// - Parameters:
    ///   - names: The names of the key attributes, the partition key's first, as plain UTF-8.
    ///   - item: The tape index of an item or of a map of keys.
    /// - Throws: ``AttributeError`` with code `key` where the item lacks one, or it is not a
    ///   non-empty S or B or an N. Nothing is appended then.
    public static func append(
        _ names: [[UInt8]], of item: Int, in batch: borrowing ItemBatch, to key: inout [UInt8]
    ) throws(AttributeError) {
        let start = key.count
        for name in names {
            do throws(ScanFault) {
                guard let index = batch.index(of: name, in: item) else { throw .missingKey }
                try append(batch.token(at: index), of: batch.bytes, to: &key)
            } catch {
                key.removeSubrange(start...)
                throw AttributeError(error, path: String(decoding: name, as: UTF8.self))
            }
        }
    }

    /// Appends one key value, or tells that it cannot be one.
    ///
    /// - Returns: Whether the value is an N, or a non-empty S or B. Where not, nothing is appended.
    public static func append(_ value: AttributeValue, to key: inout [UInt8]) -> Bool {
        switch value {
        case .string(let text) where !text.utf8.isEmpty:
            appendHeader(UInt8(ascii: "S"), text.utf8.count, to: &key)
            key.append(contentsOf: text.utf8)
        case .binary(let bytes) where !bytes.isEmpty:
            appendHeader(UInt8(ascii: "B"), bytes.count, to: &key)
            key.append(contentsOf: bytes)
        case .number(let number):
            appendNumber(number.mantissa, number.exponent, to: &key)
        case .string, .binary, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            return false
        }
        return true
    }

    /// Appends a key value S that is given as its UTF-8, as columns of text hold it.
    ///
    /// - Returns: Whether it is one: an empty S is none, and nothing is appended then.
    public static func append(string text: RawSpan, to key: inout [UInt8]) -> Bool {
        append(UInt8(ascii: "S"), text, to: &key)
    }

    /// Appends a key value B that is given as its bytes.
    ///
    /// - Returns: Whether it is one: an empty B is none, and nothing is appended then.
    public static func append(binary bytes: RawSpan, to key: inout [UInt8]) -> Bool {
        append(UInt8(ascii: "B"), bytes, to: &key)
    }

    /// Appends a key value N that is given as mantissa x 10^-scale, as columns of decimals hold it:
    /// the mantissa may have zeros at its end.
    public static func append(mantissa: Int128, scale: Int, to key: inout [UInt8]) {
        var exponent = -scale
        if var small = Int64(exactly: mantissa) {
            while small != 0, small % 10 == 0 {
                small /= 10
                exponent += 1
            }
            return appendNumber(Int128(small), exponent, to: &key)
        }
        var mantissa = mantissa
        while mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        appendNumber(mantissa, exponent, to: &key)
    }

    private static func append(_ tag: UInt8, _ bytes: RawSpan, to key: inout [UInt8]) -> Bool {
        guard bytes.byteCount > 0 else { return false }
        appendHeader(tag, bytes.byteCount, to: &key)
        TokenText.copy(0..<bytes.byteCount, of: bytes, to: &key)
        return true
    }

    static func append(
        _ token: Token, of bytes: RawSpan, to key: inout [UInt8]
    ) throws(ScanFault) {
        switch token.kind {
        case .string:
            guard token.byteCount > 0 else { throw .emptyKey }
            if token.hasEscapes {
                var text: [UInt8] = []
                TokenText.append(token, of: bytes, to: &text)
                appendHeader(UInt8(ascii: "S"), text.count, to: &key)
                key.append(contentsOf: text)
            } else {
                appendHeader(UInt8(ascii: "S"), token.byteCount, to: &key)
                TokenText.copy(token.range, of: bytes, to: &key)
            }
        case .binary:
            guard token.byteCount > 0 else { throw .emptyKey }
            appendHeader(
                UInt8(ascii: "B"), TokenText.binaryByteCount(token, of: bytes), to: &key)
            TokenText.appendBinary(token, of: bytes, to: &key)
        case .number:
            guard let value = NumberText.decimal(bytes.extracting(token.range)) else {
                throw .numberSyntax
            }
            appendNumber(value.mantissa, -value.scale, to: &key)
        case .name, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            throw .keyType
        }
    }

    private static func appendHeader(_ tag: UInt8, _ count: Int, to key: inout [UInt8]) {
        key.append(tag)
        Varint.append(UInt64(count), to: &key)
    }

    private static func appendNumber(_ mantissa: Int128, _ exponent: Int, to key: inout [UInt8]) {
        guard mantissa != 0 else {
            appendHeader(UInt8(ascii: "N"), 0, to: &key)
            return
        }
        let digits = mantissa.magnitude
        let byteCount = (128 - digits.leadingZeroBitCount + 7) / 8
        appendHeader(UInt8(ascii: "N"), 2 + byteCount, to: &key)
        let sign = mantissa < 0 ? 0x8000 : 0
        // The exponent of 38 digits whose first stands at 10^-130 is the least.
        let biased = UInt16(truncatingIfNeeded: sign | (exponent + 256))
        key.append(UInt8(truncatingIfNeeded: biased >> 8))
        key.append(UInt8(truncatingIfNeeded: biased))
        for position in stride(from: 8 * (byteCount - 1), through: 0, by: -8) {
            key.append(UInt8(truncatingIfNeeded: digits >> UInt128(position)))
        }
    }
}
