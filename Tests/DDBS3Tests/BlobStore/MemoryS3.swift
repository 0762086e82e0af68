import DDBBase
import DDBHTTP
import Synchronization

/// A bucket in memory behind the protocol of S3, as far as a blob store needs it, with faults.
///
/// It answers as AWS documents: conditions on writes, ranges, listings, uploads in parts.
final class MemoryS3: Transport {
    /// What goes wrong with one request.
    enum Fault: Sendable {
        /// It does not arrive.
        case unsent
        /// It is done, and its answer is lost.
        case answerLost
        /// The request is done, and something on the way answers with a document of its own.
        case answerReplaced(String)
        /// It is refused with a status and a code.
        case refused(Int, String)
        /// Something else happens first.
        case after(@Sendable (MemoryS3) -> Void)
    }

    struct Object: Sendable {
        var bytes: [UInt8]
        var etag: String
        var metadata: [String: String]
    }

    struct Upload {
        var key: [UInt8]
        var metadata: [String: String]
        var parts: [Int: [UInt8]] = [:]
    }

    struct State {
        var objects: [[UInt8]: Object] = [:]
        var uploads: [String: Upload] = [:]
        var log: [String] = []
        var faults: [Int: Fault] = [:]
        var nextTag = 1
        var running = 0
        var runningMax = 0

        @discardableResult
        mutating func put(
            _ key: [UInt8], _ bytes: [UInt8], _ metadata: [String: String]
        ) -> Object {
            let object = Object(bytes: bytes, etag: "\"\(nextTag)\"", metadata: metadata)
            nextTag += 1
            objects[key] = object
            return object
        }
    }

    private let state = Mutex(State())
    let pageCountMax: Int
    let keepsMetadata: Bool
    let heedsConditions: Bool

    init(pageCountMax: Int = 1000, keepsMetadata: Bool = true, heedsConditions: Bool = true) {
        self.heedsConditions = heedsConditions
        self.pageCountMax = pageCountMax
        self.keepsMetadata = keepsMetadata
    }

    /// The requests so far, as `METHOD target`.
    var log: [String] { state.withLock { $0.log } }
    /// The keys of all objects, ordered.
    var keys: [String] {
        state.withLock { $0.objects.keys.sorted { $0.lexicographicallyPrecedes($1) } }
            .map { String(decoding: $0, as: UTF8.self) }
    }
    /// How many uploads in parts are under way.
    var uploadCount: Int { state.withLock { $0.uploads.count } }
    /// How many requests ran at once at most.
    var runningMax: Int { state.withLock { $0.runningMax } }

    /// Lets the request of a number from 0 go wrong.
    func fail(_ number: Int, _ fault: Fault) { state.withLock { $0.faults[number] = fault } }

    /// Puts an object there.
    func set(_ key: String, _ bytes: [UInt8], metadata: [String: String] = [:]) {
        state.withLock { _ = $0.put(Array(key.utf8), bytes, metadata) }
    }

    func object(_ key: String) -> Object? { state.withLock { $0.objects[Array(key.utf8)] } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        try Task.checkCancellation()
        try request.validate()
        let body = try await request.body.open().collect(limit: 256 << 20)
        let fault = state.withLock { state in
            state.running += 1
            state.runningMax = max(state.runningMax, state.running)
            defer { state.log.append("\(request.method) \(request.target)") }
            return state.faults.removeValue(forKey: state.log.count)
        }
        defer { state.withLock { $0.running -= 1 } }
        await Task.yield()
        switch fault {
        case .unsent:
            throw TransportError(.connectionFailed, "Nobody is there.", delivery: .notSent)
        case .refused(let status, let code): return refusal(status, code)
        case .answerLost:
            _ = answer(request, body)
            throw TransportError(.connectionLost, "The line is cut.", delivery: .unknown)
        case .answerReplaced(let text):
            _ = answer(request, body)
            return TransportResponse(status: 200, headers: [:], body: Array(text.utf8))
        case .after(let work): work(self)
        case nil: break
        }
        return answer(request, body)
    }

    private func answer(_ request: TransportRequest, _ body: [UInt8]) -> TransportResponse {
        let path = PercentEncoding.decode(Array(request.wirePath.utf8))
        // `/bkt/` and the key.
        let key = Array(path.dropFirst(5))
        let query = Dictionary(
            request.query.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
        return state.withLock { state in
            switch request.method {
            case .get where key.isEmpty: list(query, state)
            case .get, .head: get(key, request, state)
            case .put where query["partNumber"] != nil: part(query, body, &state)
            case .put: put(key, request, body, &state)
            case .delete where query["uploadId"] != nil: abort(query, &state)
            case .delete: delete(key, &state)
            case .post where query["uploads"] != nil: create(key, request, &state)
            case .post: complete(key, query, &state)
            default: refusal(405, "MethodNotAllowed")
            }
        }
    }
}
