import DDBBase
import DDBPipeline

/// How a load ends that Ctrl-C or SIGTERM stops: what was read is written, for a while.
struct LoadStop: Sendable {
    /// How long what was read may take to be written.
    static let bound = Duration.seconds(30)

    let bound: Duration
    /// Whether the same command goes on with what is left.
    let isResumable: Bool
    let isQuiet: Bool
    /// Whether a line of progress is in the way of messages.
    let hidesProgress: Bool
    let time: any TimeSource

    /// Runs; a cancellation ends it in order, and after the bound at once.
    ///
    /// - Throws: What the run throws: `CancellationError` where the bound has passed.
    func run(_ runner: PipelineRunner) async throws -> PipelineReport {
        // Awaited here; cancelled by what watches the bound, or else drained.
        let run = Task { try await runner.run() }
        let (stopped, stop) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        // Cancelled below once the run has ended.
        let watch = Task {
            for await _ in stopped {
                do {
                    try await time.sleep(for: bound)
                } catch is CancellationError {
                    return
                }
                say(
                    "the load was stopped before all that was read was written"
                        + (isResumable ? "; the same command goes on from there" : ""))
                run.cancel()
                return
            }
        }
        defer { watch.cancel() }
        return try await withTaskCancellationHandler {
            try await run.value
        } onCancel: {
            if !isQuiet {
                say("what was read is being written; once more to stop at once")
            }
            runner.drain()
            stop.yield()
        }
    }

    private func say(_ text: String) {
        if hidesProgress { Console.show(progress: "") }
        Console.complain(text)
    }
}
