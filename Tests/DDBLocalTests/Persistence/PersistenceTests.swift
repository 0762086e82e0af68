import DDBBase
import DDBJSON
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

@Suite struct PersistenceTests {
    private func state(_ caller: LocalCaller) async throws -> [String] {
        var texts: [String] = []
        for body in [
            #"{"TableName":"music"}"#,
            #"{"TableName":"music","IndexName":"by-g"}"#,
        ] {
            texts.append(try await caller.call("Scan", body).text)
        }
        for operation in [
            "DescribeTable", "DescribeTimeToLive", "DescribeContinuousBackups",
        ] {
            texts.append(try await caller.call(operation, #"{"TableName":"music"}"#).text)
        }
        return texts
    }

    private func fill(_ caller: LocalCaller) async throws {
        try await caller.createTable(
            more: #","GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":["#
                + #"{"AttributeName":"g","KeyType":"HASH"}],"#
                + #""Projection":{"ProjectionType":"KEYS_ONLY"}}]"#,
            definitions: #",{"AttributeName":"g","AttributeType":"S"}"#)
        try await caller.putAll(
            (0..<100).map { #"{"pk":{"S":"k\#($0)"},"g":{"S":"\#($0 % 3)"},"n":{"N":"\#($0)"}}"# })
        for number in 0..<10 {
            _ = try await caller.call(
                "DeleteItem", #"{"TableName":"music","Key":{"pk":{"S":"k\#(number)"}}}"#)
        }
        _ = try await caller.call(
            "UpdateItem",
            #"{"TableName":"music","Key":{"pk":{"S":"k50"}},"UpdateExpression":"SET n = :n","#
                + #""ExpressionAttributeValues":{":n":{"N":"-1"}}}"#)
        _ = try await caller.call(
            "UpdateTimeToLive",
            #"{"TableName":"music","TimeToLiveSpecification":{"AttributeName":"ttl","#
                + #""Enabled":true}}"#)
        try await caller.createTable("gone")
        _ = try await caller.call("DeleteTable", #"{"TableName":"gone"}"#)
    }

    @Test func `state survives restarts`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        let before = try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            try await fill(caller)
            return try await state(caller)
        }
        for _ in 0..<2 {
            let after = try await LocalServer.with(settings) { server in
                let caller = try LocalCaller(server)
                #expect(
                    try await caller.call("ListTables", "{}").text
                        == #"{"TableNames":["music"]}"#)
                return try await state(caller)
            }
            #expect(after == before)
        }
        // One snapshot, one log, one lock: what is old is deleted.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 3, "\(names)")
    }

    @Test func `every torn end of the log leaves a state that was`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            for number in 0..<6 {
                try await caller.put(#"{"pk":{"S":"k"},"n":{"N":"\#(number)"}}"#)
            }
        }
        let log = folder.path + "/log-1"
        let whole = try #require(FileManager.default.contents(atPath: log))
        var last = Int64(5)
        for count in stride(from: whole.count, through: 0, by: -23) {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.removeItem(atPath: folder.path + "/" + name)
            }
            #expect(FileManager.default.createFile(atPath: log, contents: whole.prefix(count)))
            let found = try await LocalServer.with(settings) { server in
                try await LocalCaller(server).call(
                    "GetItem", #"{"TableName":"music","Key":{"pk":{"S":"k"}}}"#)
            }
            let number = Int64(found.value["Item"]?["n"]?["N"]?.string ?? "-1") ?? -2
            #expect((-1...last).contains(number))
            last = number
        }
        #expect(last == -1)
    }

    @Test func `a folder that somebody uses is not opened again`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        let same = settings
        try await LocalServer.with(settings) { _ in
            _ = await #expect(throws: (any Error).self) { _ = try await LocalServer(same) }
        }
    }
}
