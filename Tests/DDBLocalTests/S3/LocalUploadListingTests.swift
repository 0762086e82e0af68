import DDBHTTP
import DDBLocal
import DDBS3
import DDBTestSupport
import Testing

/// ListMultipartUploads and UploadPartCopy.
@Suite struct LocalUploadListingTests {
    private struct Page {
        var keys: [String]
        var ids: [String]
        var groups: [String]
        var next: (key: String?, id: String?)
        var isTruncated: Bool

        init(_ reply: LocalS3.Reply) {
            let uploads = reply.text.matches(of: #/<Upload><UploadId>(.*?)</UploadId><Key>(.*?)</#)
            ids = uploads.map { String($0.1) }
            keys = uploads.map { String($0.2) }
            groups = reply.text.matches(of: #/<CommonPrefixes><Prefix>(.*?)</#).map { String($0.1) }
            next = (reply.element("NextKeyMarker"), reply.element("NextUploadIdMarker"))
            isTruncated = reply.element("IsTruncated") == "true"
        }
    }

    private static func list(_ s3: LocalS3, _ query: [QueryItem] = []) async throws -> Page {
        let reply = try await s3.send(
            .get, "/bkt", query: [QueryItem("uploads", "")] + query)
        #expect(reply.status == 200, "\(reply.text)")
        return Page(reply)
    }

    private static func start(_ s3: LocalS3, _ key: String) async throws -> String {
        try await s3.client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: key)
        ).uploadID
    }

    @Test(arguments: [1, 2, 3, 100])
    func `uploads are listed by key and by when they began, page by page`(size: Int) async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            var began: [(key: String, id: String)] = []
            for key in ["b", "a/2", "a/1", "b", "c", "b", "a"] {
                began.append((key, try await Self.start(s3, key)))
            }
            let expected = began.enumerated().sorted {
                ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
            }.map(\.element)
            var found: [(String, String)] = []
            var query = [QueryItem("max-uploads", String(size))]
            var pages = 0
            while pages < 10 {
                let page = try await Self.list(s3, query)
                #expect(page.keys.count <= size)
                found += zip(page.keys, page.ids)
                pages += 1
                guard page.isTruncated else { break }
                query = [
                    QueryItem("max-uploads", String(size)),
                    QueryItem("key-marker", page.next.key ?? ""),
                    QueryItem("upload-id-marker", page.next.id ?? ""),
                ]
            }
            #expect(pages == (7 + size - 1) / size)
            #expect(found.map { "\($0)" } == expected.map { "\(($0.key, $0.id))" })
            // A key alone means all of its uploads.
            #expect(
                try await Self.list(s3, [QueryItem("key-marker", "b")]).keys == ["c"])
        }
    }

    @Test func `a delimiter makes groups, which no page tells twice`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            for key in ["p/a/1", "p/a/2", "p/b", "p/c/1", "p/d", "q"] {
                _ = try await Self.start(s3, key)
            }
            let common = [QueryItem("prefix", "p/"), QueryItem("delimiter", "/")]
            let all = try await Self.list(s3, common)
            #expect(all.keys == ["p/b", "p/d"] && all.groups == ["p/a/", "p/c/"])
            let first = try await Self.list(s3, common + [QueryItem("max-uploads", "1")])
            #expect(first.groups == ["p/a/"] && first.keys.isEmpty)
            #expect(first.isTruncated && first.next.key == "p/a/" && first.next.id == nil)
            let rest = try await Self.list(s3, common + [QueryItem("key-marker", "p/a/")])
            #expect(rest.keys == ["p/b", "p/d"] && rest.groups == ["p/c/"])
        }
    }

    @Test func `what is wrong with a listing is said`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            let gone = try await s3.send(.get, "/bkt", query: [QueryItem("uploads", "")])
            #expect(gone.status == 404 && gone.element("Code") == "NoSuchBucket")
            try await s3.createBucket("bkt")
            let many = try await s3.send(
                .get, "/bkt", query: [QueryItem("uploads", ""), QueryItem("max-uploads", "many")])
            #expect(many.status == 400 && many.element("Code") == "InvalidArgument")
        }
    }

    @Test func `parts are copied from objects, whole or a range of them`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            let bytes = sampleBytes((5 << 20) + 100)
            _ = try await s3.send(.put, "/bkt/from%20here", body: bytes)
            let upload = try await s3.client.createMultipartUpload(
                CreateMultipartUploadRequest(bucket: "bkt", key: "to"))
            var parts = ""
            for (number, range) in [(1, nil), (2, "bytes=10-19")] as [(Int, String?)] {
                var headers: HeaderFields = ["x-amz-copy-source": "/bkt/from%20here"]
                if let range { headers.append("x-amz-copy-source-range", range) }
                let reply = try await s3.send(
                    .put, "/bkt/to",
                    query: [
                        QueryItem("partNumber", String(number)),
                        QueryItem("uploadId", upload.uploadID),
                    ], headers: headers)
                #expect(reply.status == 200, "\(reply.text)")
                let etag = try #require(reply.element("ETag"))
                parts += "<Part><PartNumber>\(number)</PartNumber><ETag>\(etag)</ETag></Part>"
            }
            let body = "<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>"
            let done = try await s3.send(
                .post, "/bkt/to", query: [QueryItem("uploadId", upload.uploadID)],
                body: Array(body.utf8))
            #expect(done.status == 200, "\(done.text)")
            let object = try await s3.client.getObject(GetObjectRequest(bucket: "bkt", key: "to"))
            var found: [UInt8] = []
            while let piece = try await object.body.next() { found += piece }
            #expect(found == bytes + bytes[10..<20])
        }
    }

    @Test(arguments: [
        ("bkt/from", "bytes=0-10", "InvalidArgument"), ("bkt/from", "bytes=5-", "InvalidArgument"),
        ("bkt/from", "bytes=-5", "InvalidArgument"), ("bkt/from", "0-1", "InvalidArgument"),
        ("bkt/from", "bytes=2-1", "InvalidArgument"), ("bkt/nowhere", nil, "NoSuchKey"),
        ("from", nil, "InvalidArgument"),
    ])
    func `copies of what is not there are refused`(
        source: String, range: String?, code: String
    ) async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            _ = try await s3.send(.put, "/bkt/from", body: Array("0123456789".utf8))
            var headers: HeaderFields = ["x-amz-copy-source": source]
            if let range { headers.append("x-amz-copy-source-range", range) }
            let upload = try await Self.start(s3, "to")
            let reply = try await s3.send(
                .put, "/bkt/to",
                query: [QueryItem("partNumber", "1"), QueryItem("uploadId", upload)],
                headers: headers)
            #expect(reply.element("Code") == code, "\(reply.text)")
            let unknown = try await s3.send(
                .put, "/bkt/to",
                query: [QueryItem("partNumber", "1"), QueryItem("uploadId", "none")],
                headers: ["x-amz-copy-source": "bkt/from"])
            #expect(unknown.element("Code") == "NoSuchUpload", "\(unknown.text)")
        }
    }
}
