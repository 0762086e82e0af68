public import DDBStorage
import Synchronization

/// Says how a call fails.
public enum BlobFault: Sendable, Hashable {
    /// The call does nothing and fails with a code.
    case refused(StorageError.Code)
    /// The call does all its work, and the caller is told that the outcome is unknown.
    case replyLost
}

/// Fails one call, the nth, and makes all others.
///
/// A durable operation is tested by failing call 1, then 2, and so on until it succeeds, and
/// checking after each failure that a reader sees the old state or the new one:
///
/// ```swift
/// for number in 1... {
///     let store = FaultyBlobStore(memory, failing: number, with: .replyLost)
///     do { try await commit(to: store) } catch { checkOldOrNew(memory) }
///     if store.callCount < number { break }
/// }
/// ```
public final class FaultyBlobStore: BlobStore {
    private let faults: FaultCounter
    private let store: InterceptedBlobStore<FaultCounter>

    /// Wraps a store.
    ///
    /// - Parameters:
    ///   - base: The store that does the work.
    ///   - number: Which call fails, from 1; 0 for none.
    ///   - fault: How it fails.
    ///   - counts: Which calls are counted; all unless told.
    public init(
        _ base: any BlobStore, failing number: Int, with fault: BlobFault,
        counting counts: @escaping @Sendable (BlobCall) -> Bool = { _ in true }
    ) {
        faults = FaultCounter(number: number, fault: fault, counts: counts)
        store = InterceptedBlobStore(base: base, interceptor: faults)
    }

    /// The calls that were counted, in their order.
    public var calls: [BlobCall] { faults.calls.withLock { $0 } }

    /// How many calls were counted.
    public var callCount: Int { calls.count }

    /// Reads a blob, or a range of its bytes.
    public func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        try await store.read(path, range: range)
    }

    /// Opens a blob for many reads.
    public func openReader(_ path: String) async throws -> any BlobReader {
        try await store.openReader(path)
    }

    /// Tells the size and time of a blob, or nil where there is none.
    public func attributes(_ path: String) async throws -> BlobAttributes? {
        try await store.attributes(path)
    }

    /// Writes a blob whole.
    public func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        try await store.put(path, bytes, condition: condition)
    }

    /// Starts a blob that is written in pieces.
    public func makeWriter(_ path: String) async throws -> any BlobWriter {
        try await store.makeWriter(path)
    }

    /// Lists blobs, a page at a time.
    public func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try await store.list(prefix: prefix, startingAfter: startingAfter)
    }

    /// Lists the folders directly below a folder.
    public func folders(in folder: String) async throws -> [String] {
        try await store.folders(in: folder)
    }

    /// Deletes a blob.
    public func delete(_ path: String) async throws {
        try await store.delete(path)
    }
}

private final class FaultCounter: BlobInterceptor {
    let calls = Mutex<[BlobCall]>([])
    /// Whether the call that is to fail was made and its reply is still to be lost.
    private let losesReply = Mutex(false)
    private let number: Int
    private let fault: BlobFault
    private let counts: @Sendable (BlobCall) -> Bool

    init(number: Int, fault: BlobFault, counts: @escaping @Sendable (BlobCall) -> Bool) {
        self.number = number
        self.fault = fault
        self.counts = counts
    }

    func before(_ call: BlobCall) throws {
        guard counts(call) else { return }
        let count = calls.withLock { calls in
            calls.append(call)
            return calls.count
        }
        guard count == number else { return }
        switch fault {
        case .refused(let code):
            throw StorageError(
                code, "Injected: call \(count), \(call), does nothing.", path: call.path)
        case .replyLost:
            losesReply.withLock { $0 = true }
        }
    }

    func after(_ call: BlobCall) throws {
        guard counts(call) else { return }
        let isLost = losesReply.withLock { losesReply in
            defer { losesReply = false }
            return losesReply
        }
        if isLost {
            throw StorageError(
                .outcomeUnknown, "Injected: the reply to \(call) is lost.", path: call.path)
        }
    }
}
