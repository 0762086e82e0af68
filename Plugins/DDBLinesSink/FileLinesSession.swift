import DDBPipeline

/// A run into a file that appears when it is complete.
final class FileLinesSession: StagingSink {
    private let file: OutputFile
    private let encoder: LineEncoder

    init(_ file: OutputFile, encoder: LineEncoder) {
        self.file = file
        self.encoder = encoder
    }

    func openLane() async throws -> FileLinesLane { FileLinesLane(file, encoder: encoder) }

    /// The lanes have written everything; the name is all that is missing.
    func commit(_ staged: [Int], _ progress: [PartitionProgress]) async throws {
        try file.publish()
    }

    func abort() async { file.abandon() }
}

/// A lane into a file; it gathers lines so that lanes seldom wait for each other.
final class FileLinesLane: StagingLane {
    private let file: OutputFile
    private let encoder: LineEncoder
    private var lines: [UInt8] = []
    private var stagedRowCount = 0

    /// The bytes of lines that a lane gathers before it writes them.
    private static let gatheredByteCount = 256 << 10

    init(_ file: OutputFile, encoder: LineEncoder) {
        self.file = file
        self.encoder = encoder
    }

    func stage(_ batch: Batch) async throws -> [RecordReject] {
        let rejects = encoder.append(batch.items, to: &lines)
        stagedRowCount += batch.rowCount - rejects.count
        if lines.count >= Self.gatheredByteCount { try write() }
        return rejects
    }

    /// The number of rows since the last seal.
    func seal() async throws -> Int? {
        try write()
        defer { stagedRowCount = 0 }
        return stagedRowCount == 0 ? nil : stagedRowCount
    }

    private func write() throws {
        try file.append(lines)
        lines.removeAll(keepingCapacity: true)
    }
}
