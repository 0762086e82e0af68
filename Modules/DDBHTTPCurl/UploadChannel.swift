import DDBHTTP
import Synchronization

/// Carries the body of a request from its source to the loop's thread.
final class UploadChannel: Sendable {
    private let state: Mutex<UploadState>
    private let source: (any BodySource)?
    private let byteCount: Int?

    /// - Parameter byteCount: The size that the head announces; nil for chunks.
    init(_ source: any BodySource, byteCount: Int?, bytesMax: Int) {
        state = Mutex(UploadState(bytesMax: bytesMax))
        self.source = source
        self.byteCount = byteCount
    }

    /// Creates a channel of bytes that are all there.
    init(_ bytes: [UInt8]) {
        var state = UploadState(bytesMax: bytes.count)
        _ = state.push(bytes)
        _ = state.finish(nil)
        self.state = Mutex(state)
        source = nil
        byteCount = bytes.count
    }

    /// Whether somebody has to call ``pump(didProduce:)``.
    var needsPump: Bool { source != nil }

    /// Copies what there is; only the loop calls it.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadState.Read {
        let (read, producer) = state.withLock { unsafe $0.read(into: buffer) }
        producer?.resume(returning: true)
        return read
    }

    /// Ends the body for the loop: the source is asked for nothing more.
    func close() {
        state.withLock { $0.close() }?.resume(returning: false)
    }

    /// Moves the whole body; `didProduce` is called where the loop waits for it.
    func pump(didProduce: () -> Void) async {
        do {
            try await move(didProduce)
            if state.withLock({ $0.finish(nil) }) { didProduce() }
        } catch {
            if state.withLock({ $0.finish(error) }) { didProduce() }
        }
    }

    private func move(_ didProduce: () -> Void) async throws {
        guard let source else { return }
        let reader = try await source.open()
        var count = 0
        while let piece = try await reader.next() {
            count += piece.count
            if let byteCount, count > byteCount {
                reader.abandon()
                throw wrongSize("more")
            }
            // The server has the whole body with its last announced byte, so that one waits until
            // the source has said that it is well.
            if count == byteCount, try await reader.next() != nil {
                reader.abandon()
                throw wrongSize("more")
            }
            let (isWanted, tellsLoop) = state.withLock { $0.push(piece) }
            if tellsLoop { didProduce() }
            if count == byteCount { return }
            guard isWanted, await isWantedNext() else { return reader.abandon() }
        }
        if let byteCount, count < byteCount { throw wrongSize("only \(count)") }
    }

    /// Waits for room; false where nothing more is wanted.
    private func isWantedNext() async -> Bool {
        await withCheckedContinuation { producer in
            if let isWanted = state.withLock({ $0.wait(producer) }) {
                producer.resume(returning: isWanted)
            }
        }
    }

    private func wrongSize(_ found: String) -> TransportError {
        TransportError(
            .bodySourceFailed,
            "The source of the request's body announced \(byteCount ?? 0) bytes and gave \(found).")
    }
}
