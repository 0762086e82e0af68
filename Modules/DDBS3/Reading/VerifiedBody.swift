import DDBHTTP
import Synchronization

/// Passes a body on, counts it, and compares it with a checksum at its end.
final class VerifiedBody: BodyReader {
    private struct State: ~Copyable {
        var received = 0
        var checksum: RunningChecksum?
        var failure: S3Error?
        var isAtEnd = false

        func hasEnded() throws(S3Error) -> Bool {
            if let failure { throw failure }
            return isAtEnd
        }
    }

    private let base: any BodyReader
    private let byteCount: Int
    private let expected: ObjectChecksum?
    private let name: String
    private let state: Mutex<State>

    /// - Parameter name: What messages call the object.
    init(
        _ base: any BodyReader, byteCount: Int, checksum: ObjectChecksum?, name: String
    ) throws(S3Error) {
        self.base = base
        self.byteCount = byteCount
        expected = checksum
        self.name = name
        state = Mutex(State(checksum: try RunningChecksum.comparing(with: checksum)))
    }

    func next() async throws -> [UInt8]? {
        if try state.withLock({ try $0.hasEnded() }) { return nil }
        let piece = try await base.next()
        do {
            try state.withLock { try check(piece, &$0) }
        } catch {
            base.abandon()
            throw error
        }
        return piece
    }

    func abandon() { base.abandon() }

    private func check(_ piece: [UInt8]?, _ state: inout State) throws(S3Error) {
        do throws(S3Error) {
            if let piece {
                state.received += piece.count
                guard state.received <= byteCount else { throw wrongSize(state.received) }
                try state.checksum?.update(piece.span.bytes)
            } else {
                guard state.received == byteCount else { throw wrongSize(state.received) }
                state.isAtEnd = true
                let found = try state.checksum.take()?.finish()
                guard found == expected else { throw Self.mismatch(name, expected) }
            }
        } catch {
            state.failure = error
            throw error
        }
    }

    private func wrongSize(_ count: Int) -> S3Error {
        S3Error(
            .truncated,
            "\(name) was announced with \(byteCount) bytes, and "
                + (count > byteCount ? "more" : "\(count)") + " came; get it again.")
    }

    static func mismatch(_ name: String, _ expected: ObjectChecksum?) -> S3Error {
        S3Error(
            .checksumMismatch,
            "The bytes of \(name) do not have the \(expected?.algorithm.rawValue ?? "checksum") "
                + "that S3 keeps for it; get it again, and where that fails too, write it again.")
    }
}
