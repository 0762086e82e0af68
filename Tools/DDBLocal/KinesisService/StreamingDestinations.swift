import DDBBase
import DDBJSON

/// DynamoDB's operations that name the Kinesis streams of tables.
struct StreamingDestinations: DynamoDBExtension {
    let engine: TableEngine
    let destinations: KinesisDestinations
    let kinesis: KinesisEngine

    static let operationNames: Set = [
        "EnableKinesisStreamingDestination", "DisableKinesisStreamingDestination",
        "DescribeKinesisStreamingDestination",
    ]

    var operations: Set<String> { Self.operationNames }

    func perform(_ call: JSONCall) async throws(ServiceRefusal) -> [UInt8] {
        let members = try RequestMembers(call.body)
        let table = try engine.schema(try TableNames.required(members))
        if call.operation == "DescribeKinesisStreamingDestination" { return describe(table) }
        guard let stream = try members.string("StreamArn") else {
            throw .constraint("null", at: "streamArn", "Member must not be null")
        }
        if call.operation == "EnableKinesisStreamingDestination" {
            return try enable(table, stream, members)
        }
        guard
            destinations.disable(
                tableARN: table.arn, streamARN: stream, at: engine.clock.now)
        else {
            throw .validation(
                "Table is not in a valid state to disable Kinesis Streaming Destination: "
                    + "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.")
        }
        return reply(table, stream, status: "DISABLING", precision: nil)
    }

    private func enable(
        _ table: TableSchema, _ stream: String, _ members: RequestMembers
    ) throws(ServiceRefusal) -> [UInt8] {
        guard kinesis.hasStream(arn: stream) else {
            throw .dynamoDB("ResourceNotFoundException", "Stream \(stream) not found")
        }
        let precision = try members.object("EnableKinesisStreamingConfiguration")?
            .string("ApproximateCreationDateTimePrecision")
        guard precision == nil || ["MILLISECOND", "MICROSECOND"].contains(precision) else {
            throw .constraint(
                "'\(precision ?? "")'",
                at: "enableKinesisStreamingConfiguration.approximateCreationDateTimePrecision",
                "Member must satisfy enum value set: [MILLISECOND, MICROSECOND]")
        }
        guard
            destinations.enable(
                tableARN: table.arn, tableName: table.name, streamARN: stream,
                isMicrosecond: precision.map { $0 == "MICROSECOND" }, at: engine.clock.now)
        else {
            throw .validation(
                "Table is not in a valid state to enable Kinesis Streaming Destination: "
                    + "KinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform "
                    + "ENABLE operation.")
        }
        return reply(table, stream, status: "ENABLING", precision: precision)
    }

    private func reply(
        _ table: TableSchema, _ stream: String, status: String, precision: String?
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("TableName", table.name)
        writer.member("StreamArn", stream)
        writer.member("DestinationStatus", status)
        if let precision {
            writer.name("EnableKinesisStreamingConfiguration")
            writer.beginObject()
            writer.member("ApproximateCreationDateTimePrecision", precision)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    private func describe(_ table: TableSchema) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("TableName", table.name)
        writer.name("KinesisDataStreamDestinations")
        writer.beginArray()
        for destination in destinations.describe(
            tableARN: table.arn, at: engine.clock.now)
        {
            writer.beginObject()
            writer.member("StreamArn", destination.streamARN)
            writer.member("DestinationStatus", destination.status)
            writer.member("ApproximateCreationDateTimePrecision", destination.precision)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
