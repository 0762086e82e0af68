public import DDBBase
import DDBDeltaLog

extension StoredTable {
    /// How many commits are looked at for the last change; compactions may stand before it.
    private static var changeSearchMax: Int64 { 100 }

    /// How far the table has come in each partition of its input, ordered by partition.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where a position in the log cannot be read.
    public func positions() throws -> [SavedPosition] {
        try snapshot.domains.compactMap { try SavedPosition($0) }
            .sorted { $0.partition < $1.partition }
    }

    /// When the newest commit that is no compaction was made; nil where the log no longer has it.
    ///
    /// - Throws: `DeltaError` or what the store throws.
    public func lastChangeTime() async throws -> Instant? {
        var version = version
        let oldest = max(0, version - Self.changeSearchMax)
        while version >= oldest, let commit = try await log.readCommit(version) {
            if let info = commit.info, info.operation != "OPTIMIZE", let time = info.timestamp {
                return Instant(
                    microseconds: time.multipliedReportingOverflow(by: 1000).partialValue)
            }
            version -= 1
        }
        return nil
    }
}
