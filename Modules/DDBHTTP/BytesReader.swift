import Synchronization

/// Gives bytes that are all there, in one piece or several.
public final class BytesReader: BodyReader {
    private let pieces: Mutex<ArraySlice<[UInt8]>>

    /// Creates a reader of pieces; empty ones are left out.
    public init(pieces: [[UInt8]]) {
        self.pieces = Mutex(pieces.filter { !$0.isEmpty }[...])
    }

    /// Creates a reader of one piece.
    public convenience init(_ bytes: [UInt8]) {
        self.init(pieces: [bytes])
    }

    /// Returns the next piece, or nil at the end.
    public func next() async throws -> [UInt8]? {
        pieces.withLock { $0.popFirst() }
    }

    /// Drops the rest.
    public func abandon() {
        pieces.withLock { $0 = [] }
    }
}
