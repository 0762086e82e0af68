import DDBHTTP
import Testing

@Suite struct BodyTests {
    @Test func `pieces are collected up to the limit`() async throws {
        let pieces: [[UInt8]] = [[1, 2], [], [3], [4, 5]]
        #expect(try await BytesReader(pieces: pieces).collect(limit: 5) == [1, 2, 3, 4, 5])
        for limit in 0..<5 {
            let reader = BytesReader(pieces: pieces)
            let error = await #expect(throws: TransportError.self) {
                _ = try await reader.collect(limit: limit)
            }
            #expect(error?.code == .bodyTooLarge)
            #expect(try await reader.next() == nil, "the rest is abandoned at \(limit)")
        }
        #expect(try await BytesReader([]).collect(limit: 0) == [])
    }

    @Test func `every form of body opens anew`() async throws {
        let source = Doubling(bytes: [1, 2, 3])
        for (body, expected) in [
            (RequestBody.none, [UInt8]()), (.bytes([1]), [1]), (.bytes([]), []),
            (.stream(source), [1, 2, 3, 1, 2, 3]),
        ] {
            for _ in 1...2 {
                #expect(try await body.open().collect(limit: 100) == expected)
            }
            #expect(body.byteCount == expected.count)
        }
    }

    struct Doubling: BodySource {
        let bytes: [UInt8]
        var byteCount: Int? { bytes.count * 2 }
        func open() async throws -> any BodyReader { BytesReader(pieces: [bytes, bytes]) }
    }
}
