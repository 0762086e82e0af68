import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct ObjectReaderTests {
    private let get = GetObjectRequest(bucket: "bkt", key: "k")
    private let cut = TransportError(.connectionLost, "The line is cut.")

    /// A response with the bytes of a range, of which only some come.
    private func part(
        _ bytes: [UInt8], _ range: Range<Int>, coming count: Int? = nil, etag: String = "\"e\"",
        _ more: HeaderFields = [:], failing error: (any Error)? = nil
    ) -> ScriptedTransport.Step {
        var headers = more
        headers["etag"] = etag
        headers["content-length"] = String(range.count)
        let isWhole = range == 0..<bytes.count
        if !isWhole {
            headers["content-range"] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
        }
        let body = [Array(bytes[range].prefix(count ?? range.count))]
        let status = isWhole ? 200 : 206
        if let error {
            return .breakOff(status: status, headers: headers, body: body, error)
        }
        return .respond(status: status, headers: headers, body: body)
    }

    private func sum(_ bytes: [UInt8]) throws -> HeaderFields {
        let checksum = try ObjectChecksum(.crc64nvme, of: bytes.span.bytes)
        return ["x-amz-checksum-crc64nvme": checksum.text]
    }

    @Test func `an object that breaks off goes on where it broke off`() async throws {
        let bytes = sample(1000)
        let harness = S3Harness([
            part(bytes, 0..<1000, coming: 300, try sum(bytes), failing: cut),
            part(bytes, 300..<1000, coming: 200),
            .fail(cut),
            part(bytes, 500..<1000, coming: 0, failing: cut),
            part(bytes, 500..<1000),
        ])
        let reader = try await harness.client.openObject(get)
        #expect(reader.isVerifiable && reader.range == 0..<1000)
        #expect(try await reader.collect(limit: 2000) == bytes)
        #expect(try await reader.next() == nil)
        let rest = harness.transport.exchanges.dropFirst().map(\.request)
        #expect(rest.allSatisfy { $0.headers["if-match"] == "\"e\"" })
        #expect(rest.first?.headers["range"] == "bytes=300-999")
        #expect(rest.last?.headers["range"] == "bytes=500-999")
        #expect(harness.transport.remainingStepCount == 0)
    }

    @Test func `a range and a version are resumed as such`() async throws {
        let bytes = sample(100)
        let version: HeaderFields = ["x-amz-version-id": "v1"]
        let harness = S3Harness([
            part(bytes, 10..<50, coming: 5, version, failing: cut),
            part(bytes, 15..<50, version),
        ])
        var request = get
        request.range = .bytes(10..<50)
        let reader = try await harness.client.openObject(request)
        #expect(!reader.isVerifiable)
        #expect(try await reader.collect(limit: 2000) == Array(bytes[10..<50]))
        #expect(harness.requests == ["GET /bkt/k", "GET /bkt/k?versionId=v1"])
        #expect(try harness.last().request.headers["range"] == "bytes=15-49")
    }

    @Test func `bytes of two contents are never mixed`() async throws {
        let old = sample(100)
        let new = sample(100, seed: 2)
        let answers: [ScriptedTransport.Step] = [
            .refusal(412, "PreconditionFailed"), .refusal(404, "NoSuchKey"),
            .refusal(416, "InvalidRange"), part(new, 30..<100, etag: "\"f\""),
            part(Array(new.prefix(90)), 30..<90), part(new, 30..<100, etag: ""),
        ]
        for answer in answers {
            let harness = S3Harness([part(old, 0..<100, coming: 30, failing: cut), answer])
            let reader = try await harness.client.openObject(get)
            #expect(try await reader.next() == Array(old.prefix(30)))
            do {
                _ = try await reader.next()
                Issue.record("nothing was thrown")
            } catch let error as S3Error {
                #expect(error.code == .changed || error.code == .rangeNotGiven)
            }
            await #expect(throws: S3Error.self) { try await reader.next() }
        }
    }

    @Test func `a store that ignores ranges is refused`() async throws {
        let bytes = sample(100)
        let harness = S3Harness([
            part(bytes, 0..<100, coming: 30, failing: cut), part(bytes, 0..<100),
        ])
        let reader = try await harness.client.openObject(get)
        await expect(.rangeNotGiven) { try await reader.collect(limit: 1000) }
    }

    @Test func `resumes without progress are bounded`() async throws {
        let bytes = sample(100)
        let harness = S3Harness(
            [part(bytes, 0..<100, coming: 30, failing: cut)]
                + Array(repeating: part(bytes, 30..<100, coming: 0, failing: cut), count: 20),
            settings: ObjectSettings(resumesWithoutProgressMax: 3))
        let reader = try await harness.client.openObject(get)
        await expect(.resumesExhausted) { try await reader.collect(limit: 1000) }
        #expect(harness.transport.exchanges.count == 4)
        #expect(harness.time.sleeps.count == 3)
    }

    @Test func `resumes altogether are bounded`() async throws {
        let bytes = sample(100)
        let steps =
            [part(bytes, 0..<100, coming: 1, failing: cut)]
            + (1..<50).map { part(bytes, $0..<100, coming: 1, failing: cut) }
        let harness = S3Harness(steps, settings: ObjectSettings(resumesMax: 10))
        let reader = try await harness.client.openObject(get)
        await expect(.resumesExhausted) { try await reader.collect(limit: 1000) }
        #expect(harness.transport.exchanges.count == 11)
    }

    @Test func `without a tag nothing is resumed`() async throws {
        let harness = S3Harness([
            .breakOff(status: 200, headers: ["content-length": "9"], body: [[1]], cut)
        ])
        let reader = try await harness.client.openObject(get)
        #expect(try await reader.next() == [1])
        await #expect(throws: TransportError.self) { try await reader.next() }
    }

    @Test func `a failure that does not pass ends it`() async throws {
        let bytes = sample(100)
        let harness = S3Harness([
            part(
                bytes, 0..<100, coming: 30,
                failing: TransportError(.closed, "The transport is closed.")),
            part(bytes, 0..<100, coming: 30, failing: cut), .refusal(403, "AccessDenied"),
        ])
        let first = try await harness.client.openObject(get)
        await #expect(throws: TransportError.self) { try await first.collect(limit: 1000) }
        let second = try await harness.client.openObject(get)
        await expectRefusal(.storageAccessDenied) { try await second.collect(limit: 1000) }
    }

    @Test func `damage on the way is found at the end, also after a resume`() async throws {
        let bytes = sample(100)
        var damaged = bytes
        damaged[40] ^= 1
        let harness = S3Harness([
            part(bytes, 0..<100, coming: 30, try sum(bytes), failing: cut),
            part(damaged, 30..<100),
        ])
        let reader = try await harness.client.openObject(get)
        await expect(.checksumMismatch) { try await reader.collect(limit: 1000) }
        await expect(.checksumMismatch) { try await reader.next() }
    }

    @Test func `more than was asked for is refused`() async throws {
        let harness = S3Harness([
            .respond(
                status: 200, headers: ["content-length": "3", "etag": "e"],
                body: [[1, 2], [3, 4]])
        ])
        let reader = try await harness.client.openObject(get)
        await expect(.rangeNotGiven) { try await reader.collect(limit: 1000) }
    }

    @Test func `an end that breaks off after the last byte loses nothing`() async throws {
        let bytes = sample(100)
        let harness = S3Harness([
            part(bytes, 0..<100, try sum(bytes), failing: cut)
        ])
        let reader = try await harness.client.openObject(get)
        #expect(try await reader.collect(limit: 1000) == bytes)
        #expect(harness.transport.exchanges.count == 1)
    }

    @Test func `an empty object is read, and an abandoned one is at its end`() async throws {
        let harness = S3Harness([.object([]), .object([1, 2])])
        #expect(try await harness.client.openObject(get).collect(limit: 9) == [])
        let reader = try await harness.client.openObject(get)
        reader.abandon()
        #expect(try await reader.next() == nil)
    }

    @Test func `a cancelled reader says so`() async throws {
        let bytes = sample(100)
        let harness = S3Harness([
            part(bytes, 0..<100, coming: 30, failing: CancellationError())
        ])
        let reader = try await harness.client.openObject(get)
        #expect(try await reader.next() == Array(bytes.prefix(30)))
        await #expect(throws: CancellationError.self) { try await reader.next() }
    }
}
