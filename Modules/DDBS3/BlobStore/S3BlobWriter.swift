import DDBBase
import DDBClientCore
public import DDBStorage
import Logging
import Synchronization

extension S3BlobStore {
    /// Starts a blob that is too large to hold in memory.
    ///
    /// Up to ``S3BlobStoreSettings/partBytes`` it is held and written by one request; a larger one
    /// goes in parts while it comes, which S3 keeps, and charges for, until the writer finishes or
    /// is abandoned. Give the bucket a rule that aborts incomplete uploads: a process that is
    /// killed cannot.
    public func makeWriter(_ path: String) async throws -> any BlobWriter {
        try S3BlobWriter(store: self, key: key(of: path), path: path)
    }
}

/// Writes one blob in parts, several of which are on their way at once.
final class S3BlobWriter: BlobWriter {
    private typealias PartTask = Task<ObjectPart, any Error>

    private struct State: ~Copyable {
        var isOpen = true
        var buffer: [UInt8] = []
        var upload: MultipartUpload?
        var nextNumber = 1
        var byteCount = 0
        var checksum: RunningChecksum?
        var running: [PartTask] = []
        var parts: [ObjectPart] = []
    }

    private let store: S3BlobStore
    private let key: String
    private let path: String
    private let mark: String
    private let plan: PartPlan
    private let state: Mutex<State>

    init(store: S3BlobStore, key: String, path: String) throws {
        self.store = store
        self.key = key
        self.path = path
        mark = store.client.random.uuid()
        plan = PartPlan(first: store.settings.partBytes, last: store.settings.partBytesMax)
        let algorithm = store.client.settings.uploadChecksum
            .flatMap { $0.coversWholeUploads ? $0 : nil }
        state = Mutex(State(checksum: try algorithm.map { try RunningChecksum($0) }))
    }

    deinit {
        guard let left = close(), let upload = left.upload else { return }
        let (client, running) = (store.client, left.running)
        // Nobody can await this task: whoever held the writer dropped it. It ends by itself, for
        // its one request has limits, and nobody cancels it, for parts cost money.
        Task { await Self.abort(upload, running, client) }
    }

    func append(_ bytes: [UInt8]) async throws {
        try checkOpen()
        do {
            var rest = bytes[...]
            while !rest.isEmpty {
                if let piece = try state.withLock({ try take(&rest, &$0) }) {
                    try await send(piece)
                }
            }
        } catch {
            throw await failed(error)
        }
    }

    func finish() async throws {
        try checkOpen()
        do {
            let (rest, isInParts) = state.withLock { ($0.buffer, $0.upload != nil) }
            if isInParts {
                if !rest.isEmpty { try await send(rest) }
                try await wait(untilRunning: 0)
                try await complete()
            } else {
                _ = try await store.put(path, rest, condition: .always)
            }
        } catch {
            throw await failed(error)
        }
        _ = close()
    }

    func abandon() async {
        guard let left = close(), let upload = left.upload else { return }
        await Self.abortSurely(upload, left.running, store.client)
    }

    /// Moves bytes into the part that is filled, and gives that part out when it is full.
    ///
    /// A full part waits for a further byte: where none comes, and it is the first, the blob needs
    /// no upload in parts.
    private func take(
        _ rest: inout ArraySlice<UInt8>, _ state: inout State
    ) throws(StorageError) -> [UInt8]? {
        guard let size = plan.byteCount(of: state.nextNumber) else {
            throw StorageError(
                .tooLarge,
                "'\(path)' in bucket '\(store.bucket)' has more than \(plan.totalMax) bytes; give "
                    + "its parts a larger size.", path: path)
        }
        guard state.buffer.count < size else {
            defer { state.buffer = [] }
            return state.buffer
        }
        let room = size - state.buffer.count
        state.buffer += rest.prefix(room)
        rest = rest.dropFirst(room)
        return nil
    }

