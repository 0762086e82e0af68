import DDBBase
import DDBHTTP
import DDBSigV4
import Testing

/// AWS's published examples of an upload in chunks, without and with a trailer: 66,560 bytes `a`.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
@Suite struct ChunkTests {
    static let credentials = SigningCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
    static let instant = Instant(microseconds: 1_369_353_600_000_000)
    static let data = [UInt8](repeating: UInt8(ascii: "a"), count: 66_560)
    let signer = RequestSigner(.s3(region: "us-east-1"))

    func request(_ headers: HeaderFields = [:]) throws -> TransportRequest {
        let endpoint = try #require(Endpoint(.https, host: "s3.amazonaws.com"))
        var request = TransportRequest(
            .put, endpoint, path: "/examplebucket/chunkObject.txt", headers: headers,
            body: .bytes(Self.data))
        request.headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY"
        return request
    }

    func encoded(_ signed: SignedRequest) async throws -> String {
        let reader = try await signed.request.body.open()
        let bytes = try await reader.collect(limit: 1 << 20)
        #expect(bytes.count == signed.request.body.byteCount)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the published chunks come out`() async throws {
        let request = try request(["content-length": "66560"])
        let signed = try signer.signChunked(request, with: Self.credentials, at: Self.instant)
        #expect(
            signed.signature.hex
                == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        #expect(signed.request.headers["content-length"] == "66824")
        #expect(signed.request.headers["x-amz-decoded-content-length"] == "66560")
        let text = try await encoded(signed)
        let expected = [
            "10000;chunk-signature="
                + "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            String(repeating: "a", count: 65_536),
            "400;chunk-signature="
                + "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            String(repeating: "a", count: 1024),
            "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            "", "",
        ]
        #expect(text == expected.joined(separator: "\r\n"))
    }

    @Test func `the published trailer comes out`() async throws {
        let chunks = ChunkSigning(
            .signed(trailer: .known(name: "x-amz-checksum-crc32c", value: "sOO8/Q==")))
        let signed = try signer.signChunked(
            try request(), with: Self.credentials, at: Self.instant, chunks: chunks)
        #expect(
            signed.signature.hex
                == "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e")
        #expect(signed.request.body.byteCount == 66_946)
        let text = try await encoded(signed)
        let tail = [
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            String(repeating: "a", count: 1024),
            "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            "x-amz-checksum-crc32c:sOO8/Q==",
            "x-amz-trailer-signature:"
                + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            "", "",
        ]
        #expect(text.hasSuffix(tail.joined(separator: "\r\n")))
        #expect(
            text.hasPrefix(
                "10000;chunk-signature="
                    + "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\na"))
    }

    @Test func `the trace shows the head's steps`() throws {
        let request = try request(["content-length": "66560"])
        let trace = try signer.chunkedTrace(request, with: Self.credentials, at: Self.instant)
        #expect(trace.canonicalRequest.hasSuffix("\nSTREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
        #expect(
            trace.stringToSign.hasSuffix(
                "\ncee3fed04b70f867d036f722359b0b1f2f0e5dc0efadbc082b76c4c60e316455"))
    }

    @Test func `chunks do not depend on how the body comes`() async throws {
        let whole = try await encoded(
            try signer.signChunked(
                try request(), with: Self.credentials, at: Self.instant,
                chunks: ChunkSigning(.signed(trailer: .crc32), chunkByteCount: 8192)))
        for size in [1, 1000, 8191, 8192, 8193, 65_536, 66_559] {
            var request = try request()
            request.body = .stream(PieceSource(bytes: Self.data, size: size))
            let signed = try signer.signChunked(
                request, with: Self.credentials, at: Self.instant,
                chunks: ChunkSigning(.signed(trailer: .crc32), chunkByteCount: 8192))
            for attempt in 1...2 {
                #expect(try await encoded(signed) == whole, "pieces of \(size), try \(attempt)")
            }
        }
    }

    /// Sizes around the edges of chunks.
    @Test(arguments: [0, 1, 8191, 8192, 8193, 16_384])
    func `the announced size is the size`(count: Int) async throws {
        for form in [
            ChunkSigning.Form.signed(trailer: nil), .signed(trailer: .sha256),
            .unsigned(trailer: .crc32), .unsigned(trailer: .sha256),
        ] {
            var request = try request()
            request.body = .bytes(Array(Self.data.prefix(count)))
            let signed = try signer.signChunked(
                request, with: Self.credentials, at: Self.instant,
                chunks: ChunkSigning(form, chunkByteCount: 8192))
            _ = try await encoded(signed)
        }
    }

    @Test func `unsigned chunks carry the checksum alone`() async throws {
        var request = try request(["content-encoding": "gzip"])
        request.body = .bytes(Array("hello".utf8))
        let signed = try signer.signChunked(
            request, with: Self.credentials, at: Self.instant,
            chunks: ChunkSigning(.unsigned(trailer: .crc32)))
        // zlib.crc32(b"hello") is 0x3610a686.
        #expect(
            try await encoded(signed) == "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n")
        #expect(signed.request.headers["content-encoding"] == "aws-chunked,gzip")
        #expect(
            signed.request.headers["x-amz-content-sha256"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        #expect(signed.request.headers["x-amz-trailer"] == "x-amz-checksum-crc32")
        let digest = try signer.signChunked(
            request, with: Self.credentials, at: Self.instant,
            chunks: ChunkSigning(.unsigned(trailer: .sha256)))
        #expect(
            try await encoded(digest).contains(
                "x-amz-checksum-sha256:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\r\n"))
    }

    @Test(arguments: [66_559, 66_561])
    func `a body of another size than announced fails`(announced: Int) async throws {
        var request = try request()
        request.body = .stream(
            PieceSource(bytes: Self.data, size: 1000, announcedByteCount: announced))
        let signed = try signer.signChunked(request, with: Self.credentials, at: Self.instant)
        let reader = try await signed.request.body.open()
        let error = await #expect(throws: TransportError.self) {
            _ = try await reader.collect(limit: 1 << 20)
        }
        #expect(error?.code == .bodySourceFailed)
    }

    @Test func `a size that S3 refuses is refused before`() throws {
        var unknown = try request()
        unknown.body = .stream(PieceSource(bytes: Self.data, size: 1, announcedByteCount: nil))
        for (request, size) in [(unknown, 8192), (try request(), 8191), (try request(), 1 << 30)] {
            let error = #expect(throws: SigningError.self) {
                _ = try signer.signChunked(
                    request, with: Self.credentials, at: Self.instant,
                    chunks: ChunkSigning(chunkByteCount: size))
            }
            #expect(error?.code == .invalidChunks)
        }
    }
}
