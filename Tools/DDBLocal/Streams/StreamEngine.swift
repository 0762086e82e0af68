package import DDBBase
import Synchronization

/// The streams of an endpoint's tables: what they recorded, in shards that end and divide.
///
/// It knows no clock: every call is told the time, and whatever has fallen due by then happens
/// first. One lock guards all streams.
package final class StreamEngine: Sendable {
    struct State {
        /// By their ARNs.
        var streams: [String: TableStream] = [:]
        /// The enabled stream of each table, by the table's ARN.
        var current: [String: TableStream] = [:]
        var describes = CallRate()
        var lists = CallRate()
        /// Is told what happens; nil where nobody keeps it.
        var keep: (@Sendable (StreamNote) -> Void)?
    }

    private let region: String
    private let settings: StreamSettings
    /// How long a stream is ENABLING and DISABLING.
    let transition: Duration
    private let random: any RandomSource
    private let state = Mutex(State())

    /// Creates the engine of an endpoint without streams.
    ///
    /// - Parameter transition: How long streams say that they are being enabled or disabled, though
    ///   they are so at once.
    package init(
        region: String, settings: StreamSettings, transition: Duration = .zero,
        random: any RandomSource
    ) {
        self.region = region
        self.settings = settings
        self.transition = transition
        self.random = random
    }

    var limits: StreamSettings { settings }

    // MARK: tables

    /// Enables the stream of a table; one that it had before is disabled.
    ///
    /// - Parameter label: The last part of the stream's ARN, which no other stream of the table
    ///   has.
    /// - Returns: The ARN.
    @discardableResult
    package func enable(
        _ table: StreamTable, label: String, viewType: StreamViewType, at now: Instant
    ) -> String {
        state.withLock { state in
            state.current[table.arn]?.disable(at: now)
            let stream = TableStream(
                table, label: label, viewType: viewType, region: region, settings: settings,
                random: random, now: now, keep: state.keep)
            state.streams[stream.arn] = stream
            state.current[table.arn] = stream
            return stream.arn
        }
    }

    /// Disables the stream of a table; what it recorded can be read for a day.
    package func disable(tableARN: String, at now: Instant) {
        state.withLock { state in
            state.current.removeValue(forKey: tableARN)?.disable(at: now)
        }
    }

    /// Whether the changes of a table are recorded.
    package func isRecording(tableARN: String) -> Bool {
        state.withLock { $0.current[tableARN] != nil }
    }

    /// Records changes of a table, in their order; nothing where its stream is not enabled.
    package func append(_ changes: [StreamChange], tableARN: String, at now: Instant) {
        state.withLock { state in
            guard let stream = state.current[tableARN] else { return }
            stream.advance(to: now)
            for change in changes { stream.append(change, at: now) }
        }
    }

    /// Does what has fallen due in all streams.
    package func timePassed(_ now: Instant) {
        state.withLock { state in
            for (arn, stream) in state.streams {
                stream.advance(to: now)
                if stream.isGone(at: now) { state.streams[arn] = nil }
            }
        }
    }

    // MARK: on command

    /// Splits an open shard into two, or all of them.
    ///
    /// - Returns: The ids of the new shards; none where there is no such open shard.
    package func split(streamARN: String, shardID: String?, at now: Instant) -> [String] {
        change(streamARN, shardID, at: now) { stream, shard in
            guard stream.open.count < StreamSettings.openShardsLimit else { return [] }
            return stream.split(shard, at: now).map(\.id)
        }
    }

    /// Lets an open shard be followed by another, or all of them.
    ///
    /// - Returns: The ids of the new shards; none where there is no such open shard.
    package func roll(streamARN: String, shardID: String?, at now: Instant) -> [String] {
        change(streamARN, shardID, at: now) { stream, shard in
            stream.roll(shard, at: now).map { [$0.id] } ?? []
        }
    }

    private func change(
        _ arn: String, _ shardID: String?, at now: Instant,
        _ body: (TableStream, StreamShard) -> [String]
    ) -> [String] {
        state.withLock { state in
            guard let stream = state.streams[arn], stream.isEnabled else { return [] }
            stream.advance(to: now)
            let shards = stream.open.filter { shardID == nil || $0.id == shardID }
            var children: [String] = []
            for shard in shards { children += body(stream, shard) }
            return children
        }
    }

    /// The ids of a stream's open shards, in the order of their hashes.
    package func openShards(streamARN: String, at now: Instant) -> [String] {
        state.withLock { state in
            guard let stream = state.streams[streamARN] else { return [] }
            stream.advance(to: now)
            return stream.open.map(\.id)
        }
    }

    // MARK: keeping

    /// Tells whatever happens from now on as notes, which ``restore(_:)`` reads.
    ///
    /// The function given is called under the lock of the streams.
    package func attach(_ keep: @escaping @Sendable ([UInt8]) -> Void) {
        state.withLock { state in
            let keep: @Sendable (StreamNote) -> Void = { keep($0.bytes) }
            state.keep = keep
            for stream in state.streams.values { stream.keep = keep }
        }
    }

    /// Does what a note says.
    ///
    /// - Returns: Whether it is a note that fits the streams as they are.
    package func restore(_ bytes: [UInt8]) -> Bool {
        guard let note = StreamNote(bytes) else { return false }
        return state.withLock { state in
            switch note {
            case .enabled(let table, let label, let viewType, let moment):
                let stream = TableStream(
                    table, label: label, viewType: viewType, region: region, settings: settings,
                    random: random, now: moment, keep: state.keep, isRestored: true)
                guard state.streams[stream.arn] == nil else { return true }
                state.streams[stream.arn] = stream
                state.current[table.arn] = stream
                return true
            case .disabled(let arn, _):
                guard let stream = state.streams[arn] else { return false }
                if state.current[stream.table.arn] === stream {
                    state.current[stream.table.arn] = nil
                }
                return stream.restore(note)
            case .opened(let arn, _), .closed(let arn, _, _, _), .trimmed(let arn, _, _),
                .recorded(let arn, _, _):
                return state.streams[arn]?.restore(note) ?? false
            }
        }
    }

    /// Runs a body while nothing happens to the streams.
    package func still(_ body: () -> Void) {
        state.withLock { _ in body() }
    }

    /// Runs a body, while nothing happens to the streams, with the notes that bring them back.
    package func stillWithSnapshot(_ body: (StreamSnapshot) -> Void) {
        state.withLock { state in
            // Of two streams of a table the newer one is enabled, so the older comes first.
            let streams = state.streams.values.sorted { $0.arn < $1.arn }
            body(StreamSnapshot(parts: streams.flatMap(\.snapshot)))
        }
    }

    /// The notes that bring back the streams as they are.
    package func snapshot() -> StreamSnapshot {
        var snapshot = StreamSnapshot(parts: [])
        stillWithSnapshot { snapshot = $0 }
        return snapshot
    }

    // MARK: for operations

    /// Counts a call.
    ///
    /// - Throws: `ThrottlingException` where there were as many in the last second as are allowed.
    func admit(_ isAdmitted: (inout State) -> Bool) throws(StreamRefusal) {
        guard state.withLock({ isAdmitted(&$0) }) else { throw .tooManyCalls }
    }

    /// Runs a body with all streams that can be read.
    func withStreams<Value: Sendable>(
        at now: Instant, _ body: ([TableStream]) throws(StreamRefusal) -> Value
    ) throws(StreamRefusal) -> Value {
        try state.withLock { state throws(StreamRefusal) in
            for (arn, stream) in state.streams where stream.isGone(at: now) {
                state.streams[arn] = nil
            }
            return try body(Array(state.streams.values))
        }
    }

    /// Runs a body with a stream, as it is at a moment.
    ///
    /// - Throws: `ResourceNotFoundException` where there is none, or what the body throws.
    func with<Value: Sendable>(
        _ arn: String, at now: Instant, _ body: (TableStream) throws(StreamRefusal) -> Value
    ) throws(StreamRefusal) -> Value {
        try state.withLock { state throws(StreamRefusal) in
            guard let stream = state.streams[arn], !stream.isGone(at: now) else {
                state.streams[arn] = nil
                throw .notFound("Requested resource not found: Stream: \(arn) not found")
            }
            stream.advance(to: now)
            return try body(stream)
        }
    }
}
