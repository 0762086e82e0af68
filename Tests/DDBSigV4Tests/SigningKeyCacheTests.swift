import DDBBase
import DDBHTTP
import DDBSigV4
import Testing

@Suite struct SigningKeyCacheTests {
    static let start = Instant(microseconds: 1_767_225_600_000_000)

    func signature(
        _ keys: SigningKeyCache, day: Int = 0, region: String = "r", service: String = "s",
        secret: String = "secret"
    ) throws -> String {
        let endpoint = try #require(Endpoint(.https, host: "example.com"))
        let signer = RequestSigner(SigningSettings(region: region, service: service), keys: keys)
        return try signer.sign(
            TransportRequest(.get, endpoint),
            with: SigningCredentials(accessKeyID: "AKID", secretAccessKey: Secret(secret)),
            at: Self.start.advanced(byMicroseconds: Int64(day) * 86_400_000_000)
        ).signature.hex
    }

    @Test func `a key is kept for its day, region, service and secret`() throws {
        let keys = SigningKeyCache()
        let calls: [(SigningKeyCache) throws -> String] = [
            { try signature($0) }, { try signature($0, day: 1) },
            { try signature($0, region: "q") }, { try signature($0, service: "t") },
            { try signature($0, secret: "other") },
        ]
        for _ in 1...2 {
            for (index, call) in calls.enumerated() {
                let alone = try call(SigningKeyCache())
                #expect(try call(keys) == alone, "call \(index)")
            }
        }
        #expect(keys.count == calls.count)
    }

    @Test func `the least recently used key goes first`() throws {
        let keys = SigningKeyCache(capacity: 2)
        for day in [0, 1, 0, 2, 0] { _ = try signature(keys, day: day) }
        #expect(keys.count == 2)
        for day in 0..<100 { _ = try signature(keys, day: day) }
        #expect(keys.count == 2)
        keys.removeAll()
        #expect(keys.count == 0)
    }

    @Test func `many may use one cache at once`() async throws {
        let keys = SigningKeyCache(capacity: 3)
        let expected = try (0..<8).map { try signature(SigningKeyCache(), day: $0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for turn in 0..<100 {
                        let day = (task + turn) % 8
                        guard try signature(keys, day: day) == expected[day] else { return false }
                    }
                    return true
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(keys.count <= 3)
    }
}
