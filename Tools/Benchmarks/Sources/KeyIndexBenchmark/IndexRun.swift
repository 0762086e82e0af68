import DDBStore
import Foundation

/// The steps of the benchmark on one index.
struct IndexRun {
    private let settings: Settings
    private let folder: LocalIndexFolder
    private var random = Mixer(state: 1)
    private var version: Int64 = 0

    init(_ settings: Settings, folder: LocalIndexFolder) {
        self.settings = settings
        self.folder = folder
    }

    mutating func run() throws {
        try build()
        let index = try open()
        try lookup(index, batch: 1000)
        try lookup(index, batch: 10_000)
        try commit(index, "key_index_apply_bulk", batch: settings.batch)
        try commit(index, "key_index_apply_commits", batch: settings.small)
        try finish(index)
    }

    /// The hash of a key: even, as those of `KeyHasher` are.
    static func hash(_ key: Int) -> KeyHash {
        KeyHash(high: Mixer.mix(UInt64(key)), low: Mixer.mix(UInt64(key) &+ 0x5555_5555))
    }

    private mutating func build() throws {
        let watch = Stopwatch()
        let processor = Stopwatch.processorSeconds
        var builder = KeyIndexBuilder(in: folder, tableID: "benchmark")
        let rows = 1_000_000
        var next = 0
        while next < settings.keys {
            let count = min(rows, settings.keys - next)
            let part = try builder.part("part-\(next)", rowCount: count)
            for row in 0..<count {
                try builder.append(Self.hash(next + row), part: part, row: row)
            }
            next += count
        }
        let (index, duplicates) = try builder.finish(at: IndexPoint(version: 0, stamp: 0))
        let size = index.size
        Report("key_index_build").add("keys", settings.keys).add("seconds", watch.seconds)
            .add("cpu_seconds", Stopwatch.processorSeconds - processor)
            .add("mapped_bytes_per_key", Double(size.mappedBytes) / Double(settings.keys))
            .add("memory_bytes_per_key", Double(size.memoryBytes) / Double(settings.keys))
            .add("duplicates", duplicates.count).print()
    }

    private func open() throws -> KeyIndex {
        var best = Double.infinity
        var opened: KeyIndex?
        for _ in 0..<3 {
            opened = nil
            let watch = Stopwatch()
            guard case .opened(let index) = try KeyIndex.open(in: folder, tableID: "benchmark")
            else { throw CocoaError(.fileReadCorruptFile) }
            _ = try index.lookup([Self.hash(1)])
            best = min(best, watch.seconds)
            opened = index
        }
        Report("key_index_open").add("ms", best * 1000).print()
        guard let opened else { throw CocoaError(.fileReadUnknown) }
        return opened
    }

    private mutating func lookup(_ index: KeyIndex, batch: Int) throws {
        var times: [Span] = []
        var misses = 0
        for round in 0..<max(settings.lookups / batch, 2) {
            let keys = (0..<batch).map { _ in random.number(below: settings.keys) }
            let hashes = keys.map(Self.hash)
            let watch = Stopwatch()
            let rows = try index.lookup(hashes)
            times.append(watch.span)
            if round % 50 == 0 { misses += rows.count { $0.isAbsent } }
        }
        // The first visit of a block checks it, the later ones do not.
        let rest = Array(times.dropFirst(times.count / 2))
        Times(rest).report("key_index_lookup", batch: batch).add("misses", misses).print()
    }

