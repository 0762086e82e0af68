import DDBDelivery

/// Watches what a coordinator does, and knows what it must not.
struct SimulationAudit {
    private let history: SimulatedHistory
    private var outcomes: [Int: WriteOutcome] = [:]
    private var submitted = 0
    /// The writes of calls in flight, the first of each group of loads.
    private var flying: [DeliveryCallID: [Int]] = [:]
    private var flyingKeys: Set<Int> = []
    /// The write of a key that may have been done: it goes before all others of the key.
    private var ambiguous: [Int: Int] = [:]
    private var stopAnnounced = false
    private(set) var isIdle = false
    private(set) var fault: String?

    init(_ history: SimulatedHistory) { self.history = history }

    var hasStopped: Bool { stopAnnounced }

    mutating func submitted(_ handle: Int) {
        submitted += 1
    }

    mutating func told(_ event: DeliveryEvent) {
        if history.mode != .loads, case .failed(let call, mayBeWritten: true, _) = event {
            for write in flying[call] ?? [] { ambiguous[history.writes[write].key] = write }
        }
        switch event {
        case .written(let call, _, _), .loaded(let call, _), .throttled(let call, _, _),
            .failed(let call, _, _), .refused(let call, _), .keptOut(let call),
            .fatal(let call, _):
            for write in flying.removeValue(forKey: call) ?? [] {
                flyingKeys.remove(history.writes[write].key)
            }
        case .wake, .drain, .abandon: return
        }
    }

    mutating func asked(_ action: DeliveryAction) {
        if stopAnnounced { fault = "\(action) after the end" }
        switch action {
        case .write(let call, let handles):
            let writes = handles.map { Int($0.rawValue) }
            if writes.isEmpty || writes.count > history.options.batchMaxSize {
                fault = "\(writes.count) writes in a call"
            }
            var bytes = history.options.requestOverheadBytes
            for write in writes { bytes += history.writes[write].wireByteCount }
            if bytes > history.options.requestBytesMax { fault = "\(bytes) bytes in a call" }
            fly(call, writes)
        case .load(let call, let groups):
            if groups.isEmpty || groups.count > history.options.loadMaxSize {
                fault = "\(groups.count) keys in a load"
            }
            for group in groups where group.map(\.rawValue) != group.map(\.rawValue).sorted() {
                fault = "the group \(group) is not in order"
            }
            for group in groups
            where Set(group.map { history.writes[Int($0.rawValue)].key }).count > 1 {
                fault = "the group \(group) has several keys"
            }
            fly(call, groups.map { Int($0[0].rawValue) })
        case .settled(let handle, let outcome, _): settled(Int(handle.rawValue), outcome)
        case .idle: isIdle = true
        case .stopped: stopAnnounced = true
        case .wake, .room: return
        }
    }

    private mutating func fly(_ call: DeliveryCallID, _ writes: [Int]) {
        flying[call] = writes
        for write in writes {
            if let first = ambiguous[history.writes[write].key], first != write {
                fault = "write \(write) is sent before \(first), which may have been done"
            }
            if outcomes[write] != nil { fault = "write \(write) is sent after its end" }
            if !flyingKeys.insert(history.writes[write].key).inserted {
                fault = "two writes of key \(history.writes[write].key) are in flight"
            }
        }
        if flying.count > history.options.maxInflight { fault = "\(flying.count) calls in flight" }
    }

    private mutating func settled(_ handle: Int, _ outcome: WriteOutcome) {
        let write = history.writes[handle]
        if let earlier = outcomes[handle] {
            fault = "write \(handle) is settled as \(outcome) after \(earlier)"
        }
        outcomes[handle] = outcome
        if ambiguous[write.key] == handle { ambiguous[write.key] = nil }
        switch outcome {
        case .rejected:
            if !write.isPoison, !write.isIrreducible { fault = "write \(handle) is rejected" }
        case .superseded:
            let newer = (handle + 1..<history.writes.count).first { other in
                guard history.writes[other].key == write.key else { return false }
                return switch outcomes[other] {
                case .written, .exhausted: true
                case .rejected, .superseded, .merged, .unchanged, .keptOut, .failed, nil: false
                }
            }
            if newer == nil { fault = "write \(handle) is superseded by nothing" }
        case .merged, .unchanged:
            if history.mode != .loads { fault = "write \(handle) is \(outcome)" }
        case .keptOut:
            if history.mode != .single { fault = "write \(handle) is \(outcome)" }
        case .exhausted:
            if history.options.retryLimit == .none { fault = "write \(handle) is \(outcome)" }
        case .written, .failed: return
        }
    }

