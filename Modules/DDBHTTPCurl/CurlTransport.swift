public import DDBBase
public import DDBHTTP
import Synchronization

/// Sends requests with libcurl: one thread moves all of them, and keeps connections for the next.
///
/// ```swift
/// let transport = try CurlTransport()
/// let response = try await transport.send(request)
/// let body = try await response.body.collect(limit: 1 << 20)
/// ```
///
/// Any number of tasks may send at once. A response whose body is not read to its end holds its
/// connection, and memory up to twice ``CurlSettings/bufferBytesMax``, until it is abandoned or
/// dropped. Nothing is sent twice: where a kept connection dies before the first byte of an answer,
/// libcurl would try another one, and that is refused as `connectionLost`.
///
/// The transport ends when it is closed, or when it and the readers of its responses are dropped.
public final class CurlTransport: Transport {
    /// The settings it was made with; numbers beyond any sense are the nearest that have some.
    public let settings: CurlSettings
    let inbox: CurlInbox
    private let time: any TimeSource

    /// Starts the thread.
    ///
    /// - Parameter environment: Where proxies are looked up, once.
    /// - Throws: ``TransportError`` where settings or proxies are no good (`tlsFailed` for a
    ///   certificate file that cannot be read), or the system or libcurl refuses.
    public convenience init(
        _ settings: CurlSettings = CurlSettings(), environment: ProcessEnvironment = .system
    ) throws(TransportError) {
        try self.init(settings, environment: environment, time: SystemTimeSource())
    }

    /// Starts the thread, with another clock for the limits of idleness and of the whole; that of
    /// connecting stays libcurl's.
    package init(
        _ settings: CurlSettings, environment: ProcessEnvironment, time: any TimeSource
    ) throws(TransportError) {
        if let bundle = settings.caBundle, !isReadable(bundle) {
            throw TransportError(
                .tlsFailed, "The file of certificates '\(bundle)' cannot be read; check its path.",
                delivery: .notSent)
        }
        let settings = settings.clamped
        self.settings = settings
        self.time = time
        let route = try ProxyRoute(settings.proxy, environment)
        inbox = try CurlInbox(
            inFlightMax: settings.maxConcurrency + settings.waitingRequestsMax)
        do {
            try startThread(CurlEngine(settings, route, inbox, time: time))
        } catch {
            inbox.end()
            throw error
        }
    }

    deinit { inbox.close() }

    /// How many requests are under way or wait, those included whose responses are still read.
    package var inFlightCount: Int { inbox.inFlightCount }

    /// Whether the thread, its sockets and its handles are gone; some time after ``close()``.
    package var hasEnded: Bool { inbox.hasEnded }

    /// Ends everything that is under way with an error of the code `closed`, and sends nothing
    /// more.
    ///
    /// Returns at once; the thread ends soon after. Harmless when repeated.
    public func close() { inbox.close() }

    /// Sends a request and returns when the head of its response is there.
    ///
    /// - Throws: ``TransportError``; `CancellationError` when the task is cancelled, whereupon the
    ///   connection of the request is closed.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        try Task.checkCancellation()
        let transfer = CurlTransfer(
            try PreparedRequest(request, settings), settings,
            now: time.monotonicNanoseconds)
        let inbox = inbox
        let outcome = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { caller in
                transfer.caller = caller
                startPump(transfer)
                do {
                    try inbox.submit(transfer)
                } catch {
                    transfer.request.upload?.close()
                    transfer.pump?.cancel()
                    caller.resume(throwing: error)
                }
            }
        } onCancel: {
            transfer.isCancelled.store(true, ordering: .relaxed)
            inbox.tell(.cancel(transfer))
        }
        switch outcome.body {
        case .whole(let bytes):
            return TransportResponse(
                status: outcome.head.status, headers: outcome.head.headers, body: bytes)
        case .coming(let channel):
            return TransportResponse(
                status: outcome.head.status, headers: outcome.head.headers,
                body: CurlBodyReader(channel, transfer, self))
        }
    }

    /// Starts to fill the body of a request.
    private func startPump(_ transfer: CurlTransfer) {
        guard let upload = transfer.request.upload, upload.needsPump else { return }
        let inbox = inbox
        // Nobody awaits it, since a response may come before the body is sent; the end of the
        // transfer cancels it.
        transfer.pump = Task {
            await upload.pump(didProduce: { inbox.tell(.produced(transfer)) })
        }
    }
}
