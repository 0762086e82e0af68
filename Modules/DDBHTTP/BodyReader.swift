/// Gives a body piece by piece, to one reader, as fast as that one asks.
///
/// Both directions use it: transports read request bodies from one and give response bodies as one.
public protocol BodyReader: AnyObject, Sendable {
    /// Returns the next bytes, at least one, or nil at the end and ever after.
    ///
    /// One call at a time; the next begins when the one before has returned.
    ///
    /// - Throws: What broke the body off, for responses a ``TransportError``; `CancellationError`
    ///   when the task is cancelled. After an error every call throws.
    func next() async throws -> [UInt8]?

    /// Gives up the rest; harmless at the end and when repeated. Dropping the reader does the same.
    func abandon()
}

extension BodyReader {
    /// Returns everything that is left.
    ///
    /// - Parameter limit: The most bytes to hold.
    /// - Throws: ``TransportError`` with the code `bodyTooLarge` beyond the limit, whereupon the
    ///   rest is abandoned; what ``next()`` throws.
    public func collect(limit: Int) async throws -> [UInt8] {
        guard var bytes = try await next() else { return [] }
        while bytes.count <= limit {
            guard let piece = try await next() else { return bytes }
            if bytes.count + piece.count > limit { break }
            bytes += piece
        }
        abandon()
        throw TransportError(
            .bodyTooLarge, "The body has more than \(limit) bytes; raise the limit or ask for less."
        )
    }
}
