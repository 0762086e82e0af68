/// Checks single UTF-8 sequences (RFC 3629) without a decoder's state.
public enum UTF8Sequence {
    /// Returns the byte count of the sequence that begins a word, or 0 where none does.
    ///
    /// - Parameter word: Four bytes, the first in the lowest eight bits; bytes past the end are 0.
    /// - Returns: 1 for ASCII, 2 to 4 for a well-formed sequence: shortest form, no surrogate, at
    ///   most U+10FFFF. 0 otherwise.
    @inlinable
    public static func byteCount(_ word: UInt32) -> Int {
        if word & 0x80 == 0 { return 1 }
        if word & 0xC0E0 == 0x80C0 {
            return word & 0x1E != 0 ? 2 : 0
        }
        if word & 0xC0C0F0 == 0x8080E0 {
            let lead = (word & 0xF) << 6 | word >> 8 & 0x3F
            return lead >= 0x20 && !(0x360..<0x380).contains(lead) ? 3 : 0
        }
        if word & 0xC0C0_C0F8 == 0x8080_80F0 {
            let lead = (word & 7) << 6 | word >> 8 & 0x3F
            return (0x10..<0x110).contains(lead) ? 4 : 0
        }
        return 0
    }

    /// Appends the sequence of a scalar value.
    @inlinable
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: scalar))
            return
        }
        if scalar < 0x800 {
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            } else {
                bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
                bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            }
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        }
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
}
