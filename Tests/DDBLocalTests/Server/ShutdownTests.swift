import DDBBase
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// The end of an endpoint while clients come and wait.
///
/// NIO ends the process where a connection that was accepted is forgotten, so that what these tests
/// hold is that they come to their own ends.
@Suite struct ShutdownTests {
    @Test func `connections that come at the end do no harm`() async throws {
        for round in 0..<30 {
            // They live on while the server ends.
            let clients = try await LocalServer.with { server in
                (0..<64).compactMap { _ in LoopbackSocket(port: server.address.port) }
            }
            #expect(clients.count == 64, "round \(round)")
        }
    }

    @Test func `clients that go on connecting do no harm`() async throws {
        for _ in 0..<10 {
            let ports = AsyncStream<Int>.makeStream()
            async let served: Void = LocalServer.with { server in
                ports.continuation.yield(server.address.port)
                // A call that is answered, so that some are served and some are not.
                let client = LoopbackSocket(port: server.address.port)
                client?.send("GET /_ddbkit/clock HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                #expect(await client?.received().hasPrefix("HTTP/1.1 200") == true)
            }
            var port = 0
            for await one in ports.stream {
                port = one
                break
            }
            let all = port
            // On a thread of its own, for the endpoint needs those of the common pool.
            async let storm: Void = withTaskExecutorPreference(ThreadPool(threadCount: 1)) {
                Self.connect(to: all)
            }
            try await served
            await storm
        }
    }

    /// Connects until nobody listens any more; a few connections stand at a time, for their ends
    /// are descriptors of this process, which other tests share.
    private static func connect(to port: Int) {
        var held: [LoopbackSocket] = []
        for _ in 0..<5000 {
            guard let client = LoopbackSocket(port: port) else { return }
            if held.count == 100 { held.removeFirst() }
            held.append(client)
        }
    }

    @Test func `a call that is being answered is answered to the end`() async throws {
        var settings = LocalSettings()
        settings.checksSignatures = false
        // Long after the call's answer is due, also where the machine stands still meanwhile.
        settings.draining = .seconds(3600)
        settings.faults = try FaultRule.parse("ListTables:latency=300ms")
        let client = try await LocalServer.with(settings) { server in
            let client = try #require(LoopbackSocket(port: server.address.port))
            client.send(
                "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.ListTables\r\n"
                    + "content-length: 2\r\n\r\n{}")
            // Answered at once, and on the same threads: so the call before it has come too.
            let other = try #require(LoopbackSocket(port: server.address.port))
            other.send("GET /_ddbkit/clock HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            _ = await other.received()
            while server.faultsShown.isEmpty { await Task.yield() }
            return client
        }
        #expect(await client.received().hasSuffix(#"{"TableNames":[]}"#))
    }

    @Test func `a call that never ends does not hold the end up`() async throws {
        let client = try await LocalServer.with { server in
            let client = try #require(LoopbackSocket(port: server.address.port))
            client.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
            return client
        }
        #expect(await !client.received().contains("200"))
    }
}
