import DDBBase
import DDBFiles
import DDBParquet
import DDBPipeline
import Synchronization

/// A run over the row groups of files; one reader each.
final class ParquetSession: SourceSession {
    private struct Job {
        let path: String
        let partition: Partition
        let slice: ReadSlice
        let firstRow: Int
        let byteCount: Int
    }

    /// The file that was opened last, since its row groups come one after the other.
    private struct OpenFile {
        let path: String
        let file: ParquetFile
    }

    private let jobs: [Job]
    private let settings: ParquetSettings
    private let now: Instant
    private let nextJob = Atomic(0)
    private let consumed = Atomic(0)
    private let openFile = Mutex<OpenFile?>(nil)
    let totals: SourceTotals

    /// Reads the footers.
    init(settings: ParquetSettings, positions: PositionMap, now: Instant) throws {
        self.settings = settings
        self.now = now
        var jobs: [Job] = []
        var rowCount = 0
        for path in try FileFinder.find(settings.paths, suffixes: FileFinder.parquetSuffixes) {
            let file = try ParquetFile(path: path, settings: settings, now: now)
            for slice in file.slices {
                let partition = try Partition("\(path)#\(slice.rowGroup)")
                let saved = positions[partition]
                let position = try saved.map {
                    try RowGroupPosition(
                        $0.position, of: partition, rowCount: slice.rowCount,
                        byteCount: file.byteCount)
                }
                if saved?.isFinished == true { continue }
                let bytes = file.reader.rowGroups[slice.rowGroup].columns
                    .reduce(0) { $0 + $1.compressedBytes }
                rowCount += slice.rowCount - (position?.row ?? 0)
                jobs.append(
                    Job(
                        path: path, partition: partition, slice: slice,
                        firstRow: position?.row ?? 0, byteCount: bytes))
            }
        }
        self.jobs = jobs
        totals = SourceTotals(
            partitionCount: jobs.count, rowCount: rowCount,
            byteCount: jobs.reduce(0) { $0 + $1.byteCount })
    }

    var bytesConsumed: Int { consumed.load(ordering: .relaxed) }

    func nextReader() async throws -> (any SourceReader)? {
        let index = nextJob.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < jobs.count else { return nil }
        let job = jobs[index]
        return RowGroupReader(
            try file(job.path), slice: job.slice, from: job.firstRow, partition: job.partition
        ) { [self] in consume(job.byteCount) }
    }

    /// The file of a path; one that changes between two looks is another file, which its reader
    /// finds out.
    private func file(_ path: String) throws -> ParquetFile {
        if let open = openFile.withLock({ $0 }), open.path == path { return open.file }
        let file = try ParquetFile(path: path, settings: settings, now: now)
        openFile.withLock { $0 = OpenFile(path: path, file: file) }
        return file
    }

    private func consume(_ byteCount: Int) {
        consumed.wrappingAdd(byteCount, ordering: .relaxed)
    }
}
