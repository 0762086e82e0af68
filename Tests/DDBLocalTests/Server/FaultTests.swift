import DDBBase
import DDBHTTP
import DDBJSON
import DDBLocal
import Testing

@Suite struct FaultTests {
    private static let item = #"{"pk":{"S":"a"}}"#
    private static let get = #"{"TableName":"music","Key":{"pk":{"S":"a"}}}"#

    @Test(arguments: [
        ("PutItem:throttle", "ProvisionedThroughputExceededException", false),
        ("PutItem:500", "InternalServerError", false),
        ("PutItem:500-after", "InternalServerError", true),
    ])
    func `a fault comes before or after the effect`(
        spec: String, code: String, isDone: Bool
    ) async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            server.setFaults(try FaultRule.parse(spec))
            #expect(try await caller.put(Self.item).code == code)
            let found = try await caller.call("GetItem", Self.get)
            #expect((found.value["Item"] != nil) == isDone)
        }
    }

    @Test(arguments: [("PutItem:reset", false), ("PutItem:reset-after", true)])
    func `a connection is reset before or after the effect`(
        spec: String, isDone: Bool
    ) async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            server.setFaults(try FaultRule.parse(spec))
            await #expect(throws: TransportError.self) { try await caller.put(Self.item) }
            let found = try await caller.call("GetItem", Self.get)
            #expect((found.value["Item"] != nil) == isDone)
        }
    }

    @Test func `a truncated reply ends in the middle of its body`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.put(Self.item)
            server.setFaults(try FaultRule.parse("GetItem:truncate@1"))
            await #expect(throws: TransportError.self) {
                try await caller.call("GetItem", Self.get)
            }
            #expect(try await caller.call("GetItem", Self.get).status == 200)
        }
    }

    @Test func `a wrong checksum is one that the body has not`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            server.setFaults(try FaultRule.parse("ListTables:crc@1"))
            let reply = try await caller.call("ListTables", "{}")
            #expect(reply.status == 200)
            #expect(
                reply.headers["x-amz-crc32"] != String(CRC32.checksum(reply.bytes.span.bytes)))
        }
    }

    @Test func `batches leave entries unprocessed, and say which`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            server.setFaults(try FaultRule.parse("Batch*:unprocessed"))
            let puts = (0..<25).map { #"{"PutRequest":{"Item":{"pk":{"S":"k\#($0)"}}}}"# }
            let reply = try await caller.call(
                "BatchWriteItem",
                #"{"RequestItems":{"music":[\#(puts.joined(separator: ","))]}}"#)
            let rest = try #require(reply.value["UnprocessedItems"]?["music"]?.array)
            #expect((1...24).contains(rest.count))
            server.setFaults([])
            let scan = try await caller.call("Scan", #"{"TableName":"music","Select":"COUNT"}"#)
            #expect(scan.value["Count"]?.integer == Int64(25 - rest.count))
            // What comes back can be sent again as it is.
            let items = reply.value["UnprocessedItems"]?.bytes ?? []
            let again = try await caller.call(
                "BatchWriteItem",
                #"{"RequestItems":\#(String(decoding: items, as: UTF8.self))}"#)
            #expect(again.text == #"{"UnprocessedItems":{}}"#)
        }
    }

    @Test func `the same seed shows the same faults`() async throws {
        var runs: [[Int]] = []
        for seed: UInt64 in [7, 7, 8] {
            var settings = LocalSettings()
            settings.seed = seed
            settings.faults = try FaultRule.parse("ListTables:throttle@50%")
            runs.append(
                try await LocalServer.with(settings) { server in
                    let caller = try LocalCaller(server)
                    var statuses: [Int] = []
                    for _ in 0..<32 {
                        statuses.append(try await caller.call("ListTables", "{}").status)
                    }
                    return statuses
                })
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test(arguments: [
        ("PutItm:throttle", "There is no operation 'PutItm'; did you mean 'PutItem'?"),
        ("PutItem:trottle", "There is no fault 'trottle'; did you mean 'throttle'?"),
        (
            "PutItem:throttle@often",
            "'@often' says not when; write a percentage (10%), the number of a call (3) or every3."
        ),
        (
            "throttle",
            "'throttle' is no fault rule; write OPERATION:FAULT[@WHEN], such as"
                + " PutItem:throttle@10%."
        ),
        ("Scan:latency=fast", "'latency=fast' has no duration; write it as latency=50ms."),
    ])
    func `a specification that is none says what was meant`(spec: String, message: String) {
        let error = #expect(throws: FaultRule.SpecError.self) { try FaultRule.parse(spec) }
        #expect(error?.message == message)
    }

    @Test func `specifications are written as they are read`() throws {
        let text =
            "PutItem:throttle@10.0%, Batch*:unprocessed@every3, *:latency=1500ms,"
            + " Scan:reset-after@4"
        let rules = try FaultRule.parse(text)
        #expect(rules.map(\.text).joined(separator: ", ") == text)
    }
}
