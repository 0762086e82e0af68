public import DDBHTTP
import Synchronization

/// Plays a script instead of talking to a network: answers requests in the order of its steps, and
/// keeps what was sent.
///
/// ```swift
/// let transport = ScriptedTransport([
///     .fail(TransportError(.connectionLost, "The line is cut.")),
///     .respond(status: 200, headers: [:], body: [Array("{}".utf8)]),
/// ])
/// try await work(transport)
/// #expect(transport.exchanges.count == 2)
/// ```
///
/// Bodies of requests are read to their end before a step is played. A request that finds the
/// script at its end fails with `TransportError`, code `closed`.
public final class ScriptedTransport: Transport {
    /// What happens to one request.
    public enum Step: Sendable {
        /// A response comes, its body in these pieces.
        case respond(status: Int, headers: HeaderFields, body: [[UInt8]])
        /// The head and these pieces come, and then the body breaks off.
        case breakOff(status: Int, headers: HeaderFields, body: [[UInt8]], any Error)
        /// No response comes.
        case fail(any Error)
        /// No response comes before the task is cancelled.
        case hang
        /// The request decides.
        case decide(@Sendable (Exchange) async throws -> Step)
    }

    /// One request as it was sent.
    public struct Exchange: Sendable {
        /// The request.
        public let request: TransportRequest
        /// Its body.
        public let body: [UInt8]
    }

    private struct State {
        var steps: ArraySlice<Step>
        var exchanges: [Exchange] = []
    }

    private let state: Mutex<State>
    private let bodyLimit: Int

    /// Creates a transport.
    ///
    /// - Parameters:
    ///   - steps: What happens to the requests, in their order.
    ///   - bodyLimit: The most bytes of a request's body; 64 MiB unless told.
    public init(_ steps: [Step], bodyLimit: Int = 64 << 20) {
        state = Mutex(State(steps: steps[...]))
        self.bodyLimit = bodyLimit
    }

    /// The requests so far.
    public var exchanges: [Exchange] { state.withLock { $0.exchanges } }

    /// How many steps were not played; 0 at the end of a good test.
    public var remainingStepCount: Int { state.withLock { $0.steps.count } }

    /// Adds a step at the end of the script.
    public func append(_ step: Step) {
        state.withLock { $0.steps.append(step) }
    }

    /// Plays the next step.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        try Task.checkCancellation()
        try request.validate()
        let body = try await request.body.open().collect(limit: bodyLimit)
        if let announced = request.body.byteCount, announced != body.count {
            throw TransportError(
                .bodySourceFailed,
                "The body was announced with \(announced) bytes and had \(body.count).",
                endpoint: request.endpoint)
        }
        let exchange = Exchange(request: request, body: body)
        let step = state.withLock { state in
            state.exchanges.append(exchange)
            return state.steps.popFirst()
        }
        guard let step else {
            throw TransportError(
                .closed, "The script has no step for a request to \(request.endpoint).",
                endpoint: request.endpoint, delivery: .notSent)
        }
        return try await play(step, exchange)
    }

    private func play(_ step: Step, _ exchange: Exchange) async throws -> TransportResponse {
        switch step {
        case .respond(let status, let headers, let body):
            return TransportResponse(
                status: status, headers: headers, body: BytesReader(pieces: body))
        case .breakOff(let status, let headers, let body, let error):
            return TransportResponse(
                status: status, headers: headers, body: BrokenReader(body, error))
        case .fail(let error):
            throw error
        case .hang:
            let (silence, end) = AsyncStream<Never>.makeStream()
            for await _ in silence {}
            end.finish()
            throw CancellationError()
        case .decide(let decide):
            return try await play(decide(exchange), exchange)
        }
    }
}

/// Gives pieces, and then fails ever after.
private final class BrokenReader: BodyReader {
    private let pieces: BytesReader
    private let error: any Error

    init(_ pieces: [[UInt8]], _ error: any Error) {
        self.pieces = BytesReader(pieces: pieces)
        self.error = error
    }

    func next() async throws -> [UInt8]? {
        guard let piece = try await pieces.next() else { throw error }
        return piece
    }

    func abandon() { pieces.abandon() }
}
