import DDBClientCore
import DDBHTTP
import DDBLocal
import DDBS3
import Testing

@Suite struct LocalUploadTests {
    @Test(arguments: [nil, ChecksumAlgorithm.crc32, .crc64nvme, .sha256])
    func `parts become one object, visible at once`(algorithm: ChecksumAlgorithm?) async throws {
        try await LocalServer.with { server in
            var objects = ObjectSettings()
            objects.uploadChecksum = algorithm
            let s3 = try LocalS3(server, objects: objects)
            try await s3.createBucket("bkt")
            let bytes = sampleBytes((5 << 20) + 10)
            let upload = try await s3.client.createMultipartUpload(
                CreateMultipartUploadRequest(
                    bucket: "bkt", key: "k", contentType: "text/plain", metadata: ["a": "b"]))
            let last = try await s3.client.uploadPart(
                7, of: upload, bytes: Array(bytes[(5 << 20)...]))
            let first = try await s3.client.uploadPart(
                2, of: upload, bytes: Array(bytes[..<(5 << 20)]))
            #expect(try await s3.client.listParts(of: upload).map(\.number) == [2, 7])
            #expect(try await s3.send(.head, "/bkt/k").status == 404)
            let reply = try await s3.client.completeMultipartUpload(
                upload, parts: [first, last], condition: .ifAbsent, byteCount: bytes.count)
            #expect(reply.etag?.hasSuffix("-2\"") == true)
            let object = try await s3.client.getObject(GetObjectRequest(bucket: "bkt", key: "k"))
            #expect(object.head.metadata == ["a": "b"] && object.head.contentType == "text/plain")
            #expect(object.head.checksums.first?.algorithm == algorithm ?? .crc64nvme)
            var found: [UInt8] = []
            while let piece = try await object.body.next() { found += piece }
            #expect(found == bytes)
        }
    }

    @Test func `a completion whose condition does not hold leaves the upload`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            _ = try await s3.send(.put, "/bkt/k", body: [1])
            let upload = try await s3.client.createMultipartUpload(
                CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
            let part = try await s3.client.uploadPart(1, of: upload, bytes: [2])
            let error = await #expect(throws: ClientError.self) {
                _ = try await s3.client.completeMultipartUpload(
                    upload, parts: [part], condition: .ifAbsent)
            }
            #expect(error?.code == .preconditionFailed)
            #expect(try await s3.client.listParts(of: upload).count == 1)
            try await s3.client.abortMultipartUpload(upload)
            let gone = await #expect(throws: ClientError.self) {
                _ = try await s3.client.listParts(of: upload)
            }
            #expect(gone?.code == .noSuchUpload)
        }
    }

    @Test func `completions that name other parts are refused`() async throws {
        try await LocalServer.with { server in
            let s3 = try LocalS3(server)
            try await s3.createBucket("bkt")
            let upload = try await s3.client.createMultipartUpload(
                CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
            let one = try await s3.client.uploadPart(1, of: upload, bytes: [1])
            let two = try await s3.client.uploadPart(2, of: upload, bytes: [2])
            let part = { (number: Int, etag: String) in
                "<Part><PartNumber>\(number)</PartNumber><ETag>\(etag)</ETag></Part>"
            }
            let cases: [(String, String)] = [
                (part(2, two.etag) + part(1, one.etag), "InvalidPartOrder"),
                (part(3, one.etag), "InvalidPart"), (part(1, two.etag), "InvalidPart"),
                (part(1, one.etag) + part(2, two.etag), "EntityTooSmall"), ("", "MalformedXML"),
                ("<Part>", "MalformedXML"),
            ]
            for (parts, code) in cases {
                let body = "<CompleteMultipartUpload>\(parts)</CompleteMultipartUpload>"
                let reply = try await s3.send(
                    .post, "/bkt/k", query: [QueryItem("uploadId", upload.uploadID)],
                    body: Array(body.utf8))
                #expect(reply.status == 400 && reply.element("Code") == code, "\(parts)")
            }
        }
    }
}
