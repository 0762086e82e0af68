import DDBBase
import DDBConfiguration
import DDBDynamoDBSink
import DDBLocal
import DDBPipeline
import DDBTestKit
import DDBTestSupport
import Logging
import Synchronization
import Testing

/// What is said of calls that fail again and again.
@Suite(.timeLimit(.minutes(15))) struct RetryWatchTests {
    @Test func `it is told after a while, and then once a minute as long as nothing is taken`() {
        var watch = RetryWatch()
        var told: [Int64] = []
        for second in 0...200 {
            let duration = watch.failed(at: .seconds(1000 + second))
            if let duration { told.append(duration.components.seconds) }
        }
        #expect(told == [15, 75, 135, 195])
        watch.progressed()
        #expect(watch.failed(at: .seconds(1300)) == nil)
        #expect(watch.failed(at: .seconds(1314)) == nil)
        #expect(watch.failed(at: .seconds(1315)) == .seconds(15))
    }

    /// The lines of a log, with what belongs to them.
    private struct Lines: LogHandler {
        let lines = Shared()
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.warning

        final class Shared: Sendable {
            let all = Mutex<[String]>([])
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let parts = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            lines.all.withLock { $0.append("\(event.message) \(parts.joined(separator: " "))") }
        }
    }

    @Test func `a table that takes nothing is warned of, and written once it takes`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            server.setFaults(try FaultRule.parse("BatchWriteItem:500@100%"))
            let time = ManualTimeSource()
            let log = Lines()
            let runner = try table.runner(
                [(1...30).map { #"{"Item":{"id":{"S":"secret\#($0)"}}}"# }],
                in: ComponentContext(
                    logger: Logger(label: "test") { _ in log }, time: time,
                    environment: WrittenTable.environment))
            async let report = runner.run()
            // Every wait is over soon, however long it is.
            while log.lines.all.withLock({ $0.isEmpty }) {
                time.advance(by: .seconds(1))
                try await Task.sleep(for: .milliseconds(1))
            }
            server.setFaults([])
            let clock = Task {
                while !Task.isCancelled {
                    time.advance(by: .seconds(1))
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            defer { clock.cancel() }
            #expect(try await report.counts.rowsWritten == 30)
            let line = try #require(log.lines.all.withLock { $0.first })
            #expect(line.hasPrefix("nothing is taken; it is tried again "), "\(line)")
            for part in ["error=InternalServerError", "for=", "table=orders", "wait=30"] {
                #expect(line.contains(part), "\(line)")
            }
            #expect(!line.contains("secret"), "\(line)")
        }
    }
}
