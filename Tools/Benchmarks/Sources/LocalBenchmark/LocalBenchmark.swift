import DDBBase
import DDBLocal
import Foundation

/// Writes small items into a local endpoint by BatchWriteItem over the loopback, then scans them.
///
///     LocalBenchmark [--items N] [--connections N] [--no-auth]
///
/// The clients are threads of this process with ready, signed requests. What they take of the
/// processor is told by their own clocks and taken off, so that the figures are the endpoint's:
/// items a second of one core.
@main
struct LocalBenchmark {
    static func main() async throws {
        var items = 500_000
        var connections = 4
        var settings = LocalSettings()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--items": items = arguments.popFirst().flatMap { Int($0) } ?? items
            case "--connections":
                connections = arguments.popFirst().flatMap { Int($0) } ?? connections
            case "--no-auth": settings.checksSignatures = false
            default: throw Failure("unknown argument \(argument)")
            }
        }
        let counts = (items, connections, settings.checksSignatures)
        try await LocalServer.with(settings) { server in
            try await measure(server, items: counts.0, connections: counts.1, isSigned: counts.2)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    static func measure(
        _ server: RunningServer, items: Int, connections: Int, isSigned: Bool
    ) async throws {
        let requests = Requests(server.address)
        let table = try requests.createTable()
        _ = try await Clients.run([[table]], port: server.address.port)
        let batches = items / 25
        var shares: [[[UInt8]]] = Array(repeating: [], count: connections)
        var bodyBytes = 0
        for batch in 0..<batches {
            let request = try requests.batch(batch)
            bodyBytes += request.count
            shares[batch % connections].append(request)
        }
        let written = try await Clients.run(shares, port: server.address.port)
        let rates = written.rates(batches * 25)
        print(
            #"{"bench":"local_batch_write","items":\#(batches * 25),"signed":\#(isSigned),"#
                + #""connections":\#(connections),"#
                + #""bytes_per_request":\#(bodyBytes / max(1, batches)),"#
                + #""items_per_s":\#(rates.wall),"items_per_core_s":\#(rates.core)}"#)
        let scans = try (0..<connections).map { segment in
            let scan = try requests.scan(segment: segment, of: connections)
            return Array(repeating: scan, count: 16)
        }
        let read = try await Clients.run(scans, port: server.address.port)
        print(
            #"{"bench":"local_scan","mb_per_s":\#(read.megabytes.wall),"#
                + #""mb_per_core_s":\#(read.megabytes.core)}"#)
    }
}
