import DDBHTTP

/// Reads the body of a response as it comes.
final class CurlBodyReader: BodyReader {
    private let channel: BodyChannel
    private let transfer: CurlTransfer
    /// The transport lives as long as its readers do.
    private let transport: CurlTransport

    init(_ channel: BodyChannel, _ transfer: CurlTransfer, _ transport: CurlTransport) {
        self.channel = channel
        self.transfer = transfer
        self.transport = transport
    }

    deinit { abandon() }

    func next() async throws -> [UInt8]? {
        let inbox = transport.inbox
        let transfer = transfer
        return try await channel.next(
            didDrain: { inbox.tell(.drained(transfer)) },
            didCancel: { inbox.tell(.cancel(transfer)) })
    }

    func abandon() {
        if channel.abandon() { transport.inbox.tell(.cancel(transfer)) }
    }
}
