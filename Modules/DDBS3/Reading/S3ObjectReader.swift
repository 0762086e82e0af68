import DDBClientCore
public import DDBHTTP
import Synchronization

/// Reads an object, or a part of it, to its end, whatever breaks off on the way.
///
/// Where a body breaks off the rest is asked for, of the same content: by its tag, and by its
/// version where the bucket keeps versions. So nothing is lost or doubled, and no byte of a newer
/// content follows one of an older; where the object was replaced meanwhile, reading ends with
/// ``S3Error/Code/changed``. Resumes are bounded by ``ObjectSettings/resumesWithoutProgressMax``
/// and ``ObjectSettings/resumesMax``.
///
/// A whole object is compared with the checksum that S3 keeps, at its end. A checksum over those of
/// parts proves nothing here; ``isVerifiable`` tells.
public final class S3ObjectReader: BodyReader {
    private struct State: ~Copyable {
        var body: (any BodyReader)?
        var machine: ResumeStateMachine
        var checksum: RunningChecksum?
        var failure: (any Error)?
        var isAtEnd = false
    }

    /// What the head of the object tells.
    public let head: ObjectHead
    /// Which bytes of the object are read.
    public let range: Range<Int>
    /// Whether the bytes are compared with a checksum at their end.
    public var isVerifiable: Bool { expected != nil }

    private let client: S3Client
    private let request: GetObjectRequest
    private let expected: ObjectChecksum?
    private let state: Mutex<State>

    fileprivate init(
        _ client: S3Client, _ request: GetObjectRequest, _ reply: GetObjectReply
    ) throws(S3Error) {
        self.client = client
        self.request = request
        head = reply.head
        range = reply.range
        let isWhole = reply.range.count == reply.head.byteCount
        expected =
            client.settings.verifiesDownloads && isWhole
            ? ObjectChecksum.verifiable(reply.head.checksums) : nil
        state = Mutex(
            State(
                body: reply.body,
                machine: ResumeStateMachine(
                    stalledMax: client.settings.resumesWithoutProgressMax,
                    resumesMax: client.settings.resumesMax),
                checksum: try RunningChecksum.comparing(with: expected)))
    }

    /// Returns the next bytes, or nil at the end and ever after.
    ///
    /// - Throws: ``S3Error`` with the code `changed`, `checksumMismatch`, `rangeNotGiven` or
    ///   `resumesExhausted`; `ClientError` where the rest is refused; `CancellationError`.
    public func next() async throws -> [UInt8]? {
        do {
            return try await nextPiece()
        } catch {
            let body = state.withLock { state in
                if state.failure == nil { state.failure = error }
                return state.body.take()
            }
            body?.abandon()
            throw error
        }
    }

    /// Gives up the rest.
    public func abandon() {
        let body = state.withLock { state in
            state.isAtEnd = true
            return state.body.take()
        }
        body?.abandon()
    }

    private func nextPiece() async throws -> [UInt8]? {
        while true {
            let (hasEnded, body) = try state.withLock { state in
                if let failure = state.failure { throw failure }
                return (state.isAtEnd, state.body)
            }
            if hasEnded { return nil }
            guard let body else {
                try await reopen()
                continue
            }
            let cause: any Error
            do {
                let piece = try await body.next()
                if try state.withLock({ try take(piece, &$0) }) { return piece }
                cause = S3Error(.truncated, "The body ended before its announced size.")
            } catch let error as TransportError where isPassing(error) {
                cause = error
            }
            body.abandon()
            try await pause(after: cause)
        }
    }

    /// Whether the piece, or the end, fits; false where the end comes too early.
    private func take(_ piece: [UInt8]?, _ state: inout State) throws(S3Error) -> Bool {
        let left = range.count - state.machine.receivedByteCount
        if let piece {
            guard piece.count <= left else {
                throw S3Error(
                    .rangeNotGiven, "The store gave more of \(name) than was asked for.")
            }
            try state.checksum?.update(piece.span.bytes)
            state.machine.received(piece.count)
            return true
        }
        guard left == 0 else { return false }
        let found = try state.checksum.take()?.finish()
        guard found == expected else { throw VerifiedBody.mismatch(name, expected) }
        state.isAtEnd = true
        state.body = nil
        return true
    }

    /// Waits before the rest is asked for.
    private func pause(after cause: any Error) async throws {
        let action = state.withLock { state in
            state.body = nil
            return state.machine.broke()
        }
        switch action {
        case .resume(let step):
            guard head.etag != nil else { throw cause }
            try await client.pause(before: step)
        case .giveUp:
            throw S3Error(
                .resumesExhausted,
                "\(name) broke off again and again; what is left cannot be had now. Try again "
                    + "later.", cause: cause)
        }
    }

    /// Asks for the rest.
    private func reopen() async throws {
        let offset = range.lowerBound + state.withLock { $0.machine.receivedByteCount }
        var rest = request
        rest.range = offset < range.upperBound ? .bytes(offset..<range.upperBound) : nil
        rest.ifMatch = head.etag
        rest.versionID = request.versionID ?? head.versionID
        // Where nothing is left only the end broke off, after the last byte.
        guard rest.range != nil else {
            return state.withLock { $0.body = BytesReader([]) }
        }
        do {
            let reply = try await client.getUnchecked(rest)
            guard reply.head.etag == head.etag, reply.head.byteCount == head.byteCount,
                reply.range == offset..<range.upperBound
            else {
                reply.body.abandon()
                throw changed(nil)
            }
            state.withLock { $0.body = reply.body }
        } catch let error as ClientError {
            switch error.status {
            case 404, 412, 416: throw changed(error)
            case _ where error.disposition == .retry: try await pause(after: error)
            case _: throw error
            }
        }
    }

    private func isPassing(_ error: TransportError) -> Bool {
        switch error.disposition {
        case .retry: true
        case .reconfigure, .corrupt, .fatal: false
        }
    }

    private var name: String { "'\(request.key)' in bucket '\(request.bucket)'" }

    private func changed(_ cause: ClientError?) -> S3Error {
        S3Error(
            .changed, "\(name) was replaced or deleted while it was read; read it anew.",
            cause: cause)
    }
}

extension S3Client {
    /// Opens an object, or a part of it, to be read to its end whatever breaks off on the way.
    ///
    /// - Throws: as ``getObject(_:)``.
    public func openObject(_ request: GetObjectRequest) async throws -> S3ObjectReader {
        let reply = try await getUnchecked(request)
        return try S3ObjectReader(self, request, reply)
    }
}
