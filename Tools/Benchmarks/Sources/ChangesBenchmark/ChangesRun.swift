import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore

/// The steps of the benchmark on one table.
struct ChangesRun: Sendable {
    private static let table = "customers"
    private static let loadedAtOnce = 200_000

    private let settings: Settings
    private let root: String
    private let store: TableStore

    init(_ settings: Settings, root: String, pool: ThreadPool) {
        self.settings = settings
        self.root = root
        store = TableStore(LocalBlobStore(root: root, pool: pool))
    }

    func run() async throws {
        try await load()
        try await open("changes_open_building")
        try await open("changes_open")
        var workload = Workload(seed: 7, keyCount: settings.keys)
        try await bulk(&workload)
        try await small(&workload)
        try await open("changes_open_after")
        try await compact()
    }

    /// What is left of the folder when all is compacted and nothing old is kept.
    private func compact() async throws {
        let start = Measures.seconds
        try await store.compact(Self.table, goal: .balance)
        let seconds = Measures.seconds - start
        try await SystemTimeSource().sleep(for: .seconds(settings.retention))
        _ = try await store.vacuum(Self.table)
        Report("changes_compacted").add("seconds", seconds).print()
        sizes("changes_compacted_folder")
    }

    private func load() async throws {
        let start = Measures.seconds
        var options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 1_700_000_000_000_000))
        options.properties = retention.properties
        let load = try await store.load(Self.table, options: options)
        let lane = load.makeLane()
        var workload = Workload(seed: 1, keyCount: settings.keys)
        var next = 0
        while next < settings.keys {
            let end = min(next + Self.loadedAtOnce, settings.keys)
            for batch in try workload.items(next..<end) { try await lane.append(batch) }
            next = end
        }
        let summary = try await load.commit([try await lane.finish()])
        Report("changes_load").add("rows", summary.rowCount).add("parts", summary.partCount)
            .add("mb", Double(summary.byteCount) / 1e6)
            .add("seconds", Measures.seconds - start).print()
    }

    private var retention: TableRetention {
        TableRetention(
            logMicroseconds: Int64(settings.retention) * 1_000_000,
            deletedFileMicroseconds: Int64(settings.retention) * 1_000_000)
    }

    private func writer() async throws -> TableWriter {
        var options = WriterOptions()
        options.retention = retention
        return try await store.writer(Self.table, options: options)
    }

    private func open(_ name: String) async throws {
        let start = Measures.seconds
        let writer = try await writer()
        let opened = Measures.seconds - start
        let memory = Measures.status("RssAnon")
        try await writer.close()
        Report(name).add("seconds", opened).add("anonymous_rss_mb", memory).print()
    }

    /// Commits large batches: the next is staged while the last is committed.
    private func bulk(_ workload: inout Workload) async throws {
        if settings.batches == 0 { return }
        let writer = try await writer()
        let lane = writer.makeLane()
        var (seconds, processor, changes) = (0.0, 0.0, 0)
        var left = settings.batches
        while left > 0 {
            // Made beforehand: what is measured begins with decoded batches.
            var groups: [[ItemBatch]] = []
            for _ in 0..<min(left, 50) { groups.append(try workload.changes(settings.batch)) }
            left -= groups.count
            let start = (Measures.seconds, Measures.processorSeconds)
            var running: Task<CommitSummary, any Error>?
            for group in groups {
                for batch in group { _ = try await lane.append(batch) }
                guard let staged = try await lane.seal() else { continue }
                _ = try await running?.value
                // Awaited before the next begins; nobody cancels it.
                running = Task { try await writer.commit([staged], []) }
            }
            _ = try await running?.value
            seconds += Measures.seconds - start.0
            processor += Measures.processorSeconds - start.1
            changes += groups.count * settings.batch
        }
        Report("changes_bulk").add("batch", settings.batch).add("changes", changes)
            .add("changes_per_s", Int(Double(changes) / max(seconds, 1e-9)))
            .add("cpu_us_per_change", processor / Double(changes) * 1e6)
            .add("peak_rss_mb", Measures.status("VmHWM")).print()
        try await writer.close()
        sizes("changes_bulk_folder")
    }

    /// Commits small batches, each as a whole: staged, sealed and committed.
    private func small(_ workload: inout Workload) async throws {
        let writer = try await writer()
        let lane = writer.makeLane()
        var times: [Double] = []
        let processor = Measures.processorSeconds
        for _ in 0..<settings.commits {
            let batches = try workload.changes(settings.small)
            let start = Measures.seconds
            for batch in batches { _ = try await lane.append(batch) }
            let staged = try await lane.seal()
            _ = try await writer.commit(staged.map { [$0] } ?? [], [])
            times.append(Measures.seconds - start)
            if times.count.isMultiple(of: max(settings.commits / 10, 1)) {
                progress(times.suffix(max(settings.commits / 10, 1)), done: times.count)
            }
        }
        let tenth = max(times.count / 10, 1)
        Report("changes_small").add("batch", settings.small).add("commits", times.count)
            .add("p50_ms", Measures.quantile(times, 0.5) * 1000)
            .add("p99_ms", Measures.quantile(times, 0.99) * 1000)
            .add("max_ms", Measures.quantile(times, 1) * 1000)
            .add("first_tenth_p99_ms", Measures.quantile(times.prefix(tenth), 0.99) * 1000)
            .add("last_tenth_p99_ms", Measures.quantile(times.suffix(tenth), 0.99) * 1000)
            .add(
                "cpu_ms_per_commit",
                (Measures.processorSeconds - processor) / Double(times.count) * 1000
            )
            .add("peak_rss_mb", Measures.status("VmHWM"))
            .add("anonymous_rss_mb", Measures.status("RssAnon")).print()
        try await writer.close()
        sizes("changes_small_folder")
    }

    private func progress(_ times: ArraySlice<Double>, done: Int) {
        let folder = Measures.folder(root)
        Report("changes_small_tenth").add("commits", done)
            .add("p50_ms", Measures.quantile(times, 0.5) * 1000)
            .add("p99_ms", Measures.quantile(times, 0.99) * 1000)
            .add("p999_ms", Measures.quantile(times, 0.999) * 1000)
            .add("folder_mb", Double(folder.bytes) / 1e6).add("files", folder.files)
            .add("peak_rss_mb", Measures.status("VmHWM"))
            .add("anonymous_rss_mb", Measures.status("RssAnon")).print()
    }

    private func sizes(_ name: String) {
        let folder = Measures.folder(root)
        Report(name).add("mb", Double(folder.bytes) / 1e6).add("files", folder.files).print()
    }
}
