import DDBBase
import DDBDigest
import DDBS3
import Synchronization

/// Writes exports, one after another: the data at once, the manifests when an export is due.
final class ExportRunner: Sendable {
    /// What of an export is in the bucket.
    private struct Written: Sendable {
        var files: [ExportManifest.File] = []
        var billedBytes = 0
        var itemCount: Int { files.reduce(0) { $0 + $1.itemCount } }
    }

    /// Why an export fails, as AWS names it.
    private struct Failure: Error {
        let code: String
        let message: String

        init(_ code: String, _ message: String) {
            self.code = code
            self.message = message
        }

        init(_ refusal: S3Refusal) {
            self.init(
                refusal.code.hasPrefix("S3") ? refusal.code : "S3" + refusal.code, refusal.message)
        }
    }

    private struct State: Sendable {
        var waiting: [String: ExportContent] = [:]
        var written: [String: Written] = [:]
    }

    private let tables: TableEngine
    private let history: RecoveryHistory
    private let book: ExportBook
    private let objects: S3Store
    private let fileBytes: Int
    private let state = Mutex(State())
    private let pool = ThreadPool(threadCount: 1)
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The bytes that AWS bills for an incremental export at least.
    private static let billedBytesMin = 10_000_000

    init(
        tables: TableEngine, history: RecoveryHistory, book: ExportBook, objects: S3Store,
        fileBytes: Int
    ) {
        self.tables = tables
        self.history = history
        self.book = book
        self.objects = objects
        self.fileBytes = fileBytes
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Collects what an export shows, on a thread that may be busy with it.
    func collect(_ record: ExportRecord) async -> Result<ExportContent, any Error> {
        await withTaskExecutorPreference(pool) {
            Result { try ExportContent.of(record, tables: self.tables, history: self.history) }
        }
    }

    /// Holds what an export shows until it is written; before the export is in the book.
    func hold(_ record: ExportRecord, _ content: ExportContent) {
        state.withLock { $0.waiting[record.arn] = content }
    }

    /// Forgets what an export shows that was not begun after all.
    func release(_ record: ExportRecord) {
        state.withLock { $0.waiting[record.arn] = nil }
    }

    /// Lets it be looked for what is due.
    func wake() { signal.yield() }

    /// Writes exports until the task is cancelled.
    func run() async {
        wake()
        for await _ in signals {
            for record in book.underWay where !Task.isCancelled { await advance(record) }
        }
    }

    private func advance(_ record: ExportRecord) async {
        do throws(Failure) {
            guard let outcome = try await outcome(of: record) else { return }
            book.finish(record.arn, .completed, outcome)
        } catch {
            // What was cancelled goes on when the endpoint begins again.
            guard !Task.isCancelled else { return }
            var outcome = ExportRecord.Outcome(time: objects.clock.now)
            outcome.failureCode = error.code
            outcome.failureMessage = error.message
            book.finish(record.arn, .failed, outcome)
        }
        state.withLock { state in
            state.waiting[record.arn] = nil
            state.written[record.arn] = nil
        }
    }

    /// Does what can be done of an export, and returns its end; nil where it is not due yet.
    private func outcome(
        of record: ExportRecord
    ) async throws(Failure) -> ExportRecord.Outcome? {
        let written = try await written(record)
        let now = objects.clock.now
        guard now >= record.dueTime else { return nil }
        let outcome = ExportRecord.Outcome(
            time: now, itemCount: written.itemCount, billedBytes: written.billedBytes)
        try await writeManifests(record, written, outcome)
        return outcome
    }

    /// What of an export is in the bucket, after writing it where it is not.
    private func written(_ record: ExportRecord) async throws(Failure) -> Written {
        if let written = state.withLock({ $0.written[record.arn] }) { return written }
        let written = try await writeData(record)
        state.withLock { $0.written[record.arn] = written }
        return written
    }

    // MARK: objects

    private func writeData(_ record: ExportRecord) async throws(Failure) -> Written {
        try await put(ObjectContent(), record.folder + "_started", record)
        let content = try await content(of: record)
        let lines = ExportLines(record.request, key: content.key)
        var written = Written()
        for line in content.lines {
            written.billedBytes += max(line.new?.size ?? 0, line.old?.size ?? 0)
        }
        if record.request.kind == .incremental {
            written.billedBytes = max(written.billedBytes, Self.billedBytesMin)
        }
        let parts = ExportFile.divide(content.lines, fileBytes: fileBytes)
        for (number, part) in parts.enumerated() {
            let file: ExportFile
            switch await compressed(part, lines) {
            case .success(let made): file = made
            case .failure(let refusal): throw Failure(refusal)
            }
            let key = record.dataFolder + ExportFile.name(number, of: record)
            try await put(file.content, key, record, etag: file.etag)
            written.files.append(
                ExportManifest.File(
                    key: key, itemCount: file.itemCount, md5: file.md5, etag: file.etag))
        }
        return written
    }

    /// What the export shows: as it was collected when it began, or once more after a restart.
    private func content(of record: ExportRecord) async throws(Failure) -> ExportContent {
        let found = state.withLock { $0.waiting.removeValue(forKey: record.arn) }
        if let found { return found }
        let collected = await collect(record)
        guard case .success(let content) = collected else {
            // Whatever the cause, the table or its log is not what it was.
            throw Failure(
                "InternalServerError",
                "The endpoint was ended meanwhile, and what the export is to show is gone.")
        }
        return content
    }

    private func compressed(
        _ part: [ExportContent.Line], _ lines: ExportLines
    ) async -> Result<ExportFile, S3Refusal> {
        await withTaskExecutorPreference(pool) {
            do throws(S3Refusal) {
                return .success(try ExportFile(part, lines))
            } catch {
                return .failure(error)
            }
        }
    }

    private func writeManifests(
        _ record: ExportRecord, _ written: Written, _ outcome: ExportRecord.Outcome
    ) async throws(Failure) {
        // The summary comes last: whoever waits for it finds everything.
        try await putManifest(ExportManifest.files(written.files), record.filesKey, record)
        try await putManifest(ExportManifest.summary(record, outcome), record.summaryKey, record)
    }

    private func putManifest(
        _ bytes: [UInt8], _ key: String, _ record: ExportRecord
    ) async throws(Failure) {
        var content = ObjectContent()
        content.append(bytes)
        let sum = try sum(of: content)
        try await put(sum, key.dropLast(4) + "md5", record)
        try await put(content, key, record)
    }

    /// What lies beside a manifest: the base64 of its MD5.
    private func sum(of content: ObjectContent) throws(Failure) -> ObjectContent {
        do throws(S3Refusal) {
            let digest = try content.digest(.md5)
            var sum = ObjectContent()
            sum.append(Array(Base64.encode(digest.span.bytes).utf8))
            return sum
        } catch {
            throw Failure(error)
        }
    }

    private func put(
        _ content: ObjectContent, _ key: String, _ record: ExportRecord, etag: String? = nil
    ) async throws(Failure) {
        do throws(S3Refusal) {
            let object = try object(content, key, record, etag: etag)
            try await objects.put(object, in: record.request.bucket, if: S3Store.Condition())
        } catch {
            throw Failure(error)
        }
    }

    private func object(
        _ content: ObjectContent, _ key: String, _ record: ExportRecord, etag: String?
    ) throws(S3Refusal) -> StoredObject {
        guard key.utf8.count <= S3Limits.keyBytesMax else {
            throw S3Refusal(400, "KeyTooLongError", "Your key is too long")
        }
        let digest = try content.digest(.md5)
        let checksum = try content.checksum(.crc64nvme)
        // What S3 computes of its own.
        let kept = KeptChecksum(
            algorithm: checksum.algorithm.rawValue, text: checksum.text, type: "FULL_OBJECT")
        return StoredObject(
            ObjectRecord(
                key: key, etag: "\"\(etag ?? Hex.encode(digest))\"", modified: objects.clock.now,
                fields: fields(record), checksum: kept, partCount: etag == nil ? nil : 1),
            content)
    }

    private func fields(_ record: ExportRecord) -> [KeptField] {
        let isKMS = record.encryption == "KMS"
        var fields = [
            KeptField(
                name: "x-amz-server-side-encryption", value: isKMS ? "aws:kms" : "AES256")
        ]
        if isKMS, let key = record.request.encryptionKey {
            fields.append(
                KeptField(name: "x-amz-server-side-encryption-aws-kms-key-id", value: key))
        }
        return fields
    }
}