    /// Checks limits after each event.
    mutating func check(
        _ coordinator: DeliveryCoordinator, _ table: SimulatedTable, elapsed: Int64
    ) {
        let options = history.options
        let slack = options.maxInflight * max(options.batchMaxSize, options.loadMaxSize)
        if coordinator.waitingCount > options.maxBuffered + slack {
            fault = "\(coordinator.waitingCount) writes wait"
        }
        if coordinator.unsettledCount != submitted - outcomes.count {
            fault = "\(coordinator.unsettledCount) writes are said to be unsettled"
        }
        guard let rate = options.writeCapacity else { return }
        let burst = options.capacityBurst / .seconds(1)
        // The bucket may be overdrawn by a call, and is charged for it whatever becomes of it.
        let call = Double(3 * options.batchMaxSize)
        let allowed = max(1, rate * burst) + rate * Double(elapsed) / 1e6 + call
        if Double(table.capacity) > allowed * 1.001 {
            fault = "\(table.capacity) WCU used, \(allowed) allowed"
        }
    }

    /// What is wrong where all writes are settled.
    func faultAtEnd(_ table: SimulatedTable, _ coordinator: DeliveryCoordinator) -> String? {
        if outcomes.count != history.writes.count { return "not all writes are settled" }
        if coordinator.callCount != 0 { return "calls are in flight at the end" }
        for (handle, write) in history.writes.enumerated() {
            let isBad = write.isPoison || write.isIrreducible
            switch outcomes[handle] {
            case .rejected, .superseded, .exhausted: continue
            case .unchanged where write.isDelete: continue
            case .written, .merged, .keptOut, .unchanged, .failed, nil:
                if isBad {
                    return "the poison \(handle) is \(String(describing: outcomes[handle]))"
                }
            }
        }
        let counters = coordinator.counters
        let sum =
            counters.written + counters.merged + counters.superseded + counters.unchanged
            + counters.keptOut + counters.rejected + counters.exhausted + counters.failed
        if sum != history.writes.count { return "the counters say \(sum) writes" }
        return faultOfTable(table)
    }

    private func faultOfTable(_ table: SimulatedTable) -> String? {
        let exhausted = Set(outcomes.filter { $0.value == .exhausted }.keys)
        let exhaustedKeys = Set(exhausted.map { history.writes[$0].key })
        for key in Set(history.writes.map(\.key)) where !exhaustedKeys.contains(key) {
            let good = history.writes.indices.filter {
                history.writes[$0].key == key && !history.writes[$0].isPoison
                    && !history.writes[$0].isIrreducible
            }
            let expected: [Int]?
            switch history.mode {
            case .batches:
                expected = good.last.flatMap { history.writes[$0].isDelete ? nil : [$0] }
            case .single:
                expected = good.max { history.writes[$0].version < history.writes[$1].version }
                    .map { [$0] }
            case .loads:
                let list = good.filter { !history.writes[$0].isDelete }
                expected = list.isEmpty ? nil : list
            }
            guard table.items[key] == expected else {
                return "key \(key) has \(table.items[key] ?? []), not \(expected ?? [])"
            }
        }
        return nil
    }

    /// What is wrong where the delivery has stopped.
    func faultAtStop(_ coordinator: DeliveryCoordinator) -> String? {
        if outcomes.count != submitted { return "not all writes are settled at the stop" }
        return coordinator.unsettled.isEmpty && coordinator.waitingCount == 0
            ? nil : "writes are unsettled after the stop"
    }
}
