import DDBBase
import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct ListingTests {
    private let list = ListObjectsV2Request(bucket: "bkt")

    private func page(_ content: String) -> ScriptedTransport.Step {
        .reply(
            200, [:],
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + content + "</ListBucketResult>")
    }

    @Test func `a page is read, its keys without their escapes`() async throws {
        let harness = S3Harness([
            page(
                """
                <Name>bkt</Name><Prefix/><KeyCount>3</KeyCount><EncodingType>url</EncodingType>
                <IsTruncated>true</IsTruncated><NextContinuationToken>1/+=</NextContinuationToken>
                <Contents><Key>a+b%2Bc%2F%C3%A9%0D%01%25</Key><Size>12</Size>
                <LastModified>2026-11-20T10:11:12.345Z</LastModified>
                <ETag>&quot;x-1&quot;</ETag></Contents>
                <CommonPrefixes><Prefix>p+1/</Prefix></CommonPrefixes>
                <CommonPrefixes><Prefix>p%2B2/</Prefix></CommonPrefixes>
                """)
        ])
        let reply = try await harness.client.listObjectsV2(list)
        #expect(reply.entries.map(\.key) == ["a b+c/\u{E9}\r\u{1}%"])
        #expect(reply.entries.map(\.byteCount) == [12])
        #expect(reply.entries.map(\.modified) == [Instant(iso8601: "2026-11-20T10:11:12.345Z")])
        #expect(reply.entries.map(\.etag) == ["\"x-1\""])
        #expect(reply.commonPrefixes == ["p 1/", "p+2/"])
        #expect(reply.nextContinuationToken == "1/+=")
    }

    @Test func `a store that does not escape is believed`() async throws {
        let harness = S3Harness([
            page(
                "<IsTruncated>false</IsTruncated><Contents><Key>a+b%2B</Key><Size>0</Size>"
                    + "<LastModified>2026-11-20T10:11:12Z</LastModified></Contents>"),
            page("<IsTruncated>false</IsTruncated><NextContinuationToken/>"),
        ])
        let reply = try await harness.client.listObjectsV2(list)
        #expect(reply.entries.map(\.key) == ["a+b%2B"])
        let empty = try await harness.client.listObjectsV2(list)
        #expect(empty.entries.isEmpty && empty.nextContinuationToken == nil)
    }

    @Test(arguments: [
        "", "<IsTruncated>true</IsTruncated>",
        "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
        "<IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents>",
        "<IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>1</Size></Contents>",
        "<IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>-1</Size>"
            + "<LastModified>2026-11-20T10:11:12Z</LastModified></Contents>",
        "<IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>1</Size>"
            + "<LastModified>now</LastModified></Contents>",
        "<IsTruncated>false</IsTruncated><Contents>",
    ])
    func `half a page is none`(content: String) async {
        let harness = S3Harness([page(content)])
        await expect(.malformedReply) { try await harness.client.listObjectsV2(list) }
    }

    @Test(arguments: [
        "", "<html><body>Sign in</body></html>", "{}", "<Error><Code>X</Code></Error>",
    ])
    func `what another answers is no page`(body: String) async {
        let harness = S3Harness([.reply(200, [:], body)])
        await expect(.malformedReply) { try await harness.client.listObjectsV2(list) }
    }

    @Test func `a page over the limit is not read`() async {
        let harness = S3Harness(
            [page("<IsTruncated>false</IsTruncated>" + String(repeating: " ", count: 2000))],
            settings: ObjectSettings(documentBytesMax: 1000), attemptsMax: 1)
        await #expect(throws: ClientError.self) { try await harness.client.listObjectsV2(list) }
    }

    @Test func `the parts of an upload are listed over all pages`() async throws {
        let harness = S3Harness([
            .reply(
                200, [:],
                "<InitiateMultipartUploadResult><UploadId>u</UploadId>"
                    + "</InitiateMultipartUploadResult>"),
            .reply(
                200, [:],
                "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>2"
                    + "</NextPartNumberMarker><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part>"
                    + "<Part><PartNumber>2</PartNumber><ETag>b</ETag></Part></ListPartsResult>"),
            .reply(
                200, [:],
                "<ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>3</PartNumber>"
                    + "<ETag>c</ETag></Part></ListPartsResult>"),
            .reply(
                200, [:],
                "<ListPartsResult><IsTruncated>true</IsTruncated></ListPartsResult>"),
            .reply(
                200, [:],
                "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>10001"
                    + "</NextPartNumberMarker></ListPartsResult>"),
        ])
        let upload = try await harness.client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
        let parts = try await harness.client.listParts(of: upload)
        #expect(parts.map(\.number) == [1, 2, 3] && parts.map(\.etag) == ["a", "b", "c"])
        #expect(harness.requests.last == "GET /bkt/k?uploadId=u&part-number-marker=2")
        await expect(.malformedReply) { try await harness.client.listParts(of: upload) }
        await expect(.malformedReply) { try await harness.client.listParts(of: upload) }
        #expect(harness.requests.count == 5)
    }

    @Test func `objects are deleted a thousand a call`() async throws {
        let failed =
            "<DeleteResult><Error><Key>a &amp; b</Key><Code>AccessDenied</Code><Message>No.</Message>"
            + "</Error><Error><Key>c</Key><Code>InternalError</Code></Error></DeleteResult>"
        let harness = S3Harness([
            .reply(200, [:], "<DeleteResult xmlns=\"x\"></DeleteResult>"), .reply(200, [:], failed),
            .reply(200, [:], "<DeleteResult/>"),
        ])
        let reply = try await harness.client.deleteObjects(
            DeleteObjectsRequest(bucket: "bkt", keys: (0..<2001).map { "k\($0)" }))
        #expect(reply.failures.map(\.key) == ["a & b", "c"])
        #expect(reply.failures.map(\.code) == ["AccessDenied", "InternalError"])
        #expect(reply.failures.map(\.message) == ["No.", nil])
        let counts = harness.transport.exchanges.map { exchange in
            String(decoding: exchange.body, as: UTF8.self).components("<Object>")
        }
        #expect(counts == [1000, 1000, 1])
        let none = try await harness.client.deleteObjects(
            DeleteObjectsRequest(bucket: "bkt", keys: []))
        #expect(none.failures.isEmpty && harness.transport.exchanges.count == 3)
    }

    @Test func `keys that no document holds are refused before any is deleted`() async {
        let harness = S3Harness([])
        for key in ["", "a\u{1}b", "\u{FFFF}"] {
            await expect(.invalidRequest) {
                try await harness.client.deleteObjects(
                    DeleteObjectsRequest(bucket: "bkt", keys: ["ok", key]))
            }
        }
        #expect(harness.transport.exchanges.isEmpty)
    }

    @Test func `without a checksum deletions carry an MD5`() async throws {
        let harness = S3Harness(
            [.reply(200, [:], "<DeleteResult/>")], settings: ObjectSettings(uploadChecksum: nil))
        _ = try await harness.client.deleteObjects(DeleteObjectsRequest(bucket: "bkt", keys: ["k"]))
        // md5 of the body by md5sum, in base64.
        #expect(try harness.last().request.headers["content-md5"] == "QAcVDTYpOI4jNnEgqpX3hA==")
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
