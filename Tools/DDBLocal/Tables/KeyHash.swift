/// The hash that spreads partition keys over a table, which decides the order of a scan and the
/// segments; it never changes.
enum KeyHash {
    /// FNV-1a, mixed once more so that the high bits, which segments are cut by, are spread as
    /// well.
    static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }
}
