import DDBJSON
import DDBLocal
import Testing

@Suite struct BatchTests {
    private func write(_ entries: [String], _ table: String = "music") -> String {
        #"{"RequestItems":{"\#(table)":[\#(entries.joined(separator: ","))]}}"#
    }

    private func put(_ key: String) -> String { #"{"PutRequest":{"Item":{"pk":\#(key)}}}"# }

    @Test func `one bad entry keeps the whole batch from being written`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            for (entries, message) in [
                ([put(#"{"S":"a"}"#), put(#"{"S":""}"#)], "One or more parameter values are not"),
                ([put(#"{"S":"a"}"#), put(#"{"N":"1"}"#)], "One or more parameter values were"),
                (
                    [put(#"{"S":"a"}"#), #"{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}"#],
                    "Provided list of item keys contains duplicates"
                ),
                (
                    (0...25).map { put(#"{"S":"\#($0)"}"#) },
                    "Too many items requested for the BatchWriteItem call"
                ),
            ] {
                let reply = try await caller.call("BatchWriteItem", write(entries))
                #expect(reply.code == "ValidationException")
                #expect(reply.message?.hasPrefix(message) == true, "\(reply.text)")
            }
            let missing = try await caller.call(
                "BatchWriteItem",
                #"{"RequestItems":{"music":[\#(put(#"{"S":"a"}"#))],"#
                    + #""none":[\#(put(#"{"S":"a"}"#))]}}"#
            )
            #expect(missing.code == "ResourceNotFoundException")
            let scan = try await caller.call("Scan", #"{"TableName":"music"}"#)
            #expect(scan.value["Count"]?.integer == 0)
        }
    }

    @Test func `keys that are equal numbers are duplicates`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            let table = try await caller.call(
                "CreateTable",
                #"{"TableName":"numbers","BillingMode":"PAY_PER_REQUEST","KeySchema":["#
                    + #"{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":["#
                    + #"{"AttributeName":"pk","AttributeType":"N"}]}"#)
            try #require(table.status == 200)
            let reply = try await caller.call(
                "BatchWriteItem",
                write([put(#"{"N":"1000"}"#), put(#"{"N":"1e3"}"#)], "numbers"))
            #expect(reply.message == "Provided list of item keys contains duplicates")
            // Reading compares the texts.
            let read = try await caller.call(
                "BatchGetItem",
                #"{"RequestItems":{"numbers":{"Keys":[{"pk":{"N":"1"}},{"pk":{"N":"1.0"}}]}}}"#)
            #expect(read.status == 200)
        }
    }

    @Test func `a batch of reads ends at 16 MB and names the rest`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let text = String(repeating: "x", count: 390_000)
            for number in 0..<45 {
                try await caller.put(#"{"pk":{"S":"k\#(number)"},"x":{"S":"\#(text)"}}"#)
            }
            let keys = (0..<45).map { #"{"pk":{"S":"k\#($0)"}}"# }
            let reply = try await caller.call(
                "BatchGetItem",
                #"{"RequestItems":{"music":{"Keys":[\#(keys.joined(separator: ","))],"#
                    + #""ConsistentRead":true}}}"#)
            let found = reply.value["Responses"]?["music"]?.array?.count ?? 0
            let rest = reply.value["UnprocessedKeys"]?["music"]
            #expect(found == 16_777_216 / 390_005)
            #expect(rest?["Keys"]?.array?.count == 45 - found)
            #expect(rest?["ConsistentRead"]?.bool == true)
        }
    }
}
