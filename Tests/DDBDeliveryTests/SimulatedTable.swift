import DDBDelivery
import DDBTestSupport

/// A table that does what it is asked for, in part and with faults.
struct SimulatedTable {
    /// What a call comes to.
    enum Answer {
        case written(unprocessed: [WriteHandle], capacity: Double?)
        case throttled(ThrottleScope)
        case failed(mayBeWritten: Bool)
        case refused
        case keptOut
    }

    private let history: SimulatedHistory
    private var random: SimulationRandom
    /// The handles whose effect each key has, in order; of puts the last alone.
    private(set) var items: [Int: [Int]] = [:]
    /// The writes that were done at least once.
    private(set) var applied: Set<Int> = []
    /// The capacity that was used.
    private(set) var capacity = 0
    /// How often writes of the hot partition were refused.
    private var tries: [Int: Int] = [:]

    init(_ history: SimulatedHistory) {
        self.history = history
        random = SimulationRandom(seed: history.seed ^ 0xABCD)
    }

    /// Does a call: the writes, each with the list that its key is to have (for loads).
    mutating func write(_ writes: [(handle: Int, list: [Int])]) -> Answer {
        if writes.contains(where: { history.writes[$0.handle].isPoison }) { return .refused }
        if random.happens(history.throttleRate) {
            let scopes: [ThrottleScope] = [.unknown, .account, .table, .index, .partition]
            return .throttled(scopes[random.number(0...4)])
        }
        if random.happens(history.failureRate) {
            guard random.happens(0.7) else { return .failed(mayBeWritten: false) }
            for write in writes where random.happens(0.5) { _ = apply(write.handle, write.list) }
            return .failed(mayBeWritten: true)
        }
        if history.mode == .single {
            return apply(writes[0].handle, writes[0].list)
                ? .written(unprocessed: [], capacity: reported(Self.units(history, writes)))
                : .keptOut
        }
        var left: [WriteHandle] = []
        var done: [(handle: Int, list: [Int])] = []
        for write in writes {
            if isLeft(write.handle) {
                left.append(WriteHandle(UInt64(write.handle)))
            } else {
                _ = apply(write.handle, write.list)
                done.append(write)
            }
        }
        return .written(unprocessed: left, capacity: reported(Self.units(history, done)))
    }

    static func units(
        _ history: SimulatedHistory, _ writes: [(handle: Int, list: [Int])]
    ) -> Int {
        writes.reduce(0) { $0 + (history.writes[$1.handle].itemByteCount + 1023) / 1024 }
    }

    /// What a load comes to.
    mutating func load(_ keys: [Int]) -> Answer {
        if random.happens(history.throttleRate) { return .throttled(.unknown) }
        if random.happens(history.failureRate) {
            return .failed(mayBeWritten: random.happens(0.5))
        }
        return .written(unprocessed: [], capacity: nil)
    }

    mutating func isLoadLeft() -> Bool { random.happens(history.unprocessedRate / 2) }

    private func reported(_ units: Int) -> Double? {
        history.reportsCapacity ? Double(units) : nil
    }

    private mutating func isLeft(_ handle: Int) -> Bool {
        let isHot = history.partition(history.writes[handle].key) == history.hotPartition
        if isHot, tries[handle, default: 0] < 2 {
            tries[handle, default: 0] += 1
            return true
        }
        return random.happens(history.unprocessedRate)
    }

    private mutating func apply(_ handle: Int, _ list: [Int]) -> Bool {
        let write = history.writes[handle]
        capacity += Self.units(history, [(handle, list)])
        switch history.mode {
        case .batches: items[write.key] = write.isDelete ? nil : [handle]
        case .single:
            let there = items[write.key]?.last.map { history.writes[$0].version } ?? .min
            guard write.version > there else { return false }
            items[write.key] = [handle]
        case .loads: items[write.key] = list
        }
        applied.insert(handle)
        return true
    }
}
