import DDBHTTP

/// What is sent back.
struct LocalReply: Sendable {
    /// What follows the head.
    enum Body: Sendable {
        /// Bytes that are all there.
        case bytes([UInt8])
        /// Bytes that are made while they are sent.
        ///
        /// Each call gives the next piece, nil at the end.
        case pieces(byteCount: Int?, next: @Sendable () async throws -> [UInt8]?)
    }

    /// What happens to the connection.
    enum Ending: Sendable, Hashable {
        /// Nothing.
        case regular
        /// It is reset before a byte of the reply is sent.
        case reset
        /// It is closed after half of the body.
        case truncated
    }

    var status = 200
    var headers: HeaderFields = [:]
    var body = Body.bytes([])
    var ending = Ending.regular
}
