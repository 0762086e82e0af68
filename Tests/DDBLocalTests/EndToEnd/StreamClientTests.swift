import DDBBase
import DDBJSON
import DDBLocal
import DDBTestSupport
import Testing

/// Streams and Kinesis over HTTP, with boto3 as it is.
@Suite struct StreamClientTests {
    private static func seen(_ settings: LocalSettings) async throws -> JSONValue? {
        guard TestPython.path != nil else { return nil }
        let pool = ThreadPool(threadCount: 1)
        return try await LocalServer.with(settings) { server in
            let endpoint = server.endpoint
            do {
                // A thread of its own waits for the script.
                let text = try await withTaskExecutorPreference(pool) {
                    try TestPython.run("local_streams.py", endpoint)
                }
                let bytes = Array(text.utf8)
                return try JSONValue.parse(bytes.span.bytes)
            } catch let failure as ScriptFailure where failure.status == 3 {
                return nil
            }
        }
    }

    private static func words(_ value: JSONValue?) -> [String?] {
        (value?.array ?? []).map(\.string)
    }

    @Test func `boto3 follows a table through its stream and through Kinesis`() async throws {
        guard let seen = try await Self.seen(LocalSettings()) else { return }
        #expect(seen["stream"]?["listed"]?.bool == true)
        let shards = (seen["stream"]?["shards"]?.array ?? []).map { $0.array ?? [] }
        // A root, its two children, and one that follows each after four hours.
        #expect(shards.count == 5)
        #expect(shards.filter { $0.last?.bool == true }.count == 3)
        let root = shards[0].first?.string
        #expect(shards.filter { $0[1].string == root }.count == 2)
        var last: [String: [String?]] = [:]
        var counts: [String: Int] = [:]
        for event in seen["stream"]?["events"]?.array ?? [] {
            let words = Self.words(event)
            guard let name = words[0], let key = words[1] else { continue }
            counts[name, default: 0] += 1
            // The image before is the one that the event before has left.
            #expect(words[3] == last[key]?[2])
            last[key] = words
        }
        #expect(counts == ["INSERT": 20, "MODIFY": 20, "REMOVE": 1])
        #expect(last["7"] == ["REMOVE", "7", nil, "2"])
        #expect(last["8"] == ["MODIFY", "8", "2", "1"])
        #expect(Self.words(seen["kinesis"]?["destinations"]) == ["ACTIVE"])
        #expect(Self.words(seen["kinesis"]?["keys"]) == (0..<10).map { "k\($0)" })
        #expect(Self.words(seen["kinesis"]?["tables"]) == ["songs"])
    }
}
