/// Sends requests over HTTP: the door to the network for everything above.
///
/// A transport moves bytes and judges nothing: a 500 is a response, redirects are not followed,
/// bodies are neither inflated nor checked, and nothing is sent twice. Retries, signatures and
/// checksums belong to its callers.
public protocol Transport: Sendable {
    /// Sends a request and returns when the head of its response is there.
    ///
    /// The body of the response is read afterwards, as fast as the caller wants it; a response that
    /// is not read to its end is abandoned with ``BodyReader/abandon()`` or by dropping it.
    ///
    /// - Throws: ``TransportError``; `CancellationError` when the task is cancelled, whereupon
    ///   nothing of the request is left behind.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}
