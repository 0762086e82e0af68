import DDBBase

/// The operations of Kinesis Data Streams.
struct KinesisService: JSONService {
    let engine: KinesisEngine
    let clock: LocalClock
    let machine: any TimeSource

    var targetPrefix: String { "Kinesis_20131202" }
    var signingName: String { "kinesis" }
    var contentType: String { "application/x-amz-json-1.1" }
    var sendsChecksum: Bool { false }
    var operations: Set<String> { KinesisEngine.operations }

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        var context = StreamCall(
            now: clock.now, monotonicNanoseconds: machine.monotonicNanoseconds,
            random: call.random, isIteratorExpired: call.faults.contains(.expiredIterator))
        if call.faults.contains(.staleListing) { context.stale = .missingNewest }
        do throws(StreamRefusal) {
            return try engine.perform(
                call.operation, call.body, context,
                failsRecords: call.faults.contains(.unprocessed))
        } catch {
            throw ServiceRefusal(family: .none, code: error.code, message: error.message)
        }
    }
}
