import DDBBase

/// Which files of a log may go, so that all that must be readable stays so; decides, does nothing.
///
/// Kept is the newest checkpoint that is neither newer than the last commit before the cutoff nor
/// than any version somebody reads, and everything from its version on: every version that was
/// current at the cutoff or later can still be read. What lies before goes. Specification: Delta
/// protocol, "Metadata Cleanup"; as in delta-rs the cutoff is exact and not cut to a day, since the
/// log of a table that is written all the time is kept for hours.
public struct LogCleanupPlan: Sendable, Hashable {
    /// The version of the checkpoint that all later reading starts from, and the oldest version
    /// that can be read afterwards.
    public let firstKeptVersion: Int64
    /// The paths in the store of what goes, in the order in which it is to be deleted: rising
    /// versions, so that whoever finds a commit finds its successors.
    public let paths: [String]

    /// Makes a plan, or nil where nothing may go.
    ///
    /// - Parameters:
    ///   - files: A listing of the whole log.
    ///   - cutoff: See ``TableRetention/logCutoff(at:)``.
    ///   - pins: Versions that somebody still reads from the log.
    init?(
        _ files: [(path: String, file: LogFile, modified: Instant)], cutoff: Instant, pins: [Int64]
    ) {
        let listing = LogListing(files.map { ($0.file, $0.modified) })
        guard let newest = listing.newest else { return nil }
        var time = Instant(microseconds: .min)
        var limit: Int64?
        for commit in listing.commits {
            // Clocks differ; a version is at least as late as those before it.
            time = max(time, commit.modified)
            if time > cutoff { break }
            limit = commit.version
        }
        guard let limit = limit.map({ min($0, pins.min() ?? $0) }) else { return nil }
        // Only checkpoints from which the newest version can be reached count.
        let reachable = listing.segments(to: newest).compactMap(\.checkpoint?.version)
        guard let kept = reachable.first(where: { $0 <= limit }) else { return nil }
        let gone = files.filter { $0.file.isObsolete(before: kept) }
        if gone.isEmpty { return nil }
        firstKeptVersion = kept
        paths = gone.sorted {
            ($0.file.firstVersion, $0.path) < ($1.file.firstVersion, $1.path)
        }.map(\.path)
    }
}

extension LogFile {
    /// Whether a table that is read from a checkpoint of a version on has no use for the file.
    fileprivate func isObsolete(before kept: Int64) -> Bool {
        switch self {
        case .commit(let version), .checksum(let version): version < kept
        case .checkpoint(let file): file.version < kept
        case .compaction(let first, _): first < kept
        }
    }

    fileprivate var firstVersion: Int64 {
        switch self {
        case .commit(let version), .checksum(let version): version
        case .checkpoint(let file): file.version
        case .compaction(let first, _): first
        }
    }
}
