import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import DDBTestSupport
import Testing

/// Clients of a service on the loopback, over the real transport and a clock of their own.
struct LoopbackClients {
    let time: SkippingTime
    let dynamoDB: DynamoDBClient
    let streams: DynamoDBStreamsClient

    init(
        _ service: CheckedService, time: SkippingTime = SkippingTime(),
        components: ClientComponents? = nil, retry: RetrySettings = RetrySettings(),
        random: any RandomSource = SeededRandom(seed: 1)
    ) throws {
        var settings = service.settings
        settings.retry = retry
        var parts = try components ?? AWSIntegrationTests.components("AKID", "secret")
        parts.time = time
        parts.random = random
        self.time = time
        dynamoDB = DynamoDBClient(settings: settings, components: parts)
        streams = DynamoDBStreamsClient(settings: settings, components: parts)
    }
}

/// Returns the error that a call of a client ends with.
func failure<Value>(
    sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Value
) async throws -> ClientError {
    do {
        _ = try await work()
    } catch let error as ClientError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}
