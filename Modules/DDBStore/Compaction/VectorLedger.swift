/// Counts how many bytes of deletion vectors commits have written for each part, about.
///
/// It sees the table now and then. Between two looks a part's vector was written as often as there
/// were commits, and not more often than there are rows that it masks more.
struct VectorLedger: Sendable {
    private struct Entry {
        var maskedCount: Int
        var version: Int64
        var byteCount: Int
    }

    private var entries: [String: Entry] = [:]

    /// Takes in the table at a version; what is no longer there is forgotten.
    ///
    /// - Parameter parts: Each part with the rows that are masked and the size of its vector.
    mutating func note(
        _ parts: some Sequence<(name: String, maskedCount: Int, vectorBytes: Int)>,
        version: Int64
    ) {
        var noted: [String: Entry] = [:]
        for part in parts where part.maskedCount > 0 {
            var entry =
                entries[part.name] ?? Entry(maskedCount: 0, version: version - 1, byteCount: 0)
            let commits = min(
                version - entry.version, Int64(part.maskedCount - entry.maskedCount))
            entry.byteCount += Int(clamping: max(0, commits)) * part.vectorBytes
            entry.maskedCount = part.maskedCount
            entry.version = version
            noted[part.name] = entry
        }
        entries = noted
    }

    /// The bytes that were written for a part.
    func byteCount(of part: String) -> Int { entries[part]?.byteCount ?? 0 }
}
