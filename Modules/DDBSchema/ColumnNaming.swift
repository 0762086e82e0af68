/// Gives columns their names.
///
/// SQL engines compare names without regard to case, DynamoDB does not: of names that differ only
/// by case the first by bytes keeps its own, the next gets `__2` after it, and so on; a name that
/// one of our own columns has gets `__2` at once. Names that Spark's Parquet writer refuses, and
/// those that are too long for a file's footer, get a physical name of their own, which needs
/// column mapping.
enum ColumnNaming {
    /// Bytes that no unmapped Delta column may have in its name.
    private static let refused = Set(" ,;{}()\n\t=".utf8)

    /// The longest name that stands unmapped in a Parquet schema.
    private static let physicalNameBytesMax = 255

    /// Returns the name of each attribute; attributes come in the order of their bytes.
    static func names(for attributes: [AttributeName], reserved: Set<String>) -> [String] {
        var taken = reserved
        // Where the search for a free suffix goes on, so that thousands of such names take no
        // square of it.
        var suffixes: [String: Int] = [:]
        return attributes.map { attribute in
            let own = spelled(attribute.description)
            let folded = folded(own)
            if taken.insert(folded).inserted { return own }
            var suffix = suffixes[folded] ?? 2
            while !taken.insert("\(folded)__\(suffix)").inserted { suffix += 1 }
            suffixes[folded] = suffix + 1
            return "\(own)__\(suffix)"
        }
    }

    /// A name that SQL can spell: not empty, and without NUL.
    private static func spelled(_ name: String) -> String {
        guard !name.isEmpty else { return "_empty" }
        guard name.utf8.contains(0) else { return name }
        return String(
            String.UnicodeScalarView(name.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 }))
    }

    /// Returns the name that a column has in Parquet files.
    ///
    /// - Parameters:
    ///   - name: The column's name.
    ///   - path: The attribute names down to the column: the same path gets the same name in
    ///     whatever worker writes it.
    static func physicalName(_ name: String, path: [AttributeName]) -> String {
        let utf8 = name.utf8
        let isPlain =
            !utf8.isEmpty && utf8.count <= physicalNameBytesMax
            && !utf8.contains { $0 < 0x20 || $0 == 0x7F || refused.contains($0) }
        // A name of the form that is made here must not be another column's.
        let isPhysical = utf8.count == hashedNameBytes && utf8.starts(with: hashedPrefix.utf8)
        return isPlain && !isPhysical ? name : hashedPrefix + hash(path)
    }

    private static let hashedPrefix = "col-"
    private static let hashedNameBytes = 40

    /// The name without case: what `lowercased` does to it, in the composed form.
    static func folded(_ name: String) -> String { name.lowercased() }

    /// A positive number that is the same for the same path in whatever worker writes it.
    static func fieldID(path: [AttributeName]) -> Int32 {
        let sums = sums(path)
        return Int32(truncatingIfNeeded: (sums.low ^ sums.high >> 17) & 0x3FFF_FFFF) + 1
    }

    /// 128 bits of two FNV-1a sums, as a UUID is written.
    private static func hash(_ path: [AttributeName]) -> String {
        let sums = sums(path)
        let digits = padded(sums.low) + padded(sums.high)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func sums(_ path: [AttributeName]) -> (low: UInt64, high: UInt64) {
        var low: UInt64 = 0xCBF2_9CE4_8422_2325
        var high: UInt64 = 0x6C62_272E_07BB_0142
        for name in path {
            for byte in name.utf8 + [0] {
                low = (low ^ UInt64(byte)) &* 0x100_0000_01B3
                high = (high ^ UInt64(byte) ^ low >> 56) &* 0x100_0000_01B3
            }
        }
        return (low, high)
    }

    private static func padded(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
