import ArgumentParser
import DDBLocal

/// `ddbkit local`.
struct LocalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local",
        abstract: "Serves an endpoint that talks as DynamoDB does, for demos, tests and teaching.",
        discussion: """
            It is not DynamoDB: it holds all data in memory, promises less, and its limits and \
            timing are its own. It listens on 127.0.0.1 only, in the clear. Every access key id is \
            accepted with the secret `local`:

              AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 \
            aws dynamodb list-tables --endpoint-url http://127.0.0.1:8000

            --faults takes rules OPERATION:FAULT[@WHEN] with commas between them. OPERATION is a \
            name, `*`, or a beginning and `*`. FAULT is throttle, 500, 500-after, reset, \
            reset-after, truncate, latency=50ms, crc, unprocessed, stale or expired-iterator; \
            `-after` means that the call has had its effect. WHEN is a percentage (10%), the \
            number of one call (3), or every3. Such as BatchWriteItem:unprocessed@10%.

            --clock takes real, frozen, or x60 for a minute a second, the last two with a start: \
            frozen@2026-01-01T00:00:00Z. While it serves, POST {"advance":"3h"} to \
            /_ddbkit/clock moves the clock, and POST {"faults":"..."} to /_ddbkit/faults sets the \
            faults.
            """)

    @Option(help: ArgumentHelp("The port; 0 for one that is free.", valueName: "port"))
    var port = 8000

    @Option(help: ArgumentHelp("Keep what is stored in a folder.", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Replace the folder's log by a snapshot after so many bytes.", valueName: "bytes",
            visibility: .hidden))
    var logBytesMax: Int?

    @Flag(help: "Keep nothing, which is what happens without --data.")
    var memory = false

    @Option(help: ArgumentHelp("What goes wrong.", valueName: "spec"))
    var faults = ""

    @Option(help: ArgumentHelp("What chance is made from.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How the time goes.", valueName: "spec"))
    var clock = "real"

    @Flag(help: "Check no signatures.")
    var noAuth = false

    func validate() throws {
        guard !(memory && data != nil) else {
            throw ValidationError("Say either --data or --memory.")
        }
        guard (0...65_535).contains(port) else {
            throw ValidationError("A port is a number of 0 to 65535.")
        }
        do {
            _ = try FaultRule.parse(faults)
            _ = try LocalClock.Mode.parse(clock)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        var settings = LocalSettings()
        settings.port = port
        settings.dataFolder = data
        if let logBytesMax { settings.logBytesMax = logBytesMax }
        settings.faults = try FaultRule.parse(faults)
        settings.seed = seed
        settings.clock = try LocalClock.Mode.parse(clock)
        settings.checksSignatures = !noAuth
        let server = try await LocalServer(settings)
        try await server.run { address in
            Console.complain(
                "ddbkit local: listening on \(address.endpoint) (this is not DynamoDB; Ctrl-C ends"
                    + " it)")
        }
    }
}
