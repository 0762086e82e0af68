public import DDBPipeline
import Synchronization

/// What a memory sink has written: it outlives sinks, as a disk outlives a process.
public final class MemoryTable: Sendable {
    private struct State {
        var ids: [String] = []
        var positions = PositionMap()
        var commitCount = 0
    }

    private let state = Mutex(State())

    /// Creates an empty table.
    public init() {}

    /// The ids of the items that are visible, with repetitions.
    public var ids: [String] { state.withLock { $0.ids } }

    /// The positions that were committed.
    public var positions: PositionMap { state.withLock { $0.positions } }

    /// The number of commits.
    public var commitCount: Int { state.withLock { $0.commitCount } }

    /// Adds rows and positions in one step.
    public func commit(_ ids: [String], _ progress: [PartitionProgress]) {
        state.withLock { state in
            state.ids += ids
            state.positions.advance(progress)
            state.commitCount += 1
        }
    }
}
