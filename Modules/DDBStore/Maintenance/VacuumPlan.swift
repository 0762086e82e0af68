import DDBBase
import DDBDeltaLog
import DDBStorage

/// Which files of a table's folder nobody needs; decides, does nothing.
///
/// Two kinds go: files that the log took out longer ago than deleted files are kept, whatever their
/// names; and files with names that ddbkit makes and that no log mentions. What the log does not
/// mention and ddbkit cannot have made is never touched.
struct VacuumPlan: Sendable {
    /// A file that goes.
    struct File: Sendable, Hashable {
        /// The path in the folder of the table.
        var path: String
        var byteCount: Int
    }

    /// How old a file that no log mentions must be: whoever writes it may be about to commit it.
    struct Grace: Sendable {
        /// Parts that were modified at this moment or later stay.
        var parts: Instant
        /// Vectors that were modified at this moment or later stay.
        var vectors: Instant

        /// How long an unknown file stays that somebody may still commit.
        static let microseconds: Int64 = 3_600_000_000

        /// What counts while nobody else can write with ddbkit.
        ///
        /// Only ddbkit names parts so, and it writes none without the lock. Vectors have the same
        /// names with all software, and other software takes no lock.
        static func locked(at now: Instant) -> Grace {
            Grace(
                parts: Instant(microseconds: .max),
                vectors: now.advanced(byMicroseconds: -microseconds))
        }

        /// What counts where other writers may be at work: only what the log took out goes.
        static let none = Grace(
            parts: Instant(microseconds: .min), vectors: Instant(microseconds: .min))

        /// What counts beside the one writer at work.
        static func beside(at now: Instant) -> Grace {
            let moment = now.advanced(byMicroseconds: -microseconds)
            return Grace(parts: moment, vectors: moment)
        }
    }

    /// What goes, ordered by path.
    let files: [File]
    /// What would go, were it not for those who read older versions; ordered by path.
    let held: [File]

    /// The bytes of what goes.
    var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - listing: What lies in the folder: all files of names that ddbkit makes, and those of
    ///     other names that `expired` names. Paths in the folder.
    ///   - needed: What stays in any case.
    ///   - read: What stays for those who read older versions.
    ///   - expired: What the log took out long enough ago.
    init(
        listing: [BlobEntry], needed: NeededFiles, read: NeededFiles, expired: NeededFiles,
        grace: Grace
    ) {
        let unneeded = listing.filter { entry in
            if needed.paths.contains(entry.path) { return false }
            if expired.paths.contains(entry.path) { return Self.mayBeData(entry.path) }
            return switch PartName.kind(entry.path) {
            case .part: entry.attributes.modified < grace.parts
            case .vector: entry.attributes.modified < grace.vectors
            case nil: false
            }
        }
        .map { File(path: $0.path, byteCount: $0.attributes.byteCount) }
        .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        files = unneeded.filter { !read.paths.contains($0.path) }
        held = unneeded.filter { read.paths.contains($0.path) }
    }

    /// Whether a path may be that of a data file: folders and files that begin with `_` or `.` are
    /// the log's and the software's own.
    static func mayBeData(_ path: String) -> Bool {
        do {
            try BlobPath.validate(path)
        } catch {
            // No path of this store, so nothing that could be deleted.
            return false
        }
        return !path.split(separator: "/").contains { $0.hasPrefix("_") || $0.hasPrefix(".") }
    }
}
