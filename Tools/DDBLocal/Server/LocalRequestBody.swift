/// The body of a request, which comes piece by piece.
struct LocalRequestBody: Sendable {
    /// A body is larger than whoever collects it allows.
    struct TooLarge: Error {}

    private let start: @Sendable () -> any Pieces

    /// Gives the pieces of a body one after another.
    protocol Pieces {
        mutating func next() async throws -> [UInt8]?
    }

    init(_ start: @escaping @Sendable () -> any Pieces) {
        self.start = start
    }

    /// A body that is all there.
    init(_ bytes: [UInt8]) {
        start = { Whole(bytes: bytes) }
    }

    /// Starts the body; may be called once.
    func pieces() -> any Pieces { start() }

    /// Returns the whole body.
    ///
    /// - Throws: ``TooLarge`` where it has more bytes than `byteCountMax`, or what the connection
    ///   failed with.
    func collect(byteCountMax: Int) async throws -> [UInt8] {
        var pieces = start()
        guard var bytes = try await pieces.next() else { return [] }
        guard bytes.count <= byteCountMax else { throw TooLarge() }
        while let piece = try await pieces.next() {
            guard bytes.count + piece.count <= byteCountMax else { throw TooLarge() }
            bytes.append(contentsOf: piece)
        }
        return bytes
    }

    private struct Whole: Pieces {
        var bytes: [UInt8]?

        mutating func next() async throws -> [UInt8]? {
            defer { bytes = nil }
            return bytes
        }
    }
}
