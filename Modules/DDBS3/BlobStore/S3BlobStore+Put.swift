import DDBBase
import DDBClientCore
import DDBHTTP
public import DDBStorage

extension S3BlobStore {
    /// Writes a blob whole.
    ///
    /// - Returns: `exists` only where another's blob is there: one of an attempt of this call whose
    ///   answer was lost counts as written.
    /// - Throws: `StorageError` with the code `outcomeUnknown` where nobody can tell whether it was
    ///   written.
    public func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        let key = try key(of: path)
        let blob = MarkedBlob(key: key, path: path, bytes: bytes, mark: client.random.uuid())
        var machine = PutStateMachine(
            condition: condition, retriesMax: settings.conflictRetriesMax)
        while true {
            let action: PutStateMachine.Action
            do {
                try await write(blob, condition)
                return .written
            } catch let error as ClientError {
                action = machine.refused(error)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw StorageError(error, path, bucket, writes: true)
            }
            if let outcome = try await perform(action, blob, &machine) { return outcome }
        }
    }

    /// Makes sure that the store behind the bucket heeds conditions: some that speak S3 do not, and
    /// write over what is there without a word.
    ///
    /// Writes a small blob below `_ddbkit-probe/` twice and deletes it. Call it before a bucket of
    /// anything but AWS is trusted with what must not be lost.
    ///
    /// - Throws: `StorageError` with the code `unsupported` where conditions mean nothing.
    public func requireConditionalWrites() async throws {
        let path = "_ddbkit-probe/" + client.random.uuid()
        _ = try await put(path, [1], condition: .ifAbsent)
        let second = try await put(path, [2], condition: .ifAbsent)
        try await delete(path)
        guard second == .exists else {
            throw StorageError(
                .unsupported,
                "The store behind bucket '\(bucket)' takes no notice of If-None-Match, so two "
                    + "writers could write over one another; use one that does, such as Amazon S3.",
                path: path)
        }
    }

    /// Does what the machine says; nil to write again.
    private func perform(
        _ action: PutStateMachine.Action, _ blob: MarkedBlob, _ machine: inout PutStateMachine
    ) async throws -> PutOutcome? {
        switch action {
        case .done(let outcome): return outcome
        case .fail(let error): throw StorageError(error, blob.path, bucket, writes: true)
        case .writeAgain(let step):
            try await client.pause(before: step)
            return nil
        case .readBack(let cause):
            let found: PutStateMachine.Found
            do {
                found = try await readBack(blob)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw unknown(blob.path, cause)
            }
            switch machine.readBack(found, cause) {
            case .fail: throw unknown(blob.path, cause)
            case let next: return try await perform(next, blob, &machine)
            }
        }
    }

    private func unknown(_ path: String, _ cause: ClientError) -> StorageError {
        StorageError(
            .outcomeUnknown,
            "Nobody can tell whether '\(path)' in bucket '\(bucket)' was written: \(cause.message) "
                + "Read it back before writing it again.", path: path, cause: cause)
    }

    private func write(_ blob: MarkedBlob, _ condition: PutCondition) async throws {
        let objectCondition: ObjectCondition =
            switch condition {
            case .always: .always
            case .ifAbsent: .ifAbsent
            }
        try await requests.perform(weight: 1) {
            try await bytes.perform(weight: blob.bytes.count) {
                _ = try await client.putObject(
                    PutObjectRequest(
                        bucket: bucket, key: blob.key, body: .bytes(blob.bytes),
                        condition: objectCondition, metadata: [Self.markName: blob.mark],
                        encryption: settings.encryption))
            }
        }
    }

    /// Finds out whose blob is there: by the mark, or, where a store keeps none, by the bytes.
    private func readBack(_ blob: MarkedBlob) async throws -> PutStateMachine.Found {
        guard let head = try await head(blob.key, blob.path) else { return .nothing }
        if let mark = head.metadata[Self.markName] { return mark == blob.mark ? .ours : .others }
        guard head.byteCount == blob.bytes.count else { return .others }
        let bytes = try await read(blob.path, range: nil)
        return bytes == blob.bytes ? .ours : .others
    }
}

/// A blob on its way, and the mark that it carries.
private struct MarkedBlob: Sendable {
    let key: String
    let path: String
    let bytes: [UInt8]
    let mark: String
}
