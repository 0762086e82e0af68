import DDBParquet

/// Everything that a checkpoint holds, in parts that are encoded one after the other.
struct CheckpointContents {
    /// How many rows a row group has at most.
    static let rowGroupRowCountMax = 1 << 15

    private let protocols: [ProtocolVersion]
    private let metadata: [TableMetadata]
    private let transactions: [SetTransaction]
    private let domains: [DomainMetadata]
    private let removed: [RemoveFile]
    private let files: [AddFile]

    /// - Parameter tombstones: The removals to keep.
    init(_ snapshot: TableSnapshot, tombstones: [RemoveFile]) {
        protocols = [snapshot.protocolVersion]
        metadata = [snapshot.metadata]
        transactions = snapshot.transactions
        domains = snapshot.domains
        removed = tombstones
        files = snapshot.files
    }

    /// How many actions there are.
    var count: Int {
        protocols.count + metadata.count + transactions.count + domains.count + removed.count
            + files.count
    }

    var fileCount: Int { files.count }

    /// The rows of the row groups, as numbers of actions.
    var rowGroups: [Range<Int>] {
        stride(from: 0, to: count, by: Self.rowGroupRowCountMax).map {
            $0..<min($0 + Self.rowGroupRowCountMax, count)
        }
    }

    /// The columns of one row group, in the order of the schema's leaves.
    func columns(_ rows: Range<Int>) -> [LeafColumn] {
        var start = 0
        func section<Action>(_ actions: [Action]) -> CheckpointSection<Action> {
            let own = start..<start + actions.count
            start = own.upperBound
            let part = rows.clamped(to: own)
            if part.isEmpty {
                return CheckpointSection(before: 0, actions: [], after: rows.count)
            }
            let first = part.lowerBound - own.lowerBound
            return CheckpointSection(
                before: part.lowerBound - rows.lowerBound,
                actions: actions[first..<first + part.count],
                after: rows.upperBound - part.upperBound)
        }
        let protocols = section(protocols)
        let metadata = section(metadata)
        let transactions = section(transactions)
        let domains = section(domains)
        let removed = section(removed)
        let files = section(files)
        return transactions.leaves(CheckpointSchema.transaction)
            + files.leaves(CheckpointSchema.add)
            + removed.leaves(CheckpointSchema.remove)
            + metadata.leaves(CheckpointSchema.metadata)
            + protocols.leaves(CheckpointSchema.protocolVersion)
            + domains.leaves(CheckpointSchema.domain)
    }
}
