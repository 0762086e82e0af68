import DDBStorage
import Synchronization

/// A store that does something once before a part is finished: commits of others, say, while parts
/// are merged.
final class GatedBlobStore: BlobStore {
    typealias Step = @Sendable () async throws -> Void

    private let base: any BlobStore
    private let step = Mutex<Step?>(nil)
    private let commitStep = Mutex<Step?>(nil)

    init(_ base: any BlobStore) {
        self.base = base
    }

    /// Has something done before the next part is finished, by whoever finishes it.
    func beforeFinish(_ step: @escaping Step) {
        self.step.withLock { $0 = step }
    }

    /// Has something done once when the next commit is in the log and nobody was told yet; a task
    /// that is cancelled then is told no more.
    func duringCommit(_ step: @escaping Step) {
        commitStep.withLock { $0 = step }
    }

    /// Whether what was to be done has been done.
    var wasPassed: Bool { step.withLock { $0 == nil } }

    fileprivate func pass() async throws {
        let taken = step.withLock { step in
            defer { step = nil }
            return step
        }
        try await taken?()
    }

    func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        try await base.read(path, range: range)
    }

    func openReader(_ path: String) async throws -> any BlobReader {
        try await base.openReader(path)
    }

    func attributes(_ path: String) async throws -> BlobAttributes? {
        try await base.attributes(path)
    }

    func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        let outcome = try await base.put(path, bytes, condition: condition)
        guard path.contains("_delta_log/") else { return outcome }
        let taken = commitStep.withLock { step in
            defer { step = nil }
            return step
        }
        try await taken?()
        try Task.checkCancellation()
        return outcome
    }

    func makeWriter(_ path: String) async throws -> any BlobWriter {
        GatedWriter(base: try await base.makeWriter(path), gate: self)
    }

    func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try await base.list(prefix: prefix, startingAfter: startingAfter)
    }

    func folders(in folder: String) async throws -> [String] {
        try await base.folders(in: folder)
    }

    func delete(_ path: String) async throws { try await base.delete(path) }
}

private final class GatedWriter: BlobWriter {
    private let base: any BlobWriter
    private let gate: GatedBlobStore

    init(base: any BlobWriter, gate: GatedBlobStore) {
        self.base = base
        self.gate = gate
    }

    func append(_ bytes: [UInt8]) async throws { try await base.append(bytes) }

    func finish() async throws {
        try await gate.pass()
        try await base.finish()
    }

    func abandon() async { await base.abandon() }
}
