/// Reads and writes sizes as `512`, `64KiB`, `1GB`.
///
/// A text is a whole number and an optional unit: B, KB, MB, GB, TB in thousands, KiB, MiB, GiB,
/// TiB in 1024s. A space may stand before the unit.
public enum ByteSizeText {
    /// Returns the bytes of a text, or nil where it is not of that form or beyond `Int`.
    public static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
        guard let count = Int(digits.filter { $0 != "_" }) else { return nil }
        var word = text[digits.endIndex...]
        if word.first == " " { word.removeFirst() }
        guard let unit = word.isEmpty ? 1 : units.first(where: { $0.name == word })?.byteCount
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : product
    }

    /// Writes a size with the largest unit of 1024s that holds it in whole numbers.
    public static func format(_ byteCount: Int) -> String {
        for unit in units.reversed()
        where unit.name.hasSuffix("iB") && byteCount != 0 && byteCount % unit.byteCount == 0 {
            return "\(byteCount / unit.byteCount)\(unit.name)"
        }
        return "\(byteCount)B"
    }

    private static let units: [(name: String, byteCount: Int)] = [
        ("B", 1), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("TB", 1_000_000_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
        ("TiB", 1 << 40),
    ]
}