    /// Starts the next part, after the upload itself where this is the first.
    private func send(_ piece: [UInt8]) async throws {
        let upload = try await startedUpload()
        try await wait(untilRunning: max(1, store.settings.partsInFlightMax) - 1)
        let store = store
        try state.withLock { state in
            try state.checksum?.update(piece.span.bytes)
            state.byteCount += piece.count
            let number = state.nextNumber
            state.nextNumber += 1
            // `wait(untilRunning:)` awaits it; a failure and `abandon()` cancel it.
            let task = PartTask {
                try await store.requests.perform(weight: 1) {
                    try await store.bytes.perform(weight: piece.count) {
                        try await store.client.uploadPart(number, of: upload, bytes: piece)
                    }
                }
            }
            state.running.append(task)
        }
    }

    private func startedUpload() async throws -> MultipartUpload {
        if let upload = state.withLock({ $0.upload }) { return upload }
        let request = CreateMultipartUploadRequest(
            bucket: store.bucket, key: key, metadata: [S3BlobStore.markName: mark],
            encryption: store.settings.encryption)
        let upload = try await store.requests.perform(weight: 1) {
            try await store.client.createMultipartUpload(request)
        }
        state.withLock { $0.upload = upload }
        return upload
    }

    /// Waits for the oldest parts, until only so many run.
    private func wait(untilRunning count: Int) async throws {
        while let task = state.withLock({ $0.running.count > count ? $0.running.first : nil }) {
            let part = try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
            state.withLock { state in
                state.running.removeFirst()
                state.parts.append(part)
            }
        }
    }

    private func complete() async throws {
        let (upload, parts, byteCount, checksum) = try state.withLock { state in
            (state.upload, state.parts, state.byteCount, try state.checksum.take()?.finish())
        }
        guard let upload else { preconditionFailure("only an upload in parts is completed") }
        do {
            _ = try await store.requests.perform(weight: 1) {
                try await store.client.completeMultipartUpload(
                    upload, parts: parts, byteCount: byteCount, checksum: checksum)
            }
        } catch  where Self.mayHaveSucceeded(error) {
            // The object carries the mark then.
            guard try await store.head(key, path)?.metadata[S3BlobStore.markName] == mark else {
                throw error
            }
        }
    }

    /// Whether the object may be there although its completion failed: an attempt before succeeded,
    /// or the answer came and could not be read.
    private static func mayHaveSucceeded(_ error: any Error) -> Bool {
        switch error {
        case let error as ClientError:
            error.delivery == .unknown || error.code == .noSuchUpload
        case let error as S3Error: error.code == .malformedReply
        default: false
        }
    }

    /// Cancels what runs, frees the parts, and says the failure in terms of stores.
    private func failed(_ error: any Error) async -> any Error {
        let left = close()
        if let left, let upload = left.upload {
            await Self.abortSurely(upload, left.running, store.client)
        }
        if error is CancellationError { return error }
        return StorageError(error, path, store.bucket, writes: true)
    }

    private func checkOpen() throws(StorageError) {
        guard state.withLock({ $0.isOpen }) else {
            throw StorageError(
                .closed, "The writer of '\(path)' is closed; make another.", path: path)
        }
    }

    /// Closes the writer; what was under way, or nil where it was closed before.
    private func close() -> (upload: MultipartUpload?, running: [PartTask])? {
        state.withLock { state in
            guard state.isOpen else { return nil }
            state.isOpen = false
            state.buffer = []
            defer { state.running = [] }
            return (state.upload.take(), state.running)
        }
    }

    /// Aborts also where this very task is cancelled.
    private static func abortSurely(
        _ upload: MultipartUpload, _ running: [PartTask], _ client: S3Client
    ) async {
        // Awaited here; not cancelled, for it is what cancelling has to clean up.
        await Task { await abort(upload, running, client) }.value
    }

    private static func abort(
        _ upload: MultipartUpload, _ running: [PartTask], _ client: S3Client
    ) async {
        for task in running { task.cancel() }
        // A part that arrives after the abort would stay.
        for task in running { _ = await task.result }
        do {
            try await client.abortMultipartUpload(upload)
        } catch {
            client.logger.warning(
                "an upload in parts could not be aborted; a rule of the bucket has to",
                metadata: [
                    "bucket": "\(upload.bucket)", "key": "\(upload.key)", "error": "\(error)",
                ])
        }
    }
}
