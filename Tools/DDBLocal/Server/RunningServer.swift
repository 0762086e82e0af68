/// A local endpoint that listens.
public struct RunningServer: Sendable {
    /// The server.
    public let server: LocalServer
    /// Where it listens.
    public let address: LocalAddress

    /// The URL for clients of every service: `http://127.0.0.1:41234`.
    public var endpoint: String { address.endpoint }

    /// The clock.
    public var clock: LocalClock { server.clock }

    /// Moves the clock, and does at once what falls due: expiry by TTL, trims and the like.
    public func advanceClock(by duration: Duration) {
        server.clock.advance(by: duration)
        server.house.timePassed()
    }

    /// Replaces what goes wrong.
    public func setFaults(_ rules: [FaultRule]) {
        server.house.faults.set(rules)
    }

    /// How often operations met faults, by `Operation:fault`.
    public var faultsShown: [String: Int] { server.house.faults.shown }
}
