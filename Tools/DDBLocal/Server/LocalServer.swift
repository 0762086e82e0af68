public import DDBBase
import HTTPTypes
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A local endpoint for demos, tests and teaching that talks as Amazon DynamoDB does.
///
/// It is not DynamoDB: it keeps everything in the memory of one process, promises no durability
/// beyond a folder of yours, and its limits, hashes and timing are its own. Code that works against
/// it still has to be tried against the service.
///
/// ```swift
/// try await LocalServer.with(LocalSettings()) { server in
///     // http://127.0.0.1:41234; any access key with the secret "local"
///     try await useClient(endpoint: server.endpoint)
/// }
/// ```
public final class LocalServer: Sendable {
    /// How it behaves.
    public let settings: LocalSettings
    /// Its clock, which may be moved.
    public let clock: LocalClock
    let house: LocalHouse
    private let logger: Logger

    /// Creates a server that does not listen yet, with what its folder kept.
    ///
    /// - Throws: What reading ``LocalSettings/dataFolder`` failed with.
    public init(
        _ settings: LocalSettings = LocalSettings(),
        machine: any TimeSource = SystemTimeSource(), logger: Logger? = nil
    ) async throws {
        self.settings = settings
        let logger = logger ?? Logger(label: "ddbkit.local") { _ in SwiftLogNoOpLogHandler() }
        self.logger = logger
        clock = LocalClock(settings.clock, machine: machine)
        house = try await LocalHouse(
            settings, clock: clock, machine: machine, logger: logger)
    }

    /// Listens until the task is cancelled or the process is to end, then closes what it keeps.
    ///
    /// No connection is taken any more by then, those that are idle are closed, and calls that are
    /// being answered have ``LocalSettings/draining``.
    ///
    /// - Parameter onListening: Is told where, once connections are taken.
    /// - Throws: What binding the address failed with.
    public func run(
        onListening: @escaping @Sendable (LocalAddress) async -> Void = { _ in }
    ) async throws {
        let listener = listener(onListening)
        // Awaited below, and ended by `end`; no child, for that would be cancelled before the
        // listening has ended and the calls are answered.
        let serving = Task {
            try await house.running {
                do {
                    try await listener.run()
                } catch is Listener.Error {
                    // It was ended before it began.
                }
            }
        }
        let outcome = await withTaskCancellationHandler {
            await serving.result
        } onCancel: {
            // Ends with the serving, which it ends.
            Task { await end(listener, serving) }
        }
        try await house.close()
        try outcome.get()
    }

    private typealias Listener = Server<LocalConnections>

    private func listener(
        _ onListening: @escaping @Sendable (LocalAddress) async -> Void
    ) -> Listener {
        let front = HTTPFront(endpoint: house.dispatch)
        let host = settings.host
        let http = HTTP1Channel { request, writer, channel in
            try await front.respond(to: request, writer, channel)
        }
        return Server(
            childChannelSetup: LocalConnections(http: http),
            configuration: ServerConfiguration(
                address: .hostname(host, port: settings.port), backlog: 1024),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                await onListening(LocalAddress(host: host, port: port))
            },
            // The process's own threads: connections end a little later than the server does.
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    /// Ends the listening, then what is idle, and at last what does not end by itself.
    private func end(_ listener: Listener, _ serving: Task<Void, any Error>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await SystemTimeSource().sleep(for: self.settings.draining)
                    serving.cancel()
                } catch {
                    // All has ended before.
                }
            }
            do {
                try await listener.shutdownGracefully()
            } catch {
                logger.error("The listening did not end in order: \(error)")
                serving.cancel()
            }
            group.cancelAll()
        }
    }

    /// Serves while a body runs.
    ///
    /// - Throws: What the body throws, or what binding the address failed with.
    public static func with<Value: Sendable>(
        _ settings: LocalSettings = LocalSettings(),
        machine: any TimeSource = SystemTimeSource(),
        _ body: @Sendable (RunningServer) async throws -> Value
    ) async throws -> Value {
        let server = try await LocalServer(settings, machine: machine)
        return try await server.serving(body)
    }

    /// Serves while a body runs.
    ///
    /// - Throws: What the body throws, or what binding the address failed with.
    public func serving<Value: Sendable>(
        _ body: @Sendable (RunningServer) async throws -> Value
    ) async throws -> Value {
        let (addresses, continuation) = AsyncStream<LocalAddress>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // The stream ends where nothing listens, so that nobody waits for an address.
                defer { continuation.finish() }
                try await self.run { address in continuation.yield(address) }
            }
            var found: LocalAddress?
            for await address in addresses {
                found = address
                break
            }
            guard let address = found else {
                try await group.waitForAll()
                throw CancellationError()
            }
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body(RunningServer(server: self, address: address)))
            } catch {
                outcome = .failure(error)
            }
            group.cancelAll()
            try await group.waitForAll()
            return try outcome.get()
        }
    }
}
