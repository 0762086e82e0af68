import DDBBase
import Logging
import Synchronization

/// The losses that the source has reported, as its log tells them.
final class LossNotes: Sendable {
    struct Loss {
        /// What was written before it can be lost.
        var horizon: Instant
        var reportedAt: Instant
        var text: String
    }

    private let time: any TimeSource
    private let state = Mutex<[Loss]>([])

    init(time: any TimeSource) { self.time = time }

    var losses: [Loss] { state.withLock { $0 } }

    /// A logger that takes note of them.
    var logger: Logger { Logger(label: "soak") { _ in Handler(notes: self) } }

    private func note(_ event: LogEvent) {
        guard event.message.description.hasPrefix("changes are lost") else { return }
        let metadata = event.metadata ?? [:]
        let horizon = metadata["before"].flatMap { Instant(iso8601: "\($0)") }
        let now = time.now
        state.withLock {
            $0.append(
                // One that cannot be read explains nothing.
                Loss(
                    horizon: horizon ?? Instant(microseconds: 0), reportedAt: now,
                    text: "\(metadata["shard"] ?? "") \(metadata["reason"] ?? "")"))
        }
    }

    private struct Handler: LogHandler {
        let notes: LossNotes
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        init(notes: LossNotes) { self.notes = notes }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { notes.note(event) }
    }
}
