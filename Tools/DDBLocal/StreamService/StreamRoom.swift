import DDBJSON

/// Drives the shards of streams from outside.
///
/// ```
/// POST /_ddbkit/streams/split {"streamArn":"arn:..","shardId":"shardId-.."}
/// POST /_ddbkit/streams/roll  {"streamArn":"arn:.."}                         all open shards
/// POST /_ddbkit/streams/open  {"streamArn":"arn:.."}                         changes nothing
/// ```
/// Each answers `{"shards":[..]}`: the new ones, or those that are open.
struct StreamRoom: AdminRoom {
    let engine: StreamEngine
    let clock: LocalClock

    func admin(
        method: String, path: [String], body: JSONValue
    ) async throws(ServiceRefusal) -> JSONValue {
        guard method == "POST", let arn = body["streamArn"]?.string else {
            throw .validation("Say {\"streamArn\":\"arn:..\"}, and perhaps a \"shardId\".")
        }
        let shardID = body["shardId"]?.string
        let shards: [String]
        switch path.first {
        case "split": shards = engine.split(streamARN: arn, shardID: shardID, at: clock.now)
        case "roll": shards = engine.roll(streamARN: arn, shardID: shardID, at: clock.now)
        case "open": shards = engine.openShards(streamARN: arn, at: clock.now)
        default: throw .validation("Streams can be told to 'split', 'roll' or show what is 'open'.")
        }
        guard !shards.isEmpty else { throw .validation("The stream has no such open shard.") }
        return AdminEndpoint.object([("shards", .array(shards.map { .string($0) }))])
    }
}
