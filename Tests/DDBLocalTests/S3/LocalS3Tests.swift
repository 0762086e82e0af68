import DDBBase
import DDBDigest
import DDBHTTP
import DDBLocal
import DDBSigV4
import Testing

@Suite struct LocalS3Tests {
    private func served(
        _ body: @Sendable (LocalS3, RunningServer) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            try await body(s3, server)
        }
    }

    @Test func `conditions of writing are kept`() async throws {
        try await served { s3, _ in
            let absent: HeaderFields = ["if-none-match": "*"]
            #expect(try await s3.send(.put, "/bkt/x", headers: absent, body: [1]).status == 200)
            let again = try await s3.send(.put, "/bkt/x", headers: absent, body: [2])
            #expect(again.status == 412 && again.element("Code") == "PreconditionFailed")
            let tag = try #require(try await s3.send(.head, "/bkt/x").headers["etag"])
            let other = try await s3.send(
                .put, "/bkt/x", headers: ["if-match": "\"beef\""], body: [3])
            #expect(other.status == 412)
            #expect(
                try await s3.send(.put, "/bkt/x", headers: ["if-match": tag], body: [4]).status
                    == 200)
            let none = try await s3.send(.put, "/bkt/none", headers: ["if-match": tag], body: [4])
            #expect(none.status == 404 && none.element("Code") == "NoSuchKey")
        }
    }

    @Test func `conditions of reading are kept`() async throws {
        try await served { s3, _ in
            _ = try await s3.send(.put, "/bkt/x", body: [1, 2, 3])
            let head = try await s3.send(.head, "/bkt/x").headers
            let tag = try #require(head["etag"])
            let modified = try #require(head["last-modified"])
            #expect(tag == "\"5289df737df57326fcdd22597afb1fac\"")
            let cases: [(String, String, Int)] = [
                ("if-match", tag, 200), ("if-match", "\"no\"", 412), ("if-match", "*", 200),
                ("if-none-match", tag, 304), ("if-none-match", "\"no\"", 200),
                ("if-modified-since", modified, 304), ("if-unmodified-since", modified, 200),
                ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT", 200),
                ("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT", 412),
            ]
            for (name, value, status) in cases {
                let reply = try await s3.send(.get, "/bkt/x", headers: [name: value])
                #expect(reply.status == status, "\(name): \(value)")
                #expect(reply.headers["x-amz-request-id"]?.utf8.count == 16)
            }
        }
    }

    @Test(arguments: [
        ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=8-", 206, "89", "bytes 8-9/10"),
        ("bytes=-4", 206, "6789", "bytes 6-9/10"), ("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=5-99", 206, "56789", "bytes 5-9/10"), ("bytes=0-1,4-5", 200, "0123456789", nil),
        ("bytes=5-2", 200, "0123456789", nil), ("lines=1-2", 200, "0123456789", nil),
    ])
    func `ranges are given`(
        field: String, status: Int, text: String, range: String?
    ) async throws {
        try await served { s3, _ in
            _ = try await s3.send(.put, "/bkt/x", body: Array("0123456789".utf8))
            let reply = try await s3.send(.get, "/bkt/x", headers: ["range": field])
            #expect(reply.status == status && reply.text == text)
            #expect(reply.headers["content-range"] == range)
            let head = try await s3.send(.head, "/bkt/x", headers: ["range": field])
            #expect(head.status == status)
            #expect(head.headers["content-length"] == String(text.utf8.count))
        }
    }

    @Test func `a range beyond the end is refused with the size`() async throws {
        try await served { s3, _ in
            _ = try await s3.send(.put, "/bkt/x", body: [1, 2])
            let reply = try await s3.send(.get, "/bkt/x", headers: ["range": "bytes=2-"])
            #expect(reply.status == 416 && reply.element("Code") == "InvalidRange")
            #expect(reply.element("ActualObjectSize") == "2")
        }
    }

    @Test func `bodies that are not what was promised are refused`() async throws {
        try await served { s3, _ in
            let cases: [(HeaderFields, String)] = [
                (["content-md5": "AAAAAAAAAAAAAAAAAAAAAA=="], "BadDigest"),
                (["content-md5": "AAAA"], "InvalidDigest"),
                (["x-amz-checksum-crc32": "AAAAAA=="], "BadDigest"),
                (["x-amz-checksum-crc32c": "AAAAAA=="], "BadDigest"),
                (["x-amz-checksum-crc64nvme": "AAAAAAAAAAA="], "BadDigest"),
                (["x-amz-checksum-sha256": "AAAA"], "BadDigest"),
                (
                    ["x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-sha1": "AAAA"],
                    "InvalidRequest"
                ),
            ]
            for (headers, code) in cases {
                let reply = try await s3.send(.put, "/bkt/x", headers: headers, body: [1, 2, 3])
                #expect(reply.status == 400 && reply.element("Code") == code, "\(headers)")
            }
            #expect(try await s3.send(.head, "/bkt/x").status == 404)
        }
    }

    @Test(arguments: [
        ChunkSigning(.signed(trailer: nil), chunkByteCount: 8192),
        ChunkSigning(.signed(trailer: .crc32), chunkByteCount: 8192),
        ChunkSigning(.unsigned(trailer: .sha256), chunkByteCount: 16_384),
    ])
    func `bodies in chunks are taken, and proven`(chunks: ChunkSigning) async throws {
        try await served { s3, _ in
            let bytes = sampleBytes(50_000)
            let request = TransportRequest(
                .put, s3.endpoint, path: "/bkt/chunks", headers: ["content-encoding": "gzip"],
                body: .bytes(bytes))
            let signed = try LocalS3.signer.signChunked(
                request, with: LocalS3.credentials, at: SystemTimeSource().now, chunks: chunks
            ).request
            let reply = try await s3.deliver(signed)
            #expect(reply.status == 200, "\(reply.text)")
            let head = try await s3.send(.head, "/bkt/chunks").headers
            #expect(head["content-length"] == "50000" && head["content-encoding"] == "gzip")
            #expect(head["etag"] == "\"\(Hex.encode(try Digest.md5(bytes.span.bytes)))\"")
            // One byte of the data or of the trailer is another one.
            let encoded = try await signed.body.open().collect(limit: 1 << 20)
            for place in [200, encoded.count - 10] {
                var spoiled = signed
                var wrong = encoded
                wrong[place] ^= 1
                spoiled.path = "/bkt/chunks"
                spoiled.body = .bytes(wrong)
                #expect(try await s3.deliver(spoiled).status >= 400)
            }
        }
    }

    @Test func `listings page by keys and groups`() async throws {
        try await served { s3, _ in
            for key in ["a", "b/1", "b/2", "b/3", "c", "d/1", "e%20+"] {
                let path = "/bkt/" + PercentEncoding.path(key)
                #expect(try await s3.send(.put, path, body: [1]).status == 200)
            }
            var items = [
                QueryItem("list-type", "2"), QueryItem("delimiter", "/"),
                QueryItem("max-keys", "2"), QueryItem("encoding-type", "url"),
            ]
            var pages: [String] = []
            var found: [String?] = []
            while pages.count < 9 {
                let page = try await s3.send(.get, "/bkt", query: items)
                pages.append(page.text)
                found.append(page.element("KeyCount"))
                guard let token = page.element("NextContinuationToken") else { break }
                items = items.filter { $0.name != "continuation-token" }
                items.append(QueryItem("continuation-token", token))
            }
            #expect(found == ["2", "2", "1"])
            #expect(pages[0].contains("<Key>a</Key>") && pages[0].contains("<Prefix>b/</Prefix>"))
            #expect(pages[1].contains("<Key>c</Key>") && pages[1].contains("<Prefix>d/</Prefix>"))
            #expect(pages[2].contains("<Key>e%2520%2B</Key>"))
            let after = try await s3.send(
                .get, "/bkt",
                query: [
                    QueryItem("list-type", "2"), QueryItem("prefix", "b/"),
                    QueryItem("start-after", "b/2"),
                ])
            #expect(after.element("KeyCount") == "1" && after.element("Key") == "b/3")
            let token = try await s3.send(
                .get, "/bkt",
                query: [QueryItem("list-type", "2"), QueryItem("continuation-token", "?")])
            #expect(token.element("Code") == "InvalidArgument")
        }
    }

    @Test func `refusals have the names that AWS gives them`() async throws {
        try await served { s3, _ in
            _ = try await s3.send(.put, "/bkt/x", body: [1])
            let cases: [(RequestMethod, String, Int, String)] = [
                (.get, "/none/x", 404, "NoSuchBucket"), (.get, "/bkt/none", 404, "NoSuchKey"),
                (.delete, "/bkt", 409, "BucketNotEmpty"), (.put, "/B", 400, "InvalidBucketName"),
                (.post, "/bkt/x", 405, "MethodNotAllowed"),
                (.get, "/bkt/" + String(repeating: "k", count: 1025), 400, "KeyTooLongError"),
            ]
            for (method, path, status, code) in cases {
                let reply = try await s3.send(method, path)
                #expect(reply.status == status && reply.element("Code") == code, "\(path)")
            }
            let other = try await s3.send(.get, "/bkt", query: [QueryItem("acl", nil)])
            #expect(other.status == 501 && other.element("Code") == "NotImplemented")
        }
    }

    @Test func `signatures are checked`() async throws {
        try await served { s3, _ in
            var request = try LocalS3.signer.sign(
                TransportRequest(.put, s3.endpoint, path: "/bkt/x", body: .bytes([1])),
                with: LocalS3.credentials, at: SystemTimeSource().now
            ).request
            request.body = .bytes([2])
            #expect(
                try await s3.deliver(request).element("Code") == "XAmzContentSHA256Mismatch")
            request.path = "/bkt/y"
            #expect(try await s3.deliver(request).element("Code") == "SignatureDoesNotMatch")
            request.headers.removeAll("authorization")
            #expect(try await s3.deliver(request).element("Code") == "AccessDenied")
            let unsigned = try await s3.send(.put, "/bkt/z", body: [1], payload: .unsigned)
            #expect(unsigned.status == 200)
            let late = try LocalS3.signer.sign(
                TransportRequest(.get, s3.endpoint, path: "/bkt/z"), with: LocalS3.credentials,
                at: SystemTimeSource().now.advanced(byMicroseconds: -901_000_000)
            ).request
            #expect(try await s3.deliver(late).element("Code") == "RequestTimeTooSkewed")
        }
    }
}
