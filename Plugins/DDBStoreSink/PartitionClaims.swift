import DDBAttributes
import DDBPipeline
import Synchronization

/// Which lane brings the changes of each partition that records name.
///
/// A change at or below what is committed of its partition is one that the table has. That is true
/// only where a partition's changes come in order, which two lanes do not give.
final class PartitionClaims: Sendable {
    /// The most partitions that are told apart; beyond them lanes are not held against each other.
    static let countMax = 1 << 20

    private let owners = Mutex<[String: Int]>([:])

    /// Takes note of the partitions of a batch.
    ///
    /// - Parameter known: The partitions that the lane has claimed already.
    /// - Throws: `PipelineError` where another lane brings one of them.
    func claim(
        _ items: borrowing ItemBatch, lane: Int, known: inout Set<String>
    ) throws(PipelineError) {
        for name in items.partitions where !known.contains(name) {
            let owner = owners.withLock { owners in
                if owners[name] == nil, owners.count < Self.countMax { owners[name] = lane }
                return owners[name] ?? lane
            }
            guard owner == lane else {
                throw PipelineError(
                    .sinkFailed,
                    "The changes of the partition '\(name)' come from two files at once, so nobody "
                        + "knows their order. Set 'settings.lanes: 1', or put each partition into "
                        + "one file; and begin with a new table, for this one may lack changes.",
                    disposition: .reconfigure)
            }
            if known.count < Self.countMax { known.insert(name) }
        }
    }

    /// Lets partitions go of which nothing comes any more.
    func forget(_ names: [String]) {
        if names.isEmpty { return }
        owners.withLock { owners in
            for name in names { owners[name] = nil }
        }
    }
}
