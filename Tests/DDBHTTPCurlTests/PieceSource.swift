import DDBHTTP
import Synchronization

/// A request's body in pieces, which may fail at its end or never come to it.
struct PieceSource: BodySource {
    enum Ending: Sendable {
        case whole
        case failure(any Error)
        /// The next piece never comes; the task has to be cancelled.
        case hang
    }

    let byteCount: Int?
    let pieces: [[UInt8]]
    var ending = Ending.whole
    /// Called for every piece that is asked for.
    var didAsk: @Sendable (Int) async throws -> Void = { _ in }

    func open() async throws -> any BodyReader { PieceReader(self) }
}

private final class PieceReader: BodyReader {
    private let source: PieceSource
    private let position = Mutex(0)

    init(_ source: PieceSource) { self.source = source }

    func next() async throws -> [UInt8]? {
        let index = position.withLock { position in
            defer { position += 1 }
            return position
        }
        try await source.didAsk(index)
        if index < source.pieces.count { return source.pieces[index] }
        switch source.ending {
        case .whole: return nil
        case .failure(let error): throw error
        case .hang:
            while true { try await Task.sleep(for: .seconds(1)) }
        }
    }

    func abandon() {}
}
