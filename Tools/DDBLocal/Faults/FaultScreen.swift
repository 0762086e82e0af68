import DDBBase
import DDBHTTP

/// Shows the faults of calls whose replies are made by their services: S3 and STS.
struct FaultScreen: Sendable {
    let faults: FaultPlan
    let machine: any TimeSource

    /// Answers a call, unless a fault comes first or in its stead.
    ///
    /// - Parameters:
    ///   - throttled: The reply of a call that came too fast.
    ///   - failed: The reply of a service that failed.
    ///   - wrongChecksum: Spoils the checksum of a reply, where it has one.
    func answer(
        _ operation: String, throttled: LocalReply, failed: LocalReply,
        wrongChecksum: (inout HeaderFields) -> Void, _ perform: () async -> LocalReply
    ) async -> LocalReply {
        let faults = faults.faults(of: operation)
        guard !faults.isEmpty else { return await perform() }
        for case .latency(let milliseconds) in faults {
            // A connection that ends meanwhile ends the wait, and then the answer is for nobody.
            _ = try? await machine.sleep(for: .milliseconds(milliseconds))
        }
        if faults.contains(.resetBefore) { return LocalReply(ending: .reset) }
        if faults.contains(.throttle) { return throttled }
        if faults.contains(.errorBefore) { return failed }
        var reply = await perform()
        if faults.contains(.errorAfter) { return failed }
        if faults.contains(.resetAfter) { reply.ending = .reset }
        if faults.contains(.truncate) { reply.ending = .truncated }
        if faults.contains(.wrongChecksum) { wrongChecksum(&reply.headers) }
        return reply
    }
}
