public import DDBStorage
import Synchronization

/// Says what the crash leaves of the call it interrupts.
public enum CrashFate: Sendable, Hashable, CaseIterable {
    /// Nothing.
    case dropped
    /// The first half of the bytes under the path, as a store without atomic writes leaves it.
    case torn
    /// Everything: the call was done when the power went.
    case kept
}

/// Dies in the middle of one call that writes; afterwards every call fails.
///
/// What calls had made durable before is in the underlying store, which plays the disk after the
/// restart; writers that were not finished leave nothing.
///
/// ```swift
/// let disk = MemoryBlobStore()
/// let store = CrashBlobStore(disk, crashingAt: 3, fate: .dropped)
/// _ = try? await work(store)      // dies
/// let table = try await open(disk) // what the next process sees
/// ```
public final class CrashBlobStore: BlobStore {
    private let machine: CrashMachine
    private let store: InterceptedBlobStore<CrashMachine>
    private let disk: any BlobStore

    /// Wraps a store.
    ///
    /// - Parameters:
    ///   - disk: The store that survives.
    ///   - number: Which call that writes is interrupted, from 1; 0 for none.
    ///   - fate: What becomes of it.
    public init(_ disk: any BlobStore, crashingAt number: Int, fate: CrashFate) {
        self.disk = disk
        machine = CrashMachine(number: number, fate: fate)
        store = InterceptedBlobStore(base: disk, interceptor: machine)
    }

    /// Whether the crash has happened.
    public var hasCrashed: Bool { machine.state.withLock { $0.hasCrashed } }

    /// How many calls that write were begun.
    public var writeCount: Int { machine.state.withLock { $0.count } }

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
        do {
            return try await store.put(path, bytes, condition: condition)
        } catch let tear as TornWrite {
            let half = Array(bytes.prefix(bytes.count / 2))
            _ = try await disk.put(path, half, condition: condition)
            throw tear.error
        }
    }

    /// Starts a blob that is written in pieces.
    public func makeWriter(_ path: String) async throws -> any BlobWriter {
        do {
            let writer = try await store.makeWriter(path)
            return CrashBlobWriter(base: writer, path: path, disk: disk)
        } catch let tear as TornWrite {
            throw tear.error
        }
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
        do {
            try await store.delete(path)
        } catch let tear as TornWrite {
            throw tear.error
        }
    }
}

/// Tells the store to leave half of what the call was to write.
private struct TornWrite: Error {
    var error: StorageError
}

private final class CrashMachine: BlobInterceptor {
    struct State {
        var count = 0
        var hasCrashed = false
        var crashesAfterCall = false
    }

    let state = Mutex(State())
    private let number: Int
    private let fate: CrashFate

    init(number: Int, fate: CrashFate) {
        self.number = number
        self.fate = fate
    }

    func before(_ call: BlobCall) throws {
        try state.withLock { state in
            if state.hasCrashed { throw dead(call) }
            guard call.isWrite else { return }
            state.count += 1
            guard state.count == number else { return }
            switch fate {
            case .dropped:
                state.hasCrashed = true
                throw dead(call)
            case .torn:
                state.hasCrashed = true
                throw TornWrite(error: dead(call))
            case .kept:
                state.crashesAfterCall = true
            }
        }
    }

    func after(_ call: BlobCall) throws {
        try state.withLock { state in
            if state.crashesAfterCall {
                state.crashesAfterCall = false
                state.hasCrashed = true
            }
            if state.hasCrashed { throw dead(call) }
        }
    }

    private func dead(_ call: BlobCall) -> StorageError {
        StorageError(.failed, "Injected: the machine died at \(call).", path: call.path)
    }
}

private final class CrashBlobWriter: BlobWriter {
    private let base: any BlobWriter
    private let path: String
    private let disk: any BlobStore
    private let bytes = Mutex<[UInt8]>([])

    init(base: any BlobWriter, path: String, disk: any BlobStore) {
        self.base = base
        self.path = path
        self.disk = disk
    }

    func append(_ more: [UInt8]) async throws {
        do {
            try await base.append(more)
            bytes.withLock { $0 += more }
        } catch let tear as TornWrite {
            // What was appended has no name yet, so half of it is as good as none.
            throw tear.error
        }
    }

    func finish() async throws {
        do {
            try await base.finish()
        } catch let tear as TornWrite {
            let half = bytes.withLock { Array($0.prefix($0.count / 2)) }
            _ = try await disk.put(path, half, condition: .always)
            throw tear.error
        }
    }

    func abandon() async {
        await base.abandon()
    }
}
