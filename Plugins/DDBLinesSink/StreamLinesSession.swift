import DDBPipeline

/// A run to standard output, a pipe or a device: what is written is gone, batch by batch.
final class StreamLinesSession: AcknowledgingSink {
    private let file: OutputFile
    private let encoder: LineEncoder

    init(_ file: OutputFile, encoder: LineEncoder) {
        self.file = file
        self.encoder = encoder
    }

    func openLane() async throws -> any AcknowledgingLane {
        StreamLinesLane(file, encoder: encoder)
    }
}

private final class StreamLinesLane: AcknowledgingLane {
    private let file: OutputFile
    private let encoder: LineEncoder
    private var lines: [UInt8] = []

    init(_ file: OutputFile, encoder: LineEncoder) {
        self.file = file
        self.encoder = encoder
    }

    func write(_ batch: Batch, _ delivery: Delivery) async throws {
        lines.removeAll(keepingCapacity: true)
        let rejects = encoder.append(batch.items, to: &lines)
        try file.append(lines)
        delivery.acknowledge(rejects: rejects)
    }

    func flush() async throws {}
}
