import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A connection that was accepted and may still be dropped before anybody serves it.
///
/// Between being accepted and being served a connection waits in a sequence, which forgets what is
/// in it when the task that walks it is cancelled or the listening ends. NIO ends the process where
/// the writer of a connection goes without having been finished, so this finishes it.
final class AcceptedConnection: ServerChildChannelValue {
    private let parts: HTTP1Channel.Value
    private let isTaken = Atomic(false)

    init(_ parts: HTTP1Channel.Value) {
        self.parts = parts
    }

    var channel: any Channel { parts.channel }

    /// Hands the connection to whoever serves it, and so finishes it.
    func take() -> HTTP1Channel.Value {
        isTaken.store(true, ordering: .relaxed)
        return parts
    }

    deinit {
        guard !isTaken.load(ordering: .relaxed) else { return }
        let parts = parts
        // Nobody awaits or cancels it: it closes a socket, and ends.
        Task {
            do {
                try await parts.executeThenClose { _, _ in }
            } catch {
                // It was closed already.
            }
        }
    }
}

/// The connections of an endpoint: those of HTTP/1.1, which may be dropped at any time.
struct LocalConnections: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).map { AcceptedConnection($0) }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        let parts = value.take()
        await withTaskExecutorPreference(LoopExecutor(parts.channel.eventLoop)) {
            await http.handle(value: parts, logger: logger)
        }
    }
}
