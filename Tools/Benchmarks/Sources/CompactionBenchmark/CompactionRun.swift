import DDBAttributes
import DDBBase
import DDBStorage
import DDBStore
import Foundation

/// The steps of the benchmark on one table.
struct CompactionRun: Sendable {
    private static let table = "items"

    private let settings: Settings
    private let store: TableStore

    init(_ settings: Settings, root: String, pool: ThreadPool) {
        self.settings = settings
        store = TableStore(LocalBlobStore(root: root, pool: pool))
    }

    func run() async throws {
        let lines = try [UInt8](Data(contentsOf: URL(fileURLWithPath: settings.lines ?? "")))
        try await load(lines)
        var options = WriterOptions()
        options.maintenance = .off
        let writer = try await store.writer(Self.table, options: options)
        try await overwrite(lines, writer)
        try await measure("compaction_of_loaded", writer)
        // By now the rows are in order, but for those that are new.
        try await overwrite(lines, writer)
        try await measure("compaction_of_compacted", writer)
        try await writer.close()
    }

    private func load(_ lines: [UInt8]) async throws {
        var options = LoadOptions(
            plan: .automatic, keys: settings.keys,
            timestamp: Instant(microseconds: 1_700_000_000_000_000))
        options.parts.partBytesTarget = settings.partMegabytes << 20
        let load = try await store.load(Self.table, options: options)
        let lane = load.makeLane()
        for batch in try Self.batches(lines) { try await lane.append(batch) }
        let summary = try await load.commit([try await lane.finish()])
        print(
            "{\"bench\":\"compaction_load\",\"rows\":\(summary.rowCount),"
                + "\"parts\":\(summary.partCount),\"mb\":\(Self.megabytes(summary.byteCount))}")
    }

    /// Commits some of the items once more, so that their first rows are masked.
    private func overwrite(_ lines: [UInt8], _ writer: TableWriter) async throws {
        guard settings.maskedPercent > 0 else { return }
        var some: [UInt8] = []
        var due = 0
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            due += settings.maskedPercent
            guard due >= 100 else { continue }
            due -= 100
            some += line
            some.append(UInt8(ascii: "\n"))
        }
        let lane = writer.makeLane()
        for batch in try Self.batches(some) { _ = try await lane.append(batch) }
        guard let staged = try await lane.seal() else { return }
        let summary = try await writer.commit([staged], [])
        print("{\"bench\":\"compaction_masks\",\"rows\":\(summary.maskedCount)}")
    }

    private func measure(_ name: String, _ writer: TableWriter) async throws {
        var (seconds, processor, bytes, rows, steps) = (0.0, 0.0, 0, 0, 0)
        // The greatest resident size counts from here on.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        let before = Self.megabytes("VmRSS")
        while true {
            let start = (Self.now(CLOCK_MONOTONIC), Self.now(CLOCK_PROCESS_CPUTIME_ID))
            guard let step = try await writer.compactOnce(.purge) else { break }
            seconds += Self.now(CLOCK_MONOTONIC) - start.0
            processor += Self.now(CLOCK_PROCESS_CPUTIME_ID) - start.1
            bytes += step.writtenByteCount
            rows += step.rowCount
            steps += 1
        }
        print(
            "{\"bench\":\"\(name)\",\"steps\":\(steps),\"rows\":\(rows),"
                + "\"mb_written\":\(Self.megabytes(bytes)),"
                + "\"mb_per_cpu_s\":\(Self.rounded(Double(bytes) / 1e6 / processor)),"
                + "\"mb_per_s\":\(Self.rounded(Double(bytes) / 1e6 / seconds)),"
                + "\"rows_per_cpu_s\":\(Int(Double(rows) / processor)),"
                + "\"peak_rss_mb_added\":\(Self.rounded(Self.megabytes("VmHWM") - before))}")
    }

    private static func batches(_ bytes: [UInt8]) throws -> [ItemBatch] {
        let isExport = bytes.starts(with: Array("{\"Item\":".utf8))
        var decoder = LineDecoder(shape: isExport ? .export : .item, origin: .file)
        var batches: [ItemBatch] = []
        var offset = 0
        while offset < bytes.count {
            offset += decoder.append(bytes.span.bytes.extracting(offset..<bytes.count))
            if decoder.freeByteCount == 0, let batch = try decoder.nextBatch(isLast: false) {
                batches.append(batch)
            }
        }
        while let batch = try decoder.nextBatch(isLast: true) { batches.append(batch) }
        return batches
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// A figure of the process in MB, as Linux knows it; 0 elsewhere.
    private static func megabytes(_ name: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
        else { return 0 }
        return Double(line.filter(\.isNumber)).map { $0 / 1e3 } ?? 0
    }

    private static func megabytes(_ bytes: Int) -> Double { rounded(Double(bytes) / 1e6) }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
