import DDBBase
import Synchronization

/// The logs of all tables whose recovery to a moment is switched on.
///
/// It follows changes under the lock of the tables, so that a log and the items that are looked at
/// under the same lock belong together.
final class RecoveryHistory: ChangeObserver, ClockFollower {
    private struct State: Sendable {
        var logs: [String: RecoveryLog] = [:]
        var days: [String: Int] = [:]
        var note: (@Sendable ([UInt8]) -> Void)?

        var byteCount: Int { logs.values.reduce(0) { $0 + $1.byteCount } }
    }

    private let bytesMax: Int
    private let state = Mutex(State())
    /// How many logs there are, so that tables without one cost nothing.
    private let logCount = Atomic(0)
    private let storedBytes = Atomic(0)

    /// - Parameter bytesMax: The most bytes of entries over all tables.
    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// About the bytes of all entries.
    var byteCount: Int { storedBytes.load(ordering: .relaxed) }

    /// A table's log as it is; nil where recovery is off.
    func log(ofTable id: String) -> RecoveryLog? {
        state.withLock { $0.logs[id] }
    }

    /// A table's log, to which nothing is added any more that is before a moment.
    func log(ofTable id: String, settledBefore moment: Instant) -> RecoveryLog? {
        state.withLock { state in
            state.logs[id]?.settle(before: moment)
            return state.logs[id]
        }
    }

    // MARK: changes

    func itemsChanged(_ changes: [ItemChange]) {
        guard logCount.load(ordering: .relaxed) > 0 else { return }
        state.withLock { state in
            for change in changes {
                let id = change.schema.id
                guard let before = state.logs[id]?.byteCount else { continue }
                let entry = state.logs[id]?.append(
                    change.key, old: change.oldImage, at: change.time)
                guard let entry else { continue }
                let growth = (state.logs[id]?.byteCount ?? 0) - before
                storedBytes.add(growth, ordering: .relaxed)
                state.note?(RecoveryNote.changed(table: id, entry).bytes)
            }
            if storedBytes.load(ordering: .relaxed) > bytesMax { shrink(&state) }
        }
    }

    func tableChanged(_ event: TableEvent) {
        switch event {
        case .recovery(let schema, let days?, let moment):
            state.withLock { state in
                state.days[schema.id] = days
                guard state.logs[schema.id] == nil else { return }
                begin(schema.id, at: moment, &state)
            }
        case .recovery(let schema, nil, _), .deleted(let schema, _):
            state.withLock { end(schema.id, &$0) }
        case .streamEnabled, .streamDisabled, .created, .altered: break
        }
    }

    private func begin(_ id: String, at moment: Instant, _ state: inout State) {
        state.logs[id] = RecoveryLog(floor: moment)
        logCount.store(state.logs.count, ordering: .relaxed)
        state.note?(RecoveryNote.begun(table: id, floor: moment, start: 0).bytes)
    }

    private func end(_ id: String, _ state: inout State) {
        guard let log = state.logs.removeValue(forKey: id) else { return }
        state.days[id] = nil
        storedBytes.add(-log.byteCount, ordering: .relaxed)
        logCount.store(state.logs.count, ordering: .relaxed)
        state.note?(RecoveryNote.ended(table: id).bytes)
    }

    // MARK: forgetting

    func timePassed(now: Instant) {
        guard logCount.load(ordering: .relaxed) > 0 else { return }
        state.withLock { state in
            for id in state.logs.keys {
                let days = Int64(state.days[id] ?? 35)
                let first = now.advanced(byMicroseconds: -days * 86_400_000_000)
                guard state.logs[id]?.forget(before: first) ?? false else { continue }
                noteForgotten(id, state)
            }
            storedBytes.store(state.byteCount, ordering: .relaxed)
        }
    }

    /// Forgets the oldest changes until the rest fits.
    private func shrink(_ state: inout State) {
        var touched: Set<String> = []
        while storedBytes.load(ordering: .relaxed) > bytesMax {
            let oldest = state.logs.min { ($0.value.oldest ?? .max) < ($1.value.oldest ?? .max) }
            guard let id = oldest?.key, let before = oldest?.value.byteCount, before > 0 else {
                break
            }
            state.logs[id]?.forgetFirst()
            let after = state.logs[id]?.byteCount ?? 0
            storedBytes.add(after - before, ordering: .relaxed)
            touched.insert(id)
        }
        for id in touched { noteForgotten(id, state) }
    }

    private func noteForgotten(_ id: String, _ state: State) {
        guard let log = state.logs[id] else { return }
        state.note?(
            RecoveryNote.forgotten(table: id, upTo: log.start, floor: log.floor).bytes)
    }

    // MARK: keeping

    /// Begins to note what happens; after everything is restored.
    ///
    /// - Parameter tables: The ids of the tables whose recovery is on, with their days.
    func attach(
        tables: [String: Int], now: Instant, note: @escaping @Sendable ([UInt8]) -> Void
    ) {
        state.withLock { state in
            state.note = note
            state.days = tables
            for id in state.logs.keys where tables[id] == nil { end(id, &state) }
            // A folder of a version that kept no history begins with one now.
            for id in tables.keys where state.logs[id] == nil { begin(id, at: now, &state) }
            storedBytes.store(state.byteCount, ordering: .relaxed)
            logCount.store(state.logs.count, ordering: .relaxed)
        }
    }

    /// Does what a note says.
    func restore(_ note: RecoveryNote) {
        state.withLock { state in
            switch note {
            case .begun(let id, let floor, let start):
                state.logs[id] = RecoveryLog(floor: floor, start: start)
            case .ended(let id):
                state.logs[id] = nil
            case .changed(let id, let entry):
                state.logs[id]?.append(
                    entry.key, old: entry.old, at: Instant(microseconds: entry.time))
            case .forgotten(let id, let number, let floor):
                state.logs[id]?.forget(upTo: number, floor: floor)
            case .export: break
            }
        }
    }

    /// The logs as they are.
    var logs: [String: RecoveryLog] { state.withLock { $0.logs } }
}
