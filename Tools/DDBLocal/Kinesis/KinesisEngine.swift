package import DDBBase
import Synchronization

/// The Kinesis streams of an endpoint.
///
/// It knows no clock: every call is told the time. One lock guards all streams.
package final class KinesisEngine: Sendable {
    struct State {
        var streams: [String: KinesisStream] = [:]
        /// Is told what happens; nil where nobody keeps it.
        var keep: (@Sendable (KinesisNote) -> Void)?
    }

    let region: String
    let accountID: String
    let settings: KinesisSettings
    private let state = Mutex(State())

    /// Creates the engine of an endpoint without streams.
    package init(region: String, accountID: String, settings: KinesisSettings) {
        self.region = region
        self.accountID = accountID
        self.settings = settings
    }

    /// The settings that the engine was made with.
    package var limits: KinesisSettings { settings }

    /// The ARN of a stream.
    package func arn(_ name: String) -> String {
        "arn:aws:kinesis:\(region):\(accountID):stream/\(name)"
    }

    /// Whether there is a stream of an ARN.
    package func hasStream(arn: String) -> Bool {
        state.withLock { state in state.streams.values.contains { $0.arn == arn } }
    }

    /// Puts records of tables into a stream; nothing where there is no such stream.
    package func put(
        _ records: [(data: [UInt8], partitionKey: String)], streamARN: String, at now: Instant
    ) {
        state.withLock { state in
            guard let stream = state.streams.values.first(where: { $0.arn == streamARN }) else {
                return
            }
            stream.advance(to: now)
            for record in records {
                _ = stream.put(record.data, partitionKey: record.partitionKey, at: now)
            }
        }
    }

    /// Does what has fallen due in all streams.
    package func timePassed(_ now: Instant) {
        state.withLock { state in
            for stream in state.streams.values { stream.advance(to: now) }
        }
    }

    // MARK: keeping

    /// Tells whatever happens from now on as notes, which ``restore(_:)`` reads.
    ///
    /// The function given is called under the lock of the streams.
    package func attach(_ keep: @escaping @Sendable ([UInt8]) -> Void) {
        state.withLock { state in
            let keep: @Sendable (KinesisNote) -> Void = { keep($0.bytes) }
            state.keep = keep
            for stream in state.streams.values { stream.keep = keep }
        }
    }

    /// Does what a note says.
    ///
    /// - Returns: Whether it is a note that fits the streams as they are.
    package func restore(_ bytes: [UInt8]) -> Bool {
        guard let note = KinesisNote(bytes) else { return false }
        return state.withLock { state in
            switch note {
            case .created(let name, let moment):
                guard state.streams[name] == nil else { return false }
                state.streams[name] = KinesisStream(
                    name, arn: arn(name), settings: settings, now: moment)
                return true
            case .deleted(let name):
                return state.streams.removeValue(forKey: name) != nil
            case .opened(let name, _), .closed(let name, _, _, _), .trimmed(let name, _, _),
                .recorded(let name, _, _):
                return state.streams[name]?.restore(note) ?? false
            }
        }
    }

    /// Runs a body while nothing happens to the streams.
    package func still(_ body: () -> Void) {
        state.withLock { _ in body() }
    }

    /// Runs a body, while nothing happens to the streams, with the notes that bring them back.
    package func stillWithSnapshot(_ body: (KinesisSnapshot) -> Void) {
        state.withLock { state in
            let streams = state.streams.values.sorted { $0.name < $1.name }
            body(KinesisSnapshot(parts: streams.flatMap(\.snapshot)))
        }
    }

    // MARK: for operations

    /// Runs a body with the streams by their names.
    func withStreams<Value: Sendable>(
        at now: Instant, _ body: (inout State) throws(StreamRefusal) -> Value
    ) throws(StreamRefusal) -> Value {
        try state.withLock { state throws(StreamRefusal) in try body(&state) }
    }

    /// Runs a body with the stream that a request names.
    func with<Value: Sendable>(
        _ request: StreamRequest, at now: Instant,
        _ body: (KinesisStream) throws(StreamRefusal) -> Value
    ) throws(StreamRefusal) -> Value {
        let name = try self.name(in: request)
        return try with(name, at: now, body)
    }

    /// Runs a body with a stream.
    ///
    /// - Throws: `ResourceNotFoundException` where there is none, or what the body throws.
    func with<Value: Sendable>(
        _ name: String, at now: Instant, _ body: (KinesisStream) throws(StreamRefusal) -> Value
    ) throws(StreamRefusal) -> Value {
        try state.withLock { state throws(StreamRefusal) in
            guard let stream = state.streams[name] else {
                throw .notFound("Stream \(name) under account \(accountID) not found.")
            }
            stream.advance(to: now)
            return try body(stream)
        }
    }

    /// The name of the stream that a request names by its name or its ARN.
    func name(in request: StreamRequest) throws(StreamRefusal) -> String {
        if let arn = try request.text("StreamARN", 1...2048) {
            guard let slash = arn.lastIndex(of: "/") else {
                throw .invalidArgument("'\(arn)' is not the ARN of a stream.")
            }
            return String(arn[arn.index(after: slash)...])
        }
        guard let name = try request.text("StreamName", 1...128) else {
            throw .invalidArgument("Either StreamName or StreamARN has to be given.")
        }
        return name
    }
}

extension StreamRefusal {
    static func invalidArgument(_ message: String) -> StreamRefusal {
        StreamRefusal(code: "InvalidArgumentException", message: message)
    }
}
