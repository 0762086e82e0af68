import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit
import Testing

@Suite struct PageTests {
    /// The sort keys of a query's pages, in the order in which they came.
    private func sortKeys(
        _ caller: LocalCaller, _ query: String, limit: Int
    ) async throws -> [String] {
        var keys: [String] = []
        var start = ""
        while true {
            let reply = try await caller.call("Query", "{\(query),\"Limit\":\(limit)\(start)}")
            try #require(reply.status == 200, "\(reply.text)")
            for item in reply.value["Items"]?.array ?? [] {
                keys.append(item["sk"]?.object?.members.first?.value.string ?? "")
            }
            guard let last = reply.value["LastEvaluatedKey"] else { return keys }
            start = #","ExclusiveStartKey":"# + String(decoding: last.bytes, as: UTF8.self)
        }
    }

    @Test func `numbers are ordered by value in both directions`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(sort: "N")
            let ordered = [
                "-9000000000000000000000000000000000000000000", "-100", "-99.5", "-12", "-11.9",
                "-1", "-0.001", "0", "0.0000000000000001", "0.9", "1", "1.05", "1.5", "9", "10",
                "11",
                "99", "100", "12345678901234567890123456789012345678",
            ]
            let random = SeededRandom(seed: 3)
            try await caller.putAll(
                ordered.sorted { _, _ in random.next() & 1 == 0 }.map {
                    #"{"pk":{"S":"a"},"sk":{"N":"\#($0)"}}"#
                })
            let query =
                #""TableName":"music","KeyConditionExpression":"pk = :p","#
                + #""ExpressionAttributeValues":{":p":{"S":"a"}}"#
            #expect(try await sortKeys(caller, query, limit: 4) == ordered)
            #expect(
                try await sortKeys(caller, query + #","ScanIndexForward":false"#, limit: 5)
                    == ordered.reversed())
        }
    }

    @Test(arguments: [
        ("sk = :v", ["b"]), ("sk < :v", ["", "a", "aé", "az"]),
        ("sk <= :v", ["", "a", "aé", "az", "b"]), ("sk > :v", ["ba", "b\u{10FFFF}", "c"]),
        ("sk >= :v", ["b", "ba", "b\u{10FFFF}", "c"]),
        ("sk BETWEEN :a AND :v", ["a", "aé", "az", "b"]),
        ("begins_with(sk, :v)", ["b", "ba", "b\u{10FFFF}"]),
        ("begins_with(sk, :a)", ["a", "az", "aé"]),
    ])
    func `conditions on text are compared by bytes`(
        condition: String, expected: [String]
    ) async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(sort: "S")
            let keys = ["b", "c", "a", "az", "ba", "aé", "b\u{10FFFF}"]
            for partition in ["p", "q", "p\\u0000"] {
                try await caller.putAll(
                    keys.map { #"{"pk":{"S":"\#(partition)"},"sk":{"S":"\#($0)"}}"# })
            }
            let first = condition.contains(":a") ? #","":a":{"S":"a"}"# : ""
            let second = condition.contains(":v") ? #","":v":{"S":"b"}"# : ""
            let values = (first + second).replacing(#","":"#, with: #",":"#)
            let query =
                #""TableName":"music","KeyConditionExpression":"pk = :p AND \#(condition)","#
                + #""ExpressionAttributeValues":{":p":{"S":"p"}\#(values)}"#
            let wanted = expected.filter { !$0.isEmpty }.sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
            #expect(try await sortKeys(caller, query, limit: 2) == wanted)
            #expect(
                try await sortKeys(caller, query + #","ScanIndexForward":false"#, limit: 1)
                    == wanted.reversed())
        }
    }

    @Test func `random writes leave what a sorted set would hold`() async throws {
        let seed: UInt64 = 11
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(sort: "N")
            let random = SeededRandom(seed: seed)
            var model: Set<Int> = []
            for _ in 0..<160 {
                var entries: [String] = []
                var met: Set<Int> = []
                while entries.count < 25 {
                    let number = random.number(below: 2000) - 1000
                    guard met.insert(number).inserted else { continue }
                    let key = #"{"pk":{"S":"a"},"sk":{"N":"\#(number)"}}"#
                    if random.number(below: 3) > 0 {
                        model.insert(number)
                        entries.append(#"{"PutRequest":{"Item":\#(key)}}"#)
                    } else {
                        model.remove(number)
                        entries.append(#"{"DeleteRequest":{"Key":\#(key)}}"#)
                    }
                }
                let reply = try await caller.call(
                    "BatchWriteItem",
                    #"{"RequestItems":{"music":[\#(entries.joined(separator: ","))]}}"#)
                try #require(reply.status == 200, "seed \(seed): \(reply.text)")
            }
            let query =
                #""TableName":"music","KeyConditionExpression":"pk = :p","#
                + #""ExpressionAttributeValues":{":p":{"S":"a"}}"#
            let expected = model.sorted().map { String($0) }
            #expect(try await sortKeys(caller, query, limit: 97) == expected, "seed \(seed)")
            #expect(
                try await sortKeys(caller, query + #","ScanIndexForward":false"#, limit: 101)
                    == expected.reversed(), "seed \(seed)")
        }
    }

    @Test(arguments: [1, 3, 7, 300])
    func `segments are disjoint and complete`(total: Int) async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.putAll((0..<500).map { #"{"pk":{"S":"key \#($0)"}}"# })
            var seen: [String] = []
            for segment in 0..<total {
                var start = ""
                repeat {
                    let reply = try await caller.call(
                        "Scan",
                        #"{"TableName":"music","Segment":\#(segment),"TotalSegments":\#(total),"#
                            + #""Limit":50\#(start)}"#)
                    for item in reply.value["Items"]?.array ?? [] {
                        seen.append(item["pk"]?["S"]?.string ?? "")
                    }
                    start =
                        reply.value["LastEvaluatedKey"].map {
                            #","ExclusiveStartKey":"# + String(decoding: $0.bytes, as: UTF8.self)
                        } ?? ""
                } while !start.isEmpty
            }
            #expect(seen.count == 500)
            #expect(Set(seen).count == 500)
        }
    }

    @Test func `a start key of another segment is refused`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.putAll((0..<20).map { #"{"pk":{"S":"key \#($0)"}}"# })
            let first = try await caller.call(
                "Scan", #"{"TableName":"music","Segment":0,"TotalSegments":2,"Limit":1}"#)
            let last = String(decoding: first.value["LastEvaluatedKey"]?.bytes ?? [], as: UTF8.self)
            let reply = try await caller.call(
                "Scan",
                #"{"TableName":"music","Segment":1,"TotalSegments":2,"ExclusiveStartKey":\#(last)}"#
            )
            #expect(
                reply.message
                    == "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use"
                    + " ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 1")
        }
    }

    @Test func `a page ends after 1 MB was read, before the filter`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let text = String(repeating: "x", count: 100_000)
            for number in 0..<15 {
                try await caller.put(#"{"pk":{"S":"k\#(number)"},"x":{"S":"\#(text)"}}"#)
            }
            let reply = try await caller.call(
                "Scan",
                #"{"TableName":"music","FilterExpression":"attribute_not_exists(x)","#
                    + #""ReturnConsumedCapacity":"TOTAL"}"#)
            #expect(reply.value["Count"]?.integer == 0)
            #expect(reply.value["ScannedCount"]?.integer == 11)
            #expect(reply.value["LastEvaluatedKey"] != nil)
            #expect(reply.value["ConsumedCapacity"]?["CapacityUnits"]?.numberText == "134.5")
        }
    }

    @Test func `an index of others' keys follows its items`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(
                sort: "S",
                more: #","GlobalSecondaryIndexes":[{"IndexName":"by-city","KeySchema":["#
                    + #"{"AttributeName":"city","KeyType":"HASH"},{"AttributeName":"n","#
                    + #""KeyType":"RANGE"}],"#
                    + #""Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["kept"]}}]"#,
                definitions: #",{"AttributeName":"city","AttributeType":"S"},"#
                    + #"{"AttributeName":"n","AttributeType":"N"}"#)
            try await caller.putAll(
                (0..<10).map {
                    #"{"pk":{"S":"p"},"sk":{"S":"s\#($0)"},"city":{"S":"Oslo"},"#
                        + #""n":{"N":"\#(9 - $0)"},"kept":{"S":"k"},"left":{"S":"l"}}"#
                })
            try await caller.put(
                #"{"pk":{"S":"p"},"sk":{"S":"s0"},"city":{"S":"Rome"},"n":{"N":"1"}}"#)
            try await caller.put(#"{"pk":{"S":"p"},"sk":{"S":"s1"},"city":{"S":"Oslo"}}"#)
            let query =
                #""TableName":"music","IndexName":"by-city","KeyConditionExpression":"city = :c","#
                + #""ExpressionAttributeValues":{":c":{"S":"Oslo"}}"#
            #expect(
                try await sortKeys(caller, query, limit: 3)
                    == ["s9", "s8", "s7", "s6", "s5", "s4", "s3", "s2"])
            let one = try await caller.call("Query", "{\(query),\"Limit\":1}")
            #expect(
                String(decoding: one.value["Items"]?.bytes ?? [], as: UTF8.self)
                    == #"[{"pk":{"S":"p"},"sk":{"S":"s9"},"city":{"S":"Oslo"},"n":{"N":"0"},"#
                    + #""kept":{"S":"k"}}]"#)
            let consistent = try await caller.call("Query", "{\(query),\"ConsistentRead\":true}")
            #expect(
                consistent.message
                    == "Consistent reads are not supported on global secondary indexes")
            let wrong = try await caller.put(
                #"{"pk":{"S":"p"},"sk":{"S":"x"},"city":{"N":"1"}}"#)
            #expect(
                wrong.message
                    == "One or more parameter values were invalid: Type mismatch for Index Key city"
                    + " Expected: S Actual: N IndexName: by-city")
        }
    }
}