    private mutating func commit(_ index: KeyIndex, _ name: String, batch: Int) throws {
        var lookups: [Span] = []
        var applies: [Span] = []
        var both: [Span] = []
        let settler = Settler(index)
        let processor = Stopwatch.processorSeconds
        var fresh = settings.keys
        for _ in 0..<settings.commits {
            version += 1
            var keys: [Int] = []
            for place in 0..<batch {
                if place % 10 == 9 {
                    keys.append(fresh)
                    fresh += 1
                } else {
                    keys.append(random.number(below: settings.keys))
                }
            }
            let hashes = keys.map(Self.hash)
            let watch = Stopwatch()
            let rows = try index.lookup(hashes)
            let looked = watch.span
            let rest = Stopwatch()
            var changes = KeyChanges(point: IndexPoint(version: version, stamp: 0))
            let part = changes.part("\(name)-\(version)", rowCount: batch)
            changes.put(hashes, part: part, firstRow: 0)
            try index.apply(changes)
            let applied = rest.span
            lookups.append(looked)
            applies.append(applied)
            both.append(looked + applied)
            if index.needsSettlement { settler.wake() }
            precondition(rows.count == batch, "every key is answered")
        }
        let spent = Stopwatch.processorSeconds - processor
        settler.end()
        Times(lookups).report(name + "_lookup", batch: batch).print()
        Times(applies).report(name + "_apply", batch: batch).print()
        let tenth = max(both.count / 10, 1)
        Times(both).report(name, batch: batch)
            .add("first_tenth_cpu_p99_ms", Times(Array(both.prefix(tenth))).processor(0.99) * 1000)
            .add("last_tenth_cpu_p99_ms", Times(Array(both.suffix(tenth))).processor(0.99) * 1000)
            .add("process_cpu_ns_per_key", spent / Double(batch * both.count) * 1e9)
            .add("memory_mb", Double(index.size.memoryBytes) / 1e6)
            .add("mapped_mb", Double(index.size.mappedBytes) / 1e6).print()
    }

    private func finish(_ index: KeyIndex) throws {
        let flush = Stopwatch()
        try index.flush()
        let flushed = flush.seconds
        let anonymous = Self.status("RssAnon")
        let watch = Stopwatch()
        guard case .opened(let again) = try KeyIndex.open(in: folder, tableID: "benchmark") else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let opened = watch.seconds
        let names = try folder.names()
        Report("key_index_after").add("flush_ms", flushed * 1000).add("open_ms", opened * 1000)
            .add("version", Int(again.point.version)).add("files", names.count)
            .add("peak_rss_mb", Double(Self.status("VmHWM")) / 1e3)
            .add("anonymous_rss_mb", Double(anonymous) / 1e3).print()
    }

    /// A figure of the process in kB, as Linux knows it; 0 elsewhere.
    private static func status(_ name: String) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
        else { return 0 }
        return Int(line.filter(\.isNumber)) ?? 0
    }
}

/// Times of batches.
struct Times {
    private let walls: [Double]
    private let processors: [Double]

    init(_ spans: [Span]) {
        walls = spans.map(\.wall).sorted()
        processors = spans.map(\.processor).sorted()
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
    }

    /// A quantile of the processor's time.
    func processor(_ share: Double) -> Double { Self.quantile(processors, share) }

    func report(_ name: String, batch: Int) -> Report {
        let keys = Double(walls.count * batch)
        let wall = walls.reduce(0, +)
        return Report(name).add("batch", batch).add("batches", walls.count)
            .add("ns_per_key", wall / keys * 1e9)
            .add("cpu_ns_per_key", processors.reduce(0, +) / keys * 1e9)
            .add("keys_per_s", Int(keys / wall))
            .add("p50_ms", Self.quantile(walls, 0.5) * 1000)
            .add("p99_ms", Self.quantile(walls, 0.99) * 1000)
            .add("max_ms", Self.quantile(walls, 1) * 1000)
            .add("cpu_p50_ms", processor(0.5) * 1000).add("cpu_p99_ms", processor(0.99) * 1000)
            .add("cpu_max_ms", processor(1) * 1000)
    }
}

/// SplitMix64.
struct Mixer {
    var state: UInt64

    mutating func number(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Int(Self.mix(state) % UInt64(bound))
    }

    static func mix(_ number: UInt64) -> UInt64 {
        var word = number &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Settles on a thread of its own when it is woken.
final class Settler: @unchecked Sendable {
    // Sendable because `isAwake`, `isEnding` and `failure` are touched only under `condition`.
    private let condition = NSCondition()
    private var isAwake = false
    private var isEnding = false
    private var hasEnded = false
    private let index: KeyIndex

    init(_ index: KeyIndex) {
        self.index = index
        Thread.detachNewThread { self.loop() }
    }

    func wake() {
        condition.lock()
        isAwake = true
        condition.signal()
        condition.unlock()
    }

    func end() {
        condition.lock()
        isEnding = true
        condition.signal()
        while !hasEnded { condition.wait() }
        condition.unlock()
    }

    private func loop() {
        condition.lock()
        while !isEnding {
            while !isAwake, !isEnding { condition.wait() }
            isAwake = false
            condition.unlock()
            do {
                try index.settle()
            } catch {
                print("settling failed: \(error)")
                exit(1)
            }
            condition.lock()
        }
        hasEnded = true
        condition.broadcast()
        condition.unlock()
    }
}
