import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBJSON

/// What `ddbkit aws describe` shows: facts in order, by the names that AWS gives them.
struct TableReport {
    private var facts: [(name: String, value: JSONValue)] = []

    init(_ table: TableDescription) {
        add("tableName", table.tableName)
        add("tableStatus", table.tableStatus.rawValue)
        add("tableArn", table.tableARN)
        add("tableId", table.tableID)
        add("creationDateTime", table.creationDateTime?.iso8601)
        let types = Dictionary(
            table.attributeDefinitions.map { ($0.attributeName, $0.attributeType.rawValue) },
            uniquingKeysWith: { first, _ in first })
        add("keySchema", Self.keys(table.keySchema, types))
        add("itemCount", table.itemCount)
        add("tableSizeBytes", table.tableSizeBytes)
        let billing = table.billingModeSummary?.billingMode ?? .provisioned
        add("billingMode", billing.rawValue)
        if billing == .provisioned, let throughput = table.provisionedThroughput {
            add("readCapacityUnits", throughput.readCapacityUnits)
            add("writeCapacityUnits", throughput.writeCapacityUnits)
        }
        for index in table.globalSecondaryIndexes {
            add("globalSecondaryIndex \(index.indexName ?? "?")", Self.keys(index.keySchema, types))
        }
        for index in table.localSecondaryIndexes {
            add("localSecondaryIndex \(index.indexName ?? "?")", Self.keys(index.keySchema, types))
        }
        add("streamViewType", table.streamSpecification?.streamViewType?.rawValue ?? "no stream")
        add("latestStreamArn", table.latestStreamARN)
    }

    /// Adds whether exports are possible, or why nobody knows.
    mutating func add(recovery: Result<ContinuousBackupsDescription, ClientError>) {
        switch recovery {
        case .success(let backups):
            let recovery = backups.pointInTimeRecoveryDescription
            add("pointInTimeRecoveryStatus", recovery?.pointInTimeRecoveryStatus?.rawValue)
            add("earliestRestorableDateTime", recovery?.earliestRestorableDateTime?.iso8601)
            add("latestRestorableDateTime", recovery?.latestRestorableDateTime?.iso8601)
        case .failure(let error): add("pointInTimeRecoveryStatus", "unknown (\(error.code))")
        }
    }

    /// Adds the Kinesis streams that get the changes, or why nobody knows.
    mutating func add(destinations: Result<[KinesisDataStreamDestination], ClientError>) {
        switch destinations {
        case .success(let destinations):
            for destination in destinations {
                add(
                    "kinesisDestination \(destination.streamARN)",
                    destination.destinationStatus?.rawValue)
            }
        case .failure(let error): add("kinesisDestinations", "unknown (\(error.code))")
        }
    }

    /// The facts as lines.
    var text: String {
        facts.map { name, value in
            "\(name): \(value.string ?? value.numberText ?? "-")"
        }.joined(separator: "\n")
    }

    /// The facts as an object.
    var document: JSONValue { JSONText.object(facts.map { ($0.name, $0.value) }) }

    private mutating func add(_ name: String, _ value: String?) {
        if let value { facts.append((name, .string(value))) }
    }

    private mutating func add(_ name: String, _ value: Int?) {
        if let value { facts.append((name, .integer(value))) }
    }

    /// Keys with their types: `pk (HASH, S), sk (RANGE, N)`.
    private static func keys(_ schema: [KeySchemaElement], _ types: [String: String]) -> String {
        schema.map { key in
            "\(key.attributeName) (\(key.keyType.rawValue), \(types[key.attributeName] ?? "?"))"
        }.joined(separator: ", ")
    }
}
