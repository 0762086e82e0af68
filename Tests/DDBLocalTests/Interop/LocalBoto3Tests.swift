import DDBBase
import DDBJSON
import DDBLocal
import DDBTestSupport
import Testing

@Suite struct LocalBoto3Tests {
    @Test(.enabled(if: TestPython.path != nil))
    func `boto3 works unmodified, with waiters and paginators`() async throws {
        try await LocalServer.with { server in
            // The script blocks its thread, and the endpoint needs those of the common pool.
            let output = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try TestPython.run("local_boto3.py", server.endpoint)
            }
            #expect(output == "ok\n")
        }
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `boto3 rides out faults`() async throws {
        var settings = LocalSettings()
        settings.faults = try FaultRule.parse(
            "GetItem:500@every7, Query:truncate@every5, Scan:throttle@every6, Scan:crc@every9,"
                + " BatchWriteItem:unprocessed@every3, BatchWriteItem:reset@every11")
        try await LocalServer.with(settings) { server in
            let output = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try TestPython.run("local_boto3.py", server.endpoint)
            }
            #expect(output == "ok\n")
            #expect(server.faultsShown["Scan:crc", default: 0] > 0)
        }
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `random requests are answered as moto answers them, but for known differences`()
        async throws
    {
        let moto = try #require(try MotoServer.unchecked())
        try await LocalServer.with { server in
            let seed = UInt64(20_261_121)
            let output = try await withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                try TestPython.run(
                    "compare_endpoints.py", server.endpoint, moto.endpointText, String(seed), "500")
            }
            let bytes = Array(output.utf8)
            let report = try JSONValue.parse(bytes.span.bytes)
            #expect((report["equal"]?.integer ?? 0) > 400, "seed \(seed): \(output)")
            #expect(report["differences"]?["other"] == nil, "seed \(seed): \(output)")
        }
    }
}
