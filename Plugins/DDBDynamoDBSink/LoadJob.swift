import DDBBase
import DDBJSON
public import DDBPipeline
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps in a file how far a load is, to the record: what a load that died goes on from.
///
/// It is the ``WriteJournal`` of the sink and the position store of the runner at once:
///
/// ```swift
/// let job = try LoadJob(path: "orders.job", identity: configuration.identity + " orders")
/// let sink = try DynamoDBSink(options: options, context: context, journal: job)
/// let runner = PipelineRunner(pipeline, context: context, keeping: job)
/// ```
/// The file has lines of JSON, to which more are appended while the load runs:
///
/// ```json
/// {"job":"ddbkit load","version":2,"identity":"…"}
/// {"target":"…"}
/// {"partition":"…","position":"…","number":1000,"finished":false}
/// {"settled":[{"partition":"…","records":[1003,1004,1007,1025]}]}
/// ```
/// `number` counts the records before the position; `records` are pairs, from and up to. Records
/// that are reduced on items of the table have lines of their own, of what is about to be written:
///
/// ```json
/// {"intended":[{"partition":"…","records":[1007,1008]}],"Item":"{…}"}
/// ```
/// A last line that the end of the process tore is left out. It holds positions, which may have
/// values of keys in them, and items, so only its owner may read it.
///
/// An older write of a key counts as settled once a newer one takes its place in a call. Where the
/// process ends just then, and the service refuses the newer one though it passed every check, the
/// next run writes neither.
public final class LoadJob: WriteJournal, PositionStore {
    static let version = 2
    static let role = AppendFile.Role("The job file", of: DynamoDBSink.spec.title, .sinkFailed)
    /// The most bytes of a job file.
    static let byteCountMax = 1 << 30
    /// The bytes after which the file is written anew without what no longer counts; more where
    /// what counts is more.
    private static let rewriteByteCount = 32 << 20

    struct Part {
        var position: PartitionProgress?
        /// The number behind the records that the position covers.
        var number = 0
        /// The number of the next record that comes.
        var next = 0
        /// Where later positions stand, in their order.
        var ends: [(position: Position, number: Int)] = []
        /// What is settled from `number` on.
        var settled = SettledRanges()
        /// What an earlier run settled.
        var restored = SettledRanges()
    }

    /// What a file says.
    struct Restored {
        var target: String?
        var parts: [Partition: Part] = [:]
        var intents = LoadIntents()
    }

    private struct State {
        var target: String?
        var parts: [Partition: Part]
        var intents: LoadIntents
        var file: AppendFile
        /// The bytes of the file when it was written anew, and those since.
        var keptByteCount: Int
        var appendedByteCount = 0
    }

    private let path: String
    private let identity: String
    private let state: Mutex<State>
    /// Whether an earlier run may have settled records that come again, which few loads have.
    private let hasRestored: Bool
    /// What an earlier run was about to write when it ended.
    public let intended: [IntendedWrite]

    /// Opens a job, or begins it where there is no file.
    ///
    /// - Parameter identity: What tells the source and target from others.
    /// - Throws: `PipelineError` where the file is of another load, is in use by one, is damaged,
    ///   or cannot be written.
    public init(path: String, identity: String) throws(PipelineError) {
        self.path = path
        self.identity = identity
        // A file that is no job's is refused before anything of it changes.
        _ = try Self.restore(path, identity)
        // Made where it is absent: an empty file is a job that has not begun.
        let held = try AppendFile(path: path, role: Self.role)
        guard try held.tryLock() else {
            throw Self.failure(path, "is in use by another load")
        }
        defer { withExtendedLifetime(held) {} }
        let restored = try Self.restore(path, identity)
        let (file, byteCount) = try Self.rewritten(
            path, identity, restored.target, restored.parts, restored.intents)
        intended = restored.intents.all
        hasRestored =
            !intended.isEmpty || restored.parts.values.contains { !$0.restored.ranges.isEmpty }
        state = Mutex(
            State(
                target: restored.target, parts: restored.parts, intents: restored.intents,
                file: file, keptByteCount: byteCount))
    }

    /// The records that earlier runs have settled.
    public var settledCount: Int {
        state.withLock { state in
            state.parts.values.reduce(0) { sum, part in
                sum + part.restored.ranges.reduce(part.number) { $0 + $1.count }
            }
        }
    }

