import DDBBase
import DDBShards

/// Compares what the consumer got with what was written, trimmed and reported as lost.
struct SimulationAudit {
    private let history: SimulatedHistory
    var fault: String?
    private var startedAt: Int64 = 0
    private var delivered: Set<ModelRecord> = []
    private var committedVersions: [Int: Int] = [:]
    private var handedVersions: [Int: Int] = [:]
    private var lastHanded: [ShardID: SequenceNumber] = [:]
    /// Where a shard's `LATEST` iterator stood, made and told.
    private var latestMade: [Int: Int] = [:]
    private var latestTold: [Int: Int] = [:]
    private(set) var losses: [(shard: Int, loss: LossRecord)] = []

    init(_ history: SimulatedHistory) { self.history = history }

    // MARK: what the simulation tells

    mutating func began(at time: Int64) {
        startedAt = time
        latestTold = [:]
    }

    mutating func restarted() {
        handedVersions = [:]
        lastHanded = [:]
        latestMade = [:]
    }

    mutating func asked(
        _ stream: ModelStream, _ shard: ShardID, from start: ShardAction.IteratorStart
    ) {
        if start == .latest, latestTold[stream.index(of: shard)] != nil {
            fault = "LATEST is asked for again in \(shard)"
        }
        if case .after(let sequence) = start, let last = lastHanded[shard], last != sequence {
            fault = "\(shard) goes on after \(sequence), and \(last) was read"
        }
    }

    mutating func madeLatest(_ stream: ModelStream, _ shard: ShardID, _ token: String?) {
        guard let offset = token?.split(separator: " ")[1] else { return }
        latestMade[stream.index(of: shard)] = Int(offset)
    }

    mutating func iteratorTold(_ shard: Int) {
        guard latestTold[shard] == nil, let offset = latestMade[shard] else { return }
        latestTold[shard] = offset
    }

    mutating func handed(_ records: [ModelRecord], _ page: ShardPage) {
        if records.count != page.recordCount { fault = "a page is handed on without its records" }
        if let last = records.last { lastHanded[page.shard] = last.sequence }
        for record in records {
            if let version = handedVersions[record.key], version >= record.version {
                fault = "change \(record.version) of key \(record.key) comes after \(version)"
            }
            handedVersions[record.key] = record.version
        }
    }

    mutating func committed(_ records: [ModelRecord]) {
        for record in records {
            if let version = committedVersions[record.key], version >= record.version {
                fault =
                    "change \(record.version) of key \(record.key) is committed after \(version)"
            }
            committedVersions[record.key] = record.version
            delivered.insert(record)
        }
    }

    mutating func lost(_ loss: LossRecord, _ stream: ModelStream, at time: Int64) {
        let index = stream.index(of: loss.shard)
        losses.append((index, loss))
        let shard = stream.shards[index]
        let isTrue: Bool
        switch (loss.reason, loss.from) {
        case (.trimmed, .after(let sequence)):
            isTrue = shard.records.prefix(shard.trimmedCount).contains { $0.sequence > sequence }
        case (.trimmed, .beginning):
            // A shard that listings hide: nobody tells whether its front is there.
            isTrue = shard.createdAt < time - 22 * hour
        case (.trimmed, _): isTrue = shard.trimmedCount > 0
        case (.shardGone, _): isTrue = stream.isGone(index, at: time)
        case (.neverSeen, _): isTrue = shard.createdAt < time - 22 * hour
        }
        if !isTrue { fault = "a loss that is none: \(loss)" }
        if isCalm { fault = "a loss though nobody slept: \(loss)" }
    }

    /// Whether neither the reader nor the consumer ever fell behind.
    private var isCalm: Bool {
        history.acknowledgeDelay <= 10 * second && history.faults.transient < 0.2
            && history.faults.missingShards == 0 && history.faults.expired == 0
            && !history.steps.contains {
                switch $0.step {
                case .pause, .restart, .setClockBack: true
                case .write, .rollover, .split, .merge, .disable: false
                }
            }
    }

    // MARK: what is right

    /// Whether the reader owes a record, unless it reports a loss.
    private func isPromised(_ record: ModelRecord, _ stream: ModelStream) -> Bool {
        var grace = 15 * minute
        for (_, step) in history.steps {
            if case .setClockBack(let length) = step { grace += length }
        }
        let horizon = startedAt - ModelStream.retention + grace
        switch history.start {
        case .trimHorizon: return record.time >= horizon
        case .openShards: return record.time >= startedAt
        case .time(let time): return record.time >= max(time.microseconds, horizon)
        case .latest:
            if let offset = latestTold[record.shard] { return record.offset >= offset }
            return history.service == .streams
                && stream.shards[record.shard].createdAt > startedAt + grace - 15 * minute
        }
    }

    private func owed(_ stream: ModelStream, at time: Int64, isLeft: Bool) -> [ModelRecord] {
        stream.shards.enumerated().flatMap { index, shard in
            shard.records.filter { record in
                let isThere = record.offset >= shard.trimmedCount && !stream.isGone(index, at: time)
                return isThere == isLeft && !delivered.contains(record)
                    && isPromised(record, stream)
            }
        }
    }

    /// Whether all that is left has been delivered.
    func isComplete(_ stream: ModelStream, at time: Int64) -> Bool {
        owed(stream, at: time, isLeft: true).isEmpty
    }

    func missing(_ stream: ModelStream, at time: Int64) -> String {
        describe(owed(stream, at: time, isLeft: true), stream)
    }

    /// What is wrong once all that is left has been delivered.
    func finalFault(_ stream: ModelStream, at time: Int64) -> String? {
        let silent = owed(stream, at: time, isLeft: false).filter {
            !isReported($0.shard, stream)
        }
        return silent.isEmpty ? nil : "lost without a report: " + describe(silent, stream)
    }

    func endFault(_ stream: ModelStream, at time: Int64) -> String? {
        isComplete(stream, at: time)
            ? finalFault(stream, at: time)
            : "the stream is said to have ended, without " + missing(stream, at: time)
    }

    private func isReported(_ shard: Int, _ stream: ModelStream) -> Bool {
        isUnknowable(shard, stream)
            || losses.contains { loss in
                switch loss.loss.reason {
                case .trimmed: loss.shard == shard
                case .shardGone: loss.shard == shard || leads(shard, to: loss.shard, stream)
                case .neverSeen: loss.shard == shard || leads(loss.shard, to: shard, stream)
                }
            }
    }

    /// Whether nothing that the reader was told points to a shard: neither a listing, nor a child
    /// that names it, nor the end of a parent, which in a disabled stream needs no child.
    private func isUnknowable(_ shard: Int, _ stream: ModelStream) -> Bool {
        guard !stream.shown.contains(shard) else { return false }
        return !stream.shown.contains { other in
            leads(other, to: shard, stream)
                || !stream.isDisabled && leads(shard, to: other, stream)
        }
    }

    /// Whether a shard comes from another, over any number of generations.
    private func leads(_ shard: Int, to ancestor: Int, _ stream: ModelStream) -> Bool {
        stream.shards[shard].parents.contains { $0 == ancestor || leads($0, to: ancestor, stream) }
    }

    private func describe(_ records: [ModelRecord], _ stream: ModelStream) -> String {
        records.map {
            "change \($0.version) of key \($0.key) at \(history.hours($0.time))"
                + " in \(stream.shards[$0.shard].id)"
        }.joined(separator: ", ")
    }
}
