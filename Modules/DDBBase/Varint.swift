/// Writes integers as unsigned LEB128 varints, and zigzag, as Thrift's compact protocol and Parquet
/// do.
public enum Varint {
    /// The most bytes that a varint of 64 bits takes.
    public static let byteCountMax = 10

    /// Appends a value, seven bits a byte, low bits first.
    public static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Reads a value and moves the offset past it.
    ///
    /// - Returns: The value, or nil where the bytes end inside it or it has more than 64 bits.
    public static func read(_ bytes: RawSpan, at offset: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.byteCount, shift < 70 {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            offset += 1
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// Maps signed integers to unsigned ones so that small magnitudes stay small.
    public static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }

    /// Undoes ``zigzag(_:)``.
    public static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
