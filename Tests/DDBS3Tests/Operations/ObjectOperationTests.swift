import DDBBase
import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct ObjectOperationTests {
    private let get = GetObjectRequest(bucket: "bkt", key: "k")

    @Test func `a head is read`() async throws {
        let harness = S3Harness([
            .object(
                [],
                [
                    "ETag": "\"e\"", "Last-Modified": "Fri, 20 Nov 2026 10:11:12 GMT",
                    "x-amz-version-id": "v1", "Content-Type": "text/plain",
                    "x-amz-meta-Mark": "m", "x-amz-checksum-crc32": "AAAAAA==-2",
                    "x-amz-checksum-sha256": "abc=", "x-amz-server-side-encryption": "aws:kms",
                    "x-amz-server-side-encryption-aws-kms-key-id": "kid",
                    "content-encoding": "aws-chunked",
                ]),
            .object([], ["last-modified": "yesterday", "x-amz-version-id": "null"]),
        ])
        let head = try await harness.client.headObject(HeadObjectRequest(bucket: "bkt", key: "k"))
        #expect(head.etag == "\"e\"")
        #expect(head.byteCount == 0)
        #expect(head.modified == Instant(iso8601: "2026-11-20T10:11:12Z"))
        #expect(head.versionID == "v1")
        #expect(head.contentType == "text/plain")
        #expect(head.contentEncoding == "aws-chunked")
        #expect(head.metadata == ["mark": "m"])
        #expect(head.checksums.map(\.algorithm) == [.sha256, .crc32])
        #expect(head.checksums.map(\.isComposite) == [false, true])
        #expect(head.encryptionAlgorithm == "aws:kms")
        #expect(head.encryptionKeyID == "kid")
        let bare = try await harness.client.headObject(HeadObjectRequest(bucket: "bkt", key: "k"))
        #expect(bare.modified == nil && bare.versionID == nil && bare.etag == nil)
    }

    @Test(arguments: [
        (ByteRange.bytes(2..<5), "bytes 2-4/10", 3, 2..<5),
        (.bytes(8..<99), "bytes 8-9/10", 2, 8..<10),
        (.from(7), "bytes 7-9/10", 3, 7..<10), (.suffix(4), "bytes 6-9/10", 4, 6..<10),
        (.suffix(40), "bytes 0-9/10", 10, 0..<10),
    ])
    func `a range is what was asked for`(
        range: ByteRange, answer: String, count: Int, expected: Range<Int>
    ) async throws {
        let harness = S3Harness([
            .object(sample(count), status: 206, ["content-range": answer])
        ])
        var request = get
        request.range = range
        let reply = try await harness.client.getObject(request)
        #expect(reply.range == expected)
        #expect(reply.head.byteCount == 10)
        #expect(try await reply.body.collect(limit: 100) == sample(count))
    }

    @Test func `a range that comes as 200 is one where it says so`() async throws {
        let harness = S3Harness([.object(sample(3), ["content-range": "bytes 2-4/10"])])
        var request = get
        request.range = .bytes(2..<5)
        let reply = try await harness.client.getObject(request)
        #expect(reply.range == 2..<5 && reply.head.byteCount == 10)
        #expect(try await reply.body.collect(limit: 100) == sample(3))
    }

    @Test(arguments: [
        (ByteRange.bytes(2..<5), 206, "bytes 2-5/10"), (.bytes(2..<5), 200, "bytes 2-5/10"),
        (.bytes(2..<5), 206, "bytes 3-4/10"),
        (.bytes(2..<5), 206, "bytes 2-3/10"), (.from(7), 206, "bytes 7-8/10"),
        (.suffix(4), 206, "bytes 5-9/10"), (.bytes(2..<5), 206, "bytes 2-4/*"),
        (.bytes(2..<5), 206, "2-4/10"), (.bytes(2..<5), 206, ""), (.bytes(2..<5), 200, ""),
        (.from(1), 200, ""), (.suffix(4), 200, ""), (.bytes(2..<5), 206, "bytes 4-2/10"),
        (.bytes(2..<5), 206, "bytes 2-4/4"), (.bytes(2..<5), 206, "bytes 0-0/1"),
        (.bytes(2..<5), 206, "bytes 2-99999999999999999999/10"),
    ])
    func `another range than asked for is refused`(
        range: ByteRange, status: Int, answer: String
    ) async throws {
        let harness = S3Harness([
            .object(sample(10), status: status, answer.isEmpty ? [:] : ["content-range": answer])
        ])
        var request = get
        request.range = range
        await expect(.rangeNotGiven) { try await harness.client.getObject(request) }
    }

    @Test(arguments: [ByteRange.bytes(5..<5), .bytes(-1..<3), .from(-1), .suffix(0)])
    func `a range of nothing is not asked for`(range: ByteRange) async {
        let harness = S3Harness([])
        var request = get
        request.range = range
        await expect(.invalidRequest) { try await harness.client.getObject(request) }
        #expect(harness.transport.exchanges.isEmpty)
    }

    @Test func `a body that is too short or too long is an error`() async throws {
        let harness = S3Harness([
            .respond(status: 200, headers: ["content-length": "5"], body: [[1, 2], [3, 4]]),
            .respond(
                status: 200, headers: ["content-length": "5"], body: [[1, 2], [3, 4, 5, 6]]),
            .respond(status: 200, headers: [:], body: [[1]]),
        ])
        for _ in 0..<2 {
            let reply = try await harness.client.getObject(get)
            #expect(try await reply.body.next() == [1, 2])
            await expect(.truncated) { try await reply.body.collect(limit: 100) }
            await expect(.truncated) { try await reply.body.next() }
        }
        await expect(.malformedReply) { try await harness.client.getObject(get) }
    }

    @Test func `composite checksums and those of ranges are passed over`() async throws {
        let wrong: HeaderFields = [
            "x-amz-checksum-crc32": "AAAAAA==", "content-range": "bytes 0-1/9",
        ]
        let harness = S3Harness([
            .object([1, 2], ["x-amz-checksum-sha256": "AAAA-2"]),
            .object([1, 2], status: 206, wrong),
        ])
        #expect(try await harness.client.getObject(get).body.collect(limit: 9) == [1, 2])
        var request = get
        request.range = .bytes(0..<2)
        #expect(try await harness.client.getObject(request).body.collect(limit: 9) == [1, 2])
        #expect(!(try harness.last().request.headers.contains(name: "x-amz-checksum-mode")))
    }

    @Test func `a tag is never taken for an MD5`() async throws {
        let harness = S3Harness([.object([1], ["etag": "\"5d41402abc4b2a76b9719d911017c592\""])])
        #expect(try await harness.client.getObject(get).body.collect(limit: 9) == [1])
    }

    @Test func `without checksums none is asked for, sent or compared`() async throws {
        let harness = S3Harness(
            [.object([1], ["x-amz-checksum-crc32": "AAAAAA=="]), .reply(200)],
            settings: ObjectSettings(uploadChecksum: nil, verifiesDownloads: false))
        #expect(try await harness.client.getObject(get).body.collect(limit: 9) == [1])
        #expect(!(try harness.last().request.headers.contains(name: "x-amz-checksum-mode")))
        _ = try await harness.client.putObject(
            PutObjectRequest(bucket: "bkt", key: "k", body: .bytes([1])))
        let names = try harness.last().request.headers.map { $0.name.lowercased() }
        #expect(!names.contains { $0.contains("checksum") })
    }

    @Test func `checksums that nothing requires can be switched off for all clients`() {
        let settings = ClientSettings(
            region: "eu-west-1",
            s3: S3Settings(requestChecksums: .whenRequired, responseChecksums: .whenRequired))
        let client = S3Client(
            settings: settings,
            components: ClientComponents(
                transport: ScriptedTransport([]), credentials: FixedCredentials()))
        #expect(client.settings.uploadChecksum == nil && !client.settings.verifiesDownloads)
    }

    @Test(arguments: ChecksumAlgorithm.allCases)
    func `a body carries the checksum that was chosen`(algorithm: ChecksumAlgorithm) async throws {
        let harness = S3Harness(
            [.reply(200, ["etag": "\"e\"", algorithm.headerName: "x", "x-amz-version-id": "v"])],
            settings: ObjectSettings(uploadChecksum: algorithm))
        let bytes = sample(100)
        let reply = try await harness.client.putObject(
            PutObjectRequest(bucket: "bkt", key: "k", body: .bytes(bytes)))
        #expect(reply.etag == "\"e\"" && reply.versionID == "v")
        #expect(reply.checksums == [ObjectChecksum(algorithm, text: "x")])
        let headers = try harness.last().request.headers
        let checksum = try ObjectChecksum(algorithm, of: bytes.span.bytes)
        #expect(headers[algorithm.headerName] == checksum.text)
        #expect(headers["x-amz-sdk-checksum-algorithm"] == algorithm.rawValue)
        let digest = try ObjectChecksum(.sha256, of: bytes.span.bytes)
        let plain = try #require(Base64.decode(digest.text))
        #expect(headers["x-amz-content-sha256"] == Hex.encode(plain))
    }

    @Test(arguments: [
        (
            ChecksumAlgorithm?.some(.crc32), ObjectSettings.BodySigning.signed, "http",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        ),
        (.sha256, .signed, "https", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
        (nil, .signed, "http", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        (.crc32, .unsignedOverTLS, "https", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        (nil, .unsignedOverTLS, "https", "UNSIGNED-PAYLOAD"),
    ])
    func `a body in pieces goes in chunks`(
        checksum: ChecksumAlgorithm?, signing: ObjectSettings.BodySigning, scheme: String,
        payload: String
    ) async throws {
        let harness = S3Harness(
            [.reply(200)], settings: ObjectSettings(uploadChecksum: checksum, bodySigning: signing),
            endpoint: scheme + "://s3.example")
        let pieces = [sample(100_000), sample(7)]
        _ = try await harness.client.putObject(
            PutObjectRequest(
                bucket: "bkt", key: "k",
                body: .stream(PiecewiseSource(pieces: pieces, byteCount: 100_007))))
        let exchange = try harness.last()
        #expect(exchange.request.headers["x-amz-content-sha256"] == payload)
        #expect(exchange.request.headers["x-amz-sdk-checksum-algorithm"] == checksum?.rawValue)
        #expect(exchange.request.headers["x-amz-trailer"] == checksum?.headerName)
        if let checksum {
            let whole = pieces.flatMap { $0 }
            let sum = try ObjectChecksum(checksum, of: whole.span.bytes)
            let text = String(decoding: exchange.body.suffix(300), as: UTF8.self)
            #expect(text.contains("\(checksum.headerName):\(sum.text)\r\n"))
        }
    }

    @Test func `bodies without a signature need TLS`() async {
        let harness = S3Harness([], settings: ObjectSettings(bodySigning: .unsignedOverTLS))
        for body in [
            RequestBody.bytes([1]), .stream(PiecewiseSource(pieces: [[1]], byteCount: 1)),
        ] {
            await expect(.invalidRequest) {
                try await harness.client.putObject(
                    PutObjectRequest(bucket: "bkt", key: "k", body: body))
            }
        }
        #expect(harness.transport.exchanges.isEmpty)
    }

    @Test func `bodies of unknown size and checksums that no trailer holds are refused`() async {
        let unknown = S3Harness([])
        await expect(.invalidRequest) {
            try await unknown.client.putObject(
                PutObjectRequest(
                    bucket: "bkt", key: "k", body: .stream(PiecewiseSource(pieces: [[1]]))))
        }
        for algorithm in [ChecksumAlgorithm.crc32c, .crc64nvme, .sha1] {
            let harness = S3Harness([], settings: ObjectSettings(uploadChecksum: algorithm))
            await expect(.invalidRequest) {
                try await harness.client.putObject(
                    PutObjectRequest(
                        bucket: "bkt", key: "k",
                        body: .stream(PiecewiseSource(pieces: [[1]], byteCount: 1))))
            }
        }
    }

    @Test(arguments: [
        "", "ab", "a/b", "arn:aws:s3:::b", "s3://bkt", "bkt?x", "b%6bt", ".bkt", "b\u{E9}t",
    ])
    func `what is no bucket is refused`(bucket: String) async {
        let harness = S3Harness([])
        await expect(.invalidRequest) {
            try await harness.client.headObject(HeadObjectRequest(bucket: bucket, key: "k"))
        }
        #expect(harness.transport.exchanges.isEmpty)
    }

    @Test func `what is no key, owner or metadata is refused`() async {
        let harness = S3Harness([])
        for key in ["", String(repeating: "\u{E9}", count: 513)] {
            await expect(.invalidRequest) {
                try await harness.client.headObject(HeadObjectRequest(bucket: "bkt", key: key))
            }
        }
        for owner in ["", "1234", "12345678901x"] {
            await expect(.invalidRequest) {
                try await harness.client.headObject(
                    HeadObjectRequest(bucket: "bkt", key: "k", expectedBucketOwner: owner))
            }
        }
        for metadata in [["": "x"], ["a b": "x"], ["a": "x\ny"], ["a": "\u{E9}"], ["\u{E9}": "x"]] {
            await expect(.invalidRequest) {
                try await harness.client.putObject(
                    PutObjectRequest(
                        bucket: "bkt", key: "k", body: .bytes([]), metadata: metadata))
            }
        }
        #expect(harness.transport.exchanges.isEmpty)
    }

    @Test func `the owner of every bucket can be set once`() async throws {
        let harness = S3Harness(
            [.object([]), .object([])],
            settings: ObjectSettings(expectedBucketOwner: "111122223333"))
        let field = "x-amz-expected-bucket-owner"
        _ = try await harness.client.headObject(HeadObjectRequest(bucket: "bkt", key: "k"))
        #expect(try harness.last().request.headers[field] == "111122223333")
        _ = try await harness.client.headObject(
            HeadObjectRequest(bucket: "bkt", key: "k", expectedBucketOwner: "444455556666"))
        #expect(try harness.last().request.headers[field] == "444455556666")
    }
}
