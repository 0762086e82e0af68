/// A request body that is produced while it is sent, and anew for every attempt.
public protocol BodySource: Sendable {
    /// The size of the body, which is sent as `content-length`; nil where it is not known, and the
    /// body goes in chunks.
    var byteCount: Int? { get }

    /// Starts the body from its beginning.
    func open() async throws -> any BodyReader
}
