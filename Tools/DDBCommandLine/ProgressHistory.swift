package import DDBDynamoDBSink
package import DDBPipeline

/// What a pipeline had done at some moments: what a line of progress is made of.
package struct ProgressHistory: Sendable {
    /// What a pipeline had done at one moment.
    package struct Sample: Sendable {
        /// When it was, from the start on.
        package var seconds: Double
        /// Records that were read.
        package var rowsRead = 0
        /// Records that the sink has taken or rejected.
        package var rowsSettled = 0
        /// Bytes of the source that were consumed, in the unit of its totals.
        package var bytesConsumed = 0
        /// Files, or other readers, that were read to their end.
        package var readersFinished = 0
        /// What the source says there is.
        package var totals = SourceTotals()
        /// What was written into a table; nil for other sinks.
        package var writes: DynamoDBSink.Counts?

        /// Creates a sample of nothing done.
        package init(seconds: Double) { self.seconds = seconds }

        /// The records that are done with: read, or where a table is written, written.
        ///
        /// A batch counts as settled as a whole, a write when its request is answered; the first
        /// includes what an earlier run of a job has written, the second what lies between.
        fileprivate var rowsDone: Int {
            writes.map { max($0.settled, rowsSettled) } ?? rowsRead
        }

        /// About how many records there are; nil where nobody knows.
        ///
        /// Bytes count late, by the block, and rows are sometimes those of the whole table though
        /// a part was read by an earlier run: both err upwards, so the smaller counts.
        fileprivate var rowsInAll: Double? {
            var estimates: [Double] = []
            if let total = totals.rowCount { estimates.append(Double(total)) }
            if let total = totals.byteCount, bytesConsumed > 0 {
                estimates.append(Double(rowsRead) * Double(total) / Double(bytesConsumed))
            }
            return estimates.min()
        }
    }

    /// How far back rates look, in seconds.
    package static let rateWindow = 5.0
    /// How far back the rate is taken that tells how long it will take, in seconds.
    package static let restWindow = 60.0

    private var samples: [Sample] = []

    /// Creates a history that begins with nothing done.
    package init() { samples = [Sample(seconds: 0)] }

    /// Adds what is done by now; what is older than both windows is forgotten.
    package mutating func add(_ sample: Sample) {
        samples.append(sample)
        let horizon = sample.seconds - max(Self.rateWindow, Self.restWindow)
        let old = samples.prefix { $0.seconds <= horizon }.count
        if old > 1 { samples.removeFirst(old - 1) }
    }

    /// The line: files, items, rates, throttles, and how long it will take.
    ///
    /// - Parameter columns: The most characters; in a narrower terminal the lesser parts are left
    ///   out, since a line that goes on below cannot be replaced.
    package func text(columns: Int = .max) -> String {
        var parts = self.parts
        while true {
            let text = parts.map(\.text).joined(separator: ", ")
            if text.utf8.count <= columns { return text }
            guard let minor = parts.firstIndex(where: \.isMinor) else {
                return String(text.prefix(max(0, columns)))
            }
            parts.remove(at: minor)
        }
    }

    private var parts: [(text: String, isMinor: Bool)] {
        let now = samples[samples.count - 1]
        var parts: [(text: String, isMinor: Bool)] = []
        if let files = now.totals.partitionCount {
            let finished = Quantity.count(now.readersFinished)
            parts.append(("\(finished)/\(Quantity.count(files)) files", true))
        }
        var items = Quantity.count(now.rowsRead)
        if let total = now.totals.rowCount { items += "/\(Quantity.count(total))" }
        parts.append(("\(items) items", false))
        if let rate = rate(Self.rateWindow, { Double($0.writes?.settled ?? $0.rowsRead) }) {
            parts.append(("\(Quantity.count(Int(rate))) items/s", false))
        }
        if let writes = now.writes {
            if let rate = rate(Self.rateWindow, { $0.writes?.consumedCapacity ?? 0 }) {
                parts.append(("\(Quantity.count(Int(rate))) WCU/s", false))
            }
            parts.append(("\(Quantity.count(writes.throttledCalls)) throttles", false))
            if writes.unprocessed > 0 {
                parts.append(("\(Quantity.count(writes.unprocessed)) unprocessed", true))
            }
        } else if let rate = rate(Self.rateWindow, { Double($0.bytesConsumed) }) {
            parts.append(("\(Quantity.bytes(Int(rate)))/s", true))
        }
        if let rest = secondsLeft { parts.append(("\(Quantity.duration(rest)) left", false)) }
        return parts
    }

    /// How long it will take at the rate of the last minute; nil where nobody knows.
    private var secondsLeft: Double? {
        let now = samples[samples.count - 1]
        guard let total = now.rowsInAll,
            let rate = rate(Self.restWindow, { Double($0.rowsDone) }), rate > 0
        else { return nil }
        return max(0, total - Double(now.rowsDone)) / rate
    }

    /// How much something grew in a second, in the last ones; nil where no time has passed.
    private func rate(_ window: Double, _ value: (Sample) -> Double) -> Double? {
        let now = samples[samples.count - 1]
        let before = samples.last { $0.seconds <= now.seconds - window } ?? samples[0]
        let seconds = now.seconds - before.seconds
        guard seconds > 0 else { return nil }
        return max(0, value(now) - value(before)) / seconds
    }
}
