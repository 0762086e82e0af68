import DDBBase
import DDBLocal
import DDBTestSupport
import Testing

@Suite struct LocalBoto3S3Tests {
    @Test(
        .enabled(if: TestPython.path != nil),
        arguments: [
            "",
            "PutObject:500@every7, PutObject:reset@every9, GetObject:500@1, UploadPart:500-after@2,"
                + " ListObjectsV2:throttle@every3, HeadObject:reset@2, AssumeRole:500@1",
        ])
    func `boto3 works unmodified with S3 and STS, faults or not`(faults: String) async throws {
        var settings = LocalSettings()
        settings.faults = try FaultRule.parse(faults)
        try await LocalServer.with(settings) { server in
            // The script blocks its thread, and the endpoint needs those of the common pool.
            let output = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try TestPython.run("local_boto3_s3.py", server.endpoint)
            }
            #expect(output == "ok\n")
        }
    }
}
