import DDBStore
import DDBTestKit

/// A table as numbers: commits add parts and mask rows of others, a compactor merges what the plan
/// says with so much of a disk's time as it has.
struct CompactionSimulation {
    /// What is committed.
    enum Load: CaseIterable {
        /// A thousand random keys of ten million a commit, onto a loaded table.
        case random
        /// As many new keys a commit, none ever changed.
        case growing
        /// The same few thousand keys all the time.
        case hot
        /// Most changes of a tenth of the keys.
        case skewed
        /// Ten random keys a commit of a small table.
        case small

        /// How many times the bytes of visible rows the parts may take.
        var spaceMax: Double {
            switch self {
            case .random, .growing, .skewed: 1.5
            case .hot: 1.6
            case .small: 3
            }
        }

        /// How many bytes are written for each that comes.
        var writeFactorMax: Double {
            switch self {
            case .random, .skewed: 9
            case .growing: 6
            case .hot: 9
            case .small: 12
            }
        }
    }

    struct Report: Equatable {
        var partCountMax = 0
        /// Of the bytes of all parts, to those of their visible rows.
        var spaceMax = 0.0
        var liveBytesMax = 0
        /// Bytes that came, and that compaction wrote.
        var comingBytes = 0
        var mergedBytes = 0
        var vectorBytes = 0
        var stepBytesMax = 0
        var stepCount = 0

        var writeFactor: Double { Double(comingBytes + mergedBytes) / Double(comingBytes) }
    }

    private let load: Load
    private let random: SeededRandom
    private let settings = CompactionSettings()
    private var parts: [CompactionPart] = []
    private var names = 0
    private var report = Report()
    /// Bytes that the compactor may still write.
    private var budget = 0
    private let rowBytes = 60

    init(_ load: Load, seed: UInt64) {
        self.load = load
        random = SeededRandom(seed: seed)
        let rows =
            switch load {
            case .random, .skewed: 10_000_000
            case .growing: 0
            case .hot: 1_000_000
            case .small: 5000
            }
        for _ in 0..<rows / 2_000_000 { add(rows: 2_000_000, isSorted: false) }
        if rows % 2_000_000 > 0 { add(rows: rows % 2_000_000, isSorted: false) }
    }

    private mutating func add(rows: Int, isSorted: Bool) {
        names += 1
        // LZ4 takes half as much again.
        let bytes = isSorted || rows > 100_000 ? rows * rowBytes : rows * rowBytes * 3 / 2
        parts.append(
            CompactionPart(
                name: "part-\(names)", byteCount: bytes + 2000, rowCount: rows, maskedCount: 0,
                isSorted: isSorted))
    }

    mutating func run(commits: Int) -> Report {
        for _ in 0..<commits {
            commit()
            budget = min(budget + 1 << 20, 512 << 20)
            while budget > 0, let step = CompactionPlan(settings).next(parts) { merge(step) }
            measure()
        }
        return report
    }

    private mutating func commit() {
        let rows = load == .small ? 10 : 1000
        switch load {
        case .random, .small: mask(rows, in: parts.indices)
        case .growing: break
        case .hot: mask(rows, in: parts.indices.suffix(24))
        case .skewed:
            mask(rows / 10, in: parts.indices)
            mask(rows * 9 / 10, in: parts.indices.suffix(40))
        }
        parts.removeAll { $0.maskedCount == $0.rowCount }
        add(rows: rows, isSorted: false)
        report.comingBytes += parts[parts.count - 1].byteCount
    }

    /// Masks so many visible rows, dealt out as evenly as the rows are.
    private mutating func mask(_ count: Int, in range: Range<Int>) {
        let live = range.reduce(0) { $0 + parts[$1].rowCount - parts[$1].maskedCount }
        guard live > 0 else { return }
        for index in range {
            let own = parts[index].rowCount - parts[index].maskedCount
            let share = Double(count) * Double(own) / Double(live)
            var rows = Int(share)
            if Double(random.number(below: 1_000_000)) < (share - Double(rows)) * 1_000_000 {
                rows += 1
            }
            rows = min(rows, own)
            guard rows > 0 else { continue }
            parts[index].maskedCount += rows
            let vector = min(parts[index].maskedCount * 2, parts[index].rowCount / 8) + 40
            parts[index].vectorBytesWritten += vector
            report.vectorBytes += vector
        }
    }

    private mutating func merge(_ step: CompactionPlan.Step) {
        let gone = Set(step.parts.map(\.name))
        parts.removeAll { gone.contains($0.name) }
        var made: [CompactionPart] = []
        made = Self.merged(step, settings: settings) {
            names += 1
            return "part-\(names)"
        }
        parts += made
        let bytes = made.reduce(0) { $0 + $1.byteCount }
        report.mergedBytes += bytes
        report.stepBytesMax = max(report.stepBytesMax, step.byteCount)
        report.stepCount += 1
        budget -= bytes
    }

    /// The parts that a merge makes.
    static func merged(
        _ step: CompactionPlan.Step, settings: CompactionSettings, name: () -> String
    ) -> [CompactionPart] {
        let rows = step.parts.reduce(0) { $0 + $1.rowCount - $1.maskedCount }
        let bytes = step.parts.reduce(0) { sum, part in
            sum + (part.isSorted ? part.liveBytes : part.liveBytes * 2 / 3)
        }
        guard rows > 0 else { return [] }
        let target = settings.partBytesTarget
        let count = max(1, (bytes * 4 + target * 5 - 1) / (target * 5))
        return (0..<count).map { index in
            CompactionPart(
                name: name(), byteCount: bytes / count + 1,
                rowCount: max(1, rows * (index + 1) / count - rows * index / count),
                maskedCount: 0, isSorted: true)
        }
    }

    private mutating func measure() {
        let live = parts.reduce(0) { $0 + $1.liveBytes }
        let all = parts.reduce(0) { $0 + $1.byteCount }
        report.partCountMax = max(report.partCountMax, parts.count)
        report.liveBytesMax = max(report.liveBytesMax, live)
        if live > 1 << 18 {
            report.spaceMax = max(report.spaceMax, Double(all) / Double(live))
        }
    }
}
