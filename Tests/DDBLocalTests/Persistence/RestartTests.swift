import DDBBase
import DDBJSON
import DDBLocal
import DDBSTS
import DDBSigV4
import DDBTestSupport
import Foundation
import Testing

/// What an endpoint gives out after a restart, and how it begins where the one before ended badly.
@Suite struct RestartTests {
    private static let kinesis = "Kinesis_20131202"

    private func settings(_ folder: ScratchFolder) -> LocalSettings {
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        return settings
    }

    @Test func `tables of two starts have names of their own`() async throws {
        let folder = try ScratchFolder()
        var names: [String] = []
        for name in ["one", "two", "three"] {
            let reply = try await LocalServer.with(settings(folder)) { server in
                // The first call of each start draws the same numbers where they begin anew.
                let caller = try LocalCaller(server)
                let reply = try await caller.createTable(name)
                try await caller.put(#"{"pk":{"S":"\#(name)"}}"#, name)
                return reply
            }
            names.append(reply.value["TableDescription"]?["TableId"]?.string ?? "")
        }
        #expect(Set(names).count == 3)
        try await LocalServer.with(settings(folder)) { server in
            for name in ["one", "two", "three"] {
                let scan = try await LocalCaller(server).call("Scan", #"{"TableName":"\#(name)"}"#)
                #expect(
                    scan.value["Items"]?.array?.map { $0["pk"]?["S"]?.string } == [name], "\(name)")
            }
        }
    }

    @Test func `Kinesis streams and destinations survive restarts`() async throws {
        let folder = try ScratchFolder()
        let arn = "arn:aws:kinesis:us-east-1:000000000000:stream/events"
        try await LocalServer.with(settings(folder)) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            _ = try await caller.call(
                "CreateStream", #"{"StreamName":"events","ShardCount":1}"#, prefix: Self.kinesis)
            let enabled = try await caller.call(
                "EnableKinesisStreamingDestination",
                #"{"TableName":"music","StreamArn":"\#(arn)"}"#)
            #expect(enabled.status == 200, "\(enabled.text)")
            try await caller.put(#"{"pk":{"S":"k0"}}"#)
        }
        for restart in 1...3 {
            try await LocalServer.with(settings(folder)) { server in
                let caller = try LocalCaller(server)
                let places = try await caller.call(
                    "DescribeKinesisStreamingDestination", #"{"TableName":"music"}"#)
                let first = places.value["KinesisDataStreamDestinations"]?.array?.first
                #expect(first?["DestinationStatus"]?.string == "ACTIVE")
                try await caller.put(#"{"pk":{"S":"k\#(restart)"}}"#)
                let iterator = try await caller.call(
                    "GetShardIterator",
                    #"{"StreamName":"events","ShardId":"shardId-000000000000","#
                        + #""ShardIteratorType":"TRIM_HORIZON"}"#, prefix: Self.kinesis)
                let page = try await caller.call(
                    "GetRecords",
                    #"{"ShardIterator":"\#(iterator.value["ShardIterator"]?.string ?? "")"}"#,
                    prefix: Self.kinesis)
                let records = page.value["Records"]?.array ?? []
                let changes = try records.map { record in
                    let bytes = Base64.decode(record["Data"]?.string ?? "") ?? []
                    return try JSONValue.parse(bytes.span.bytes)
                }
                #expect(
                    changes.map { $0["dynamodb"]?["Keys"]?["pk"]?["S"]?.string ?? "" }
                        == (0...restart).map { "k\($0)" })
                // Who drops what comes twice looks at these.
                #expect(Set(changes.map { $0["eventID"]?.string }).count == restart + 1)
                let numbers = records.compactMap { $0["SequenceNumber"]?.string }
                #expect(numbers == numbers.sorted() && Set(numbers).count == restart + 1)
            }
        }
    }

    @Test func `temporary keys survive a restart, and end by the clock`() async throws {
        let folder = try ScratchFolder()
        let credentials = try await LocalServer.with(settings(folder)) { server in
            try await LocalS3(server).tokens.assumeRole(
                AssumeRoleRequest(
                    roleARN: "arn:aws:iam::111122223333:role/reader", roleSessionName: "me",
                    durationSeconds: 900)
            ).credentials
        }
        for _ in 0..<2 {
            try await LocalServer.with(settings(folder)) { server in
                let caller = try LocalS3(server, signing: credentials, attemptsMax: 1)
                let session = try await caller.tokens.getCallerIdentity()
                #expect(session.account == "111122223333")
                let other = try await LocalS3(server).tokens.assumeRole(
                    AssumeRoleRequest(
                        roleARN: "arn:aws:iam::111122223333:role/reader", roleSessionName: "me"))
                #expect(other.credentials.accessKeyID != credentials.accessKeyID)
                server.advanceClock(by: .seconds(901))
                await #expect(throws: (any Error).self) {
                    _ = try await caller.tokens.getCallerIdentity()
                }
            }
        }
    }

    @Test func `a start that dies before it has replaced a torn log does no harm`() async throws {
        let folder = try ScratchFolder()
        try await LocalServer.with(settings(folder)) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.put(#"{"pk":{"S":"kept"}}"#)
        }
        let log = try #require(
            FileManager.default.contentsOfDirectory(atPath: folder.path).first {
                $0.hasPrefix("log-")
            })
        let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/" + log))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([9, 0, 0, 0, 1]))
        try handle.close()
        // What a start leaves that dies while it writes its snapshot.
        try folder.write("snapshot.tmp", [1, 2, 3])
        for _ in 0..<2 {
            try await LocalServer.with(settings(folder)) { server in
                let scan = try await LocalCaller(server).call("Scan", #"{"TableName":"music"}"#)
                #expect(scan.value["Count"]?.integer == 1)
            }
        }
    }

    @Test func `a log without ends is that of an older version, and counts`() async throws {
        let folder = try ScratchFolder()
        try await LocalServer.with(settings(folder)) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            for key in ["a", "b", "c"] { try await caller.put(#"{"pk":{"S":"\#(key)"}}"#) }
        }
        let log = folder.path + "/log-1"
        let whole = Array(try #require(FileManager.default.contents(atPath: log)))
        var old: [UInt8] = []
        var start = 0
        while start < whole.count {
            let size = whole[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + size
            // The tag of an end is 0.
            if whole[start + 8] != 0 { old += whole[start..<end] }
            start = end
        }
        try #require(old.count < whole.count)
        for name in try folder.names() {
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        try folder.write("log-1", old)
        for _ in 0..<2 {
            try await LocalServer.with(settings(folder)) { server in
                let scan = try await LocalCaller(server).call("Scan", #"{"TableName":"music"}"#)
                #expect(scan.value["Count"]?.integer == 3)
            }
        }
    }

    @Test func `what was written at once counts as a whole or not at all`() async throws {
        let folder = try ScratchFolder()
        try await LocalServer.with(settings(folder)) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            // Two items and their records, in one write.
            let puts = ["a", "b"].map {
                #"{"Put":{"TableName":"music","Item":{"pk":{"S":"\#($0)"}}}}"#
            }
            _ = try await caller.call(
                "TransactWriteItems", #"{"TransactItems":[\#(puts.joined(separator: ","))]}"#)
        }
        let log = folder.path + "/log-1"
        let whole = try #require(FileManager.default.contents(atPath: log))
        var counts: [Int64] = []
        for count in (0...whole.count).reversed() where count % 9 == 0 || count > whole.count - 12 {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.removeItem(atPath: folder.path + "/" + name)
            }
            #expect(FileManager.default.createFile(atPath: log, contents: whole.prefix(count)))
            let scan = try await LocalServer.with(settings(folder)) { server in
                try await LocalCaller(server).call("Scan", #"{"TableName":"music"}"#)
            }
            counts.append(scan.value["Count"]?.integer ?? -1)
        }
        #expect(counts.first == 2 && counts.last == -1)
        #expect(Set(counts) == [2, 0, -1])
        #expect(counts == counts.sorted(by: >))
    }
}
