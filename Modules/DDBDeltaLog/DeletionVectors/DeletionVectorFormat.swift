import DDBBase

// The format: a version byte 1, then per vector, at its descriptor's `offset`,
//
//     u32 size (big-endian), the vector (`RowSet.serialized()`), u32 CRC-32 of it (big-endian)
//
// Specification: Delta protocol, "Deletion Vector File Storage Format".

/// The bytes around the vectors of a file.
enum DeletionVectorFormat {
    /// The first byte of a file.
    static let version: UInt8 = 1
    /// The size before a vector and the checksum after it.
    static let frameByteCount = 8
    /// Where the size and the bytes of a vector are not those of the descriptor, or damaged, says
    /// so.
    ///
    /// - Parameters:
    ///   - bytes: From the size on to the checksum.
    ///   - name: The file, for the error.
    static func vector(
        framed bytes: [UInt8], name: String
    ) throws(DeltaError) -> ArraySlice<UInt8> {
        let vector = bytes[4..<bytes.count - 4]
        guard word(bytes.prefix(4)) == UInt32(exactly: vector.count) else {
            throw DeltaError(
                .corrupt, "A deletion vector has not the size that the log says; restore its file.",
                location: name)
        }
        let checksum = unsafe CRC32.checksum(vector.span.bytes)
        guard word(bytes.suffix(4)) == checksum else {
            throw DeltaError(
                .corrupt, "A deletion vector fails its checksum; restore its file.",
                location: name)
        }
        return vector
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift)))
        }
    }
}
