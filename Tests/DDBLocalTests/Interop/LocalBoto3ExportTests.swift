import DDBBase
import DDBLocal
import DDBTestSupport
import Testing

@Suite struct LocalBoto3ExportTests {
    @Test(.enabled(if: TestPython.path != nil))
    func `boto3 starts, awaits and lists exports, and amazon.ion reads them`() async throws {
        var settings = LocalSettings()
        settings.exports.duration = .milliseconds(10)
        settings.exports.fileBytes = 20_000
        try await LocalServer.with(settings) { server in
            // The script blocks its thread, and the endpoint needs those of the common pool.
            let output = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try TestPython.run("local_exports.py", server.endpoint)
            }
            #expect(output == "ok\n")
        }
    }
}
