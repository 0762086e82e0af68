import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct TableTests {
    private static let start = Instant(iso8601: "2026-01-01T00:00:00Z")

    @Test func `a table goes through its states by the clock`() async throws {
        var settings = LocalSettings()
        settings.clock = .frozen(at: Self.start)
        settings.transition = .seconds(10)
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            let status = { () async throws -> String? in
                let reply = try await caller.call("DescribeTable", #"{"TableName":"music"}"#)
                return reply.value["Table"]?["TableStatus"]?.string ?? reply.code
            }
            try await caller.createTable()
            #expect(try await status() == "CREATING")
            #expect(
                try await caller.put(#"{"pk":{"S":"a"}}"#).code == "ResourceNotFoundException")
            server.advanceClock(by: .seconds(10))
            #expect(try await status() == "ACTIVE")
            #expect(try await caller.put(#"{"pk":{"S":"a"}}"#).status == 200)
            _ = try await caller.call("DeleteTable", #"{"TableName":"music"}"#)
            #expect(try await status() == "DELETING")
            server.advanceClock(by: .seconds(10))
            #expect(try await status() == "ResourceNotFoundException")
        }
    }

    @Test func `names of tables come in order and in pages`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            for name in ["zeta", "Alpha", "beta", "alpha"] { try await caller.createTable(name) }
            let first = try await caller.call("ListTables", #"{"Limit":3}"#)
            #expect(
                first.text
                    == #"{"TableNames":["Alpha","alpha","beta"],"LastEvaluatedTableName":"beta"}"#)
            let rest = try await caller.call(
                "ListTables", #"{"ExclusiveStartTableName":"beta"}"#)
            #expect(rest.text == #"{"TableNames":["zeta"]}"#)
        }
    }

    @Test func `a table that is made again has another id and no items`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            var ids: Set<String> = []
            for _ in 0..<2 {
                let made = try await caller.createTable()
                ids.insert(made.value["TableDescription"]?["TableId"]?.string ?? "")
                let twice = try await caller.call(
                    "CreateTable",
                    #"{"TableName":"music","BillingMode":"PAY_PER_REQUEST","KeySchema":["#
                        + #"{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":["#
                        + #"{"AttributeName":"pk","AttributeType":"S"}]}"#)
                #expect(twice.code == "ResourceInUseException")
                let scan = try await caller.call("Scan", #"{"TableName":"music"}"#)
                #expect(scan.value["Count"]?.integer == 0)
                try await caller.put(#"{"pk":{"S":"a"}}"#)
                _ = try await caller.call("DeleteTable", #"{"TableName":"music"}"#)
            }
            #expect(ids.count == 2)
        }
    }

    @Test func `items expire by the clock`() async throws {
        var settings = LocalSettings()
        settings.clock = .frozen(at: Self.start)
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let now = (Self.start?.microseconds ?? 0) / 1_000_000
            try await caller.put(#"{"pk":{"S":"early"},"ttl":{"N":"\#(now + 100)"}}"#)
            _ = try await caller.call(
                "UpdateTimeToLive",
                #"{"TableName":"music","TimeToLiveSpecification":{"AttributeName":"ttl","#
                    + #""Enabled":true}}"#)
            try await caller.put(#"{"pk":{"S":"late"},"ttl":{"N":"\#(now + 1000)"}}"#)
            try await caller.put(#"{"pk":{"S":"never"},"ttl":{"S":"\#(now + 1)"}}"#)
            // Six years ago is a mistake, not an expiry.
            try await caller.put(#"{"pk":{"S":"old"},"ttl":{"N":"\#(now - 6 * 365 * 86400)"}}"#)
            let count = { () async throws -> Int64? in
                try await caller.call("Scan", #"{"TableName":"music"}"#).value["Count"]?.integer
            }
            #expect(try await count() == 4)
            server.advanceClock(by: .seconds(101))
            #expect(try await count() == 3)
            try await caller.put(#"{"pk":{"S":"late"},"ttl":{"N":"\#(now + 2000)"}}"#)
            server.advanceClock(by: .seconds(1000))
            #expect(try await count() == 3)
            server.advanceClock(by: .seconds(1000))
            #expect(try await count() == 2)
        }
    }

    @Test func `provisioned throughput throttles after its burst`() async throws {
        var settings = LocalSettings()
        settings.clock = .frozen(at: Self.start)
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            let made = try await caller.call(
                "CreateTable",
                #"{"TableName":"slow","ProvisionedThroughput":{"ReadCapacityUnits":1,"#
                    + #""WriteCapacityUnits":1},"KeySchema":["#
                    + #"{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":["#
                    + #"{"AttributeName":"pk","AttributeType":"S"}]}"#)
            try #require(made.status == 200)
            // 300 seconds of one unit, in items of 10 units.
            let text = String(repeating: "x", count: 10_000)
            let put = #"{"pk":{"S":"a"},"x":{"S":"\#(text)"}}"#
            for _ in 0..<30 { #expect(try await caller.put(put, "slow").status == 200) }
            let refused = try await caller.put(put, "slow")
            #expect(refused.code == "ProvisionedThroughputExceededException")
            #expect(
                refused.value["ThrottlingReasons"]?.array?.first?["reason"]?.string
                    == "TableWriteProvisionedThroughputExceeded")
            server.advanceClock(by: .seconds(1))
            #expect(try await caller.put(put, "slow").status == 200)
            #expect(try await caller.put(put, "slow").status == 400)
        }
    }

    @Test func `an index that is added holds what was there`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.putAll((0..<10).map { #"{"pk":{"S":"k\#($0)"},"g":{"S":"x"}}"# })
            let update = try await caller.call(
                "UpdateTable",
                #"{"TableName":"music","AttributeDefinitions":[{"AttributeName":"g","#
                    + #""AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"#
                    + #""IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"#
                    + #""Projection":{"ProjectionType":"ALL"}}}]}"#)
            try #require(update.status == 200, "\(update.text)")
            let query =
                #"{"TableName":"music","IndexName":"by-g","KeyConditionExpression":"g = :g","#
                + #""ExpressionAttributeValues":{":g":{"S":"x"}},"Select":"COUNT"}"#
            #expect(try await caller.call("Query", query).value["Count"]?.integer == 10)
            _ = try await caller.call(
                "UpdateTable",
                #"{"TableName":"music","GlobalSecondaryIndexUpdates":[{"Delete":{"#
                    + #""IndexName":"by-g"}}]}"#)
            #expect(
                try await caller.call("Query", query).message
                    == "The table does not have the specified index: by-g")
        }
    }

    @Test func `backups and tags are remembered`() async throws {
        var settings = LocalSettings()
        settings.clock = .frozen(at: Self.start)
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            let made = try await caller.createTable()
            let arn = made.value["TableDescription"]?["TableArn"]?.string ?? ""
            let backups = try await caller.call(
                "UpdateContinuousBackups",
                #"{"TableName":"music","PointInTimeRecoverySpecification":{"#
                    + #""PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":7}}"#)
            #expect(
                backups.text
                    == #"{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","#
                    + #""PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED","#
                    + #""RecoveryPeriodInDays":7,"EarliestRestorableDateTime":1767225600,"#
                    + #""LatestRestorableDateTime":1767225600}}}"#)
            _ = try await caller.call(
                "TagResource", #"{"ResourceArn":"\#(arn)","Tags":[{"Key":"a","Value":"b"}]}"#)
            let tags = try await caller.call("ListTagsOfResource", #"{"ResourceArn":"\#(arn)"}"#)
            #expect(tags.text == #"{"Tags":[{"Key":"a","Value":"b"}]}"#)
        }
    }
}
