import DDBBase

/// The operations of DynamoDB Streams.
struct DynamoDBStreamsService: JSONService {
    let engine: StreamEngine
    let clock: LocalClock
    let machine: any TimeSource

    var targetPrefix: String { "DynamoDBStreams_20120810" }
    var signingName: String { "dynamodb" }
    var contentType: String { "application/x-amz-json-1.0" }
    var sendsChecksum: Bool { true }
    var operations: Set<String> { StreamEngine.operations }

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        var context = StreamCall(
            now: clock.now, monotonicNanoseconds: machine.monotonicNanoseconds,
            random: call.random, isIteratorExpired: call.faults.contains(.expiredIterator))
        if call.faults.contains(.staleListing) {
            // One or more of the ways in which a listing lags behind.
            context.stale = StaleListing(rawValue: 1 + Int(call.random % 15))
        }
        do throws(StreamRefusal) {
            return try engine.perform(call.operation, call.body, context)
        } catch {
            throw ServiceRefusal(error)
        }
    }
}

extension ServiceRefusal {
    /// A refusal of the streams in the form of the services'.
    init(_ refusal: StreamRefusal) {
        let family: Family =
            switch refusal.code {
            case "ValidationException": .validation
            case "ThrottlingException": .availability
            case "SerializationException", "UnknownOperationException": .service
            default: .dynamoDB
            }
        self.init(family: family, code: refusal.code, message: refusal.message)
    }
}
