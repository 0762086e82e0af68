import DDBClientCore
import DDBHTTP
import DDBS3
import DDBTestKit
import Testing

@Suite struct CompletionTests {
    private let started = ScriptedTransport.Step.reply(
        200, [:],
        "<InitiateMultipartUploadResult><Bucket>bkt</Bucket><Key>k</Key><UploadId>u</UploadId>"
            + "</InitiateMultipartUploadResult>")
    private let completed = ScriptedTransport.Step.reply(
        200, ["x-amz-version-id": "v"],
        "<CompleteMultipartUploadResult><ETag>\"x-1\"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32>"
            + "</CompleteMultipartUploadResult>")

    private func complete(_ harness: S3Harness) async throws -> PutObjectReply {
        let upload = try await harness.client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
        return try await harness.client.completeMultipartUpload(
            upload, parts: [ObjectPart(number: 1, etag: "e")])
    }

    @Test func `an upload is completed`() async throws {
        let reply = try await complete(S3Harness([started, completed]))
        #expect(reply.etag == "\"x-1\"" && reply.versionID == "v")
        #expect(reply.checksums == [ObjectChecksum(.crc32, text: "AAAAAA==")])
    }

    @Test(arguments: ["InternalError", "SlowDown", "ServiceUnavailable"])
    func `a success with a passing error inside is tried again`(code: String) async throws {
        let harness = S3Harness([
            started, .refusal(200, code), .refusal(200, code), completed,
        ])
        #expect(try await complete(harness).etag == "\"x-1\"")
        #expect(harness.time.sleeps.count == 2)
        #expect(harness.transport.remainingStepCount == 0)
    }

    @Test func `a success with a passing error inside is not tried for ever`() async throws {
        let harness = S3Harness([started] + Array(repeating: .refusal(200, "SlowDown"), count: 9))
        await expectRefusal(.slowDown) { try await complete(harness) }
        #expect(harness.transport.exchanges.count == 6)
    }

    @Test(arguments: ["EntityTooSmall", "InvalidPart", "BadDigest", "NoSuchUpload"])
    func `a success with a lasting error inside is an error`(code: String) async throws {
        let harness = S3Harness([started, .refusal(200, code), completed])
        await expectRefusal(ClientError.Code(code)) { try await complete(harness) }
        #expect(harness.transport.remainingStepCount == 1)
    }

    @Test func `an error after an attempt that may have succeeded leaves it open`() async throws {
        let scripts: [[ScriptedTransport.Step]] = [
            [.lost, .refusal(200, "PreconditionFailed")],
            [.refusal(200, "InternalError"), .refusal(412, "PreconditionFailed")],
            [.refusal(200, "InternalError"), .refusal(200, "PreconditionFailed")],
        ]
        for (index, script) in scripts.enumerated() {
            let harness = S3Harness([started] + script)
            let error = await #expect(throws: ClientError.self) { try await complete(harness) }
            #expect(error?.code == .preconditionFailed, "script \(index)")
            #expect(error?.delivery == .unknown, "script \(index)")
        }
        let harness = S3Harness([started, .refusal(200, "PreconditionFailed")])
        let error = await #expect(throws: ClientError.self) { try await complete(harness) }
        #expect(error?.delivery == .refused)
    }

    @Test(arguments: ["", "   ", "<CompleteMultipartUploadResult>", "<html/>"])
    func `a success that is none is an error`(body: String) async throws {
        let harness = S3Harness([started, .reply(200, [:], body)])
        await expect(.malformedReply) { try await complete(harness) }
    }

    @Test func `white space before the answer, sent to keep the line open, is no harm`()
        async throws
    {
        let harness = S3Harness([
            started,
            .reply(
                200, [:],
                "  \n\n<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>"
            ),
        ])
        #expect(try await complete(harness).etag == "e")
    }

    @Test func `parts have numbers up to ten thousand, and tags`() async throws {
        let harness = S3Harness([started, .reply(200)])
        let upload = try await harness.client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
        for number in [0, -1, 10_001] {
            await expect(.invalidRequest) {
                try await harness.client.uploadPart(number, of: upload, bytes: [1])
            }
        }
        await expect(.malformedReply) {
            try await harness.client.uploadPart(1, of: upload, bytes: [1])
        }
    }

    @Test func `aborting what is gone is no error`() async throws {
        let harness = S3Harness([
            started, .refusal(404, "NoSuchUpload"), .reply(204), .refusal(403, "AccessDenied"),
        ])
        let upload = try await harness.client.createMultipartUpload(
            CreateMultipartUploadRequest(bucket: "bkt", key: "k"))
        try await harness.client.abortMultipartUpload(upload)
        try await harness.client.abortMultipartUpload(upload)
        await expectRefusal(.storageAccessDenied) {
            try await harness.client.abortMultipartUpload(upload)
        }
    }
}