    /// Removes the file, once the load is complete.
    public func remove() throws(PipelineError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw Self.role.failure(path, "be removed", errno)
        }
    }

    // MARK: the journal

    /// Refuses another table than that of earlier runs.
    public func confirm(target: String) throws {
        try state.withLock { state in
            guard state.target == nil else {
                guard state.target == target else {
                    throw Self.failure(path, "is of a load into another table")
                }
                return
            }
            state.target = target
            var writer = JSONWriter()
            Self.write(target: target, to: &writer)
            try append(writer.takeBytes(), to: &state)
        }
    }

    /// Takes a batch on its way.
    public func begin(_ progress: PartitionProgress, recordCount: Int) -> Int {
        state.withLock { state in
            var part = state.parts[progress.partition] ?? Part()
            let first = part.next
            part.next += recordCount
            part.ends.append((progress.position, part.next))
            state.parts[progress.partition] = part
            return first
        }
    }

    /// Whether a record was settled by an earlier run.
    public func isSettled(_ record: SettledRecord) -> Bool {
        guard hasRestored else { return false }
        return state.withLock {
            $0.parts[record.partition]?.restored.contains(record.number) ?? false
        }
    }

    /// Appends records to the file.
    public func settle(_ records: [SettledRecord]) throws {
        try state.withLock { state in
            if !state.intents.isEmpty { for record in records { state.intents.drop(record) } }
            let numbers = Self.ranges(of: records)
            for (partition, ranges) in numbers {
                for range in ranges.ranges {
                    state.parts[partition, default: Part()].settled.insert(range)
                }
            }
            var writer = JSONWriter()
            Self.write(settled: numbers, to: &writer)
            try append(writer.takeBytes(), to: &state)
        }
    }

    /// The records' numbers by their partitions, of which a call has one or a few.
    private static func ranges(of records: [SettledRecord]) -> [Partition: SettledRanges] {
        var found: [(partition: Partition, ranges: SettledRanges)] = []
        var place = 0
        var index = 0
        while index < records.count {
            let partition = records[index].partition
            let first = records[index].number
            var end = first + 1
            index += 1
            while index < records.count, records[index].number == end,
                records[index].partition == partition
            {
                end += 1
                index += 1
            }
            if found.isEmpty || found[place].partition != partition {
                place = found.firstIndex { $0.partition == partition } ?? found.count
                if place == found.count { found.append((partition, SettledRanges())) }
            }
            found[place].ranges.insert(first..<end)
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.partition, $0.ranges) })
    }

    /// Appends what is about to be written to the file.
    public func intend(_ writes: [IntendedWrite]) throws {
        try state.withLock { state in
            var writer = JSONWriter()
            for write in writes {
                state.intents.add(write)
                LoadIntents.write(write, to: &writer)
            }
            try append(writer.takeBytes(), to: &state)
        }
    }

    /// Settles the records of a write that an earlier run was about to send, or forgets the write.
    public func resolve(_ write: IntendedWrite, isWritten: Bool) throws {
        guard isWritten else {
            return state.withLock { state in
                for record in write.records { state.intents.drop(record) }
            }
        }
        state.withLock { state in
            for record in write.records {
                state.parts[record.partition, default: Part()].restored
                    .insert(record.number..<record.number + 1)
            }
        }
        try settle(write.records)
    }

    // MARK: the positions

    /// The positions that the file had when the job was opened.
    public func restore() async throws -> PositionMap {
        state.withLock { PositionMap($0.parts.values.compactMap(\.position)) }
    }

    /// Notes positions, and makes them and what is settled survive a loss of power.
    public func save(_ positions: PositionMap) async throws {
        try state.withLock { state in
            var writer = JSONWriter()
            for progress in positions.progress {
                guard var part = state.parts[progress.partition], part.position != progress,
                    let index = part.ends.lastIndex(where: { $0.position == progress.position })
                else { continue }
                part.position = progress
                part.number = part.ends[index].number
                part.ends.removeSubrange(..<index)
                part.settled.drop(below: part.number)
                state.parts[progress.partition] = part
                Self.write(progress, number: part.number, to: &writer)
            }
            try append(writer.takeBytes(), to: &state)
            try state.file.sync()
        }
    }

    private func append(_ lines: [UInt8], to state: inout State) throws(PipelineError) {
        guard !lines.isEmpty else { return }
        try state.file.append(lines)
        state.appendedByteCount += lines.count
        let limit = max(Self.rewriteByteCount, 2 * state.keptByteCount)
        guard state.appendedByteCount > limit else { return }
        (state.file, state.keptByteCount) = try Self.rewritten(
            path, identity, state.target, state.parts, state.intents)
        state.appendedByteCount = 0
    }
}
