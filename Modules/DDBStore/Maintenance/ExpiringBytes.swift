/// How many bytes commits took out, and when those are no longer kept.
///
/// Times are nanoseconds of a clock that never goes back. What was taken out at about the same time
/// is one entry, with the latest of its times, so that however many commits there are the memory is
/// bounded.
struct ExpiringBytes: Sendable {
    /// The most entries.
    static let entryCountMax = 256

    private struct Entry {
        var time: UInt64
        var byteCount: Int
    }

    private let kept: UInt64
    private let resolution: UInt64
    /// Ordered by time.
    private var entries: [Entry] = []

    /// Creates a count of nothing.
    ///
    /// - Parameter keptMicroseconds: How long files are kept that were taken out.
    init(keptMicroseconds: Int64) {
        let (nanoseconds, isOver) = UInt64(clamping: keptMicroseconds)
            .multipliedReportingOverflow(by: 1000)
        kept = isOver ? .max >> 1 : min(nanoseconds, .max >> 1)
        resolution = max(kept / 64, 100_000_000)
    }

    /// Counts what a commit took out.
    mutating func add(_ byteCount: Int, at now: UInt64) {
        let last = entries.count - 1
        let isFull = entries.count >= Self.entryCountMax
        if last >= 0, isFull || now &- entries[last].time < resolution {
            entries[last].byteCount = entries[last].byteCount.saturatingAdd(byteCount)
            // So it never counts as expired too early; the first stays where it is, or it would
            // never expire.
            if isFull { entries[last].time = now }
        } else {
            entries.append(Entry(time: now, byteCount: byteCount))
        }
    }

    /// When at least so many bytes are no longer kept; nil where fewer were counted.
    func due(_ byteCount: Int) -> UInt64? {
        var sum = 0
        for entry in entries {
            sum = sum.saturatingAdd(entry.byteCount)
            if sum >= byteCount { return entry.time &+ kept &+ resolution }
        }
        return nil
    }

    /// Forgets what is no longer kept, since a vacuum deletes it.
    mutating func forget(at now: UInt64) {
        entries.removeAll { $0.time &+ kept &+ resolution <= now }
    }
}

extension Int {
    fileprivate func saturatingAdd(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
