package import DDBBase
import Synchronization

/// The tables whose changes DynamoDB puts into Kinesis streams.
///
/// As DynamoDB says of itself, a change may come twice and changes may come in another order: on
/// request, see ``KinesisSettings``.
package final class KinesisDestinations: Sendable {
    /// What is known of a destination.
    package struct Description: Sendable, Hashable {
        /// The stream's ARN.
        package let streamARN: String
        /// `ENABLING`, `ACTIVE`, `DISABLING` or `DISABLED`.
        package let status: String
        /// `MILLISECOND` or `MICROSECOND`.
        package let precision: String
    }

    typealias Record = (data: [UInt8], partitionKey: String)
    typealias Keep = @Sendable (DestinationNote) -> Void

    struct Destination: Sendable {
        var place: DestinationNote.Place
        var writer: KinesisChangeWriter
        var isEnabled: Bool
        /// When it was enabled or disabled.
        var changedAt: Instant
        var heldBack: [Record] = []
    }

    struct State {
        /// By the ARNs of their tables.
        var destinations: [String: [Destination]] = [:]
        /// Is told what happens; nil where nobody keeps it.
        var keep: Keep?
    }

    private let engine: KinesisEngine
    /// How long a destination is ENABLING and DISABLING, though it is so at once.
    private let transition: Duration
    private let random: any RandomSource
    private let state = Mutex(State())

    /// Creates the destinations of an endpoint whose tables have none.
    package init(
        _ engine: KinesisEngine, transition: Duration = .zero, random: any RandomSource
    ) {
        self.engine = engine
        self.transition = transition
        self.random = random
    }

    /// Begins to deliver the changes of a table to a stream.
    ///
    /// - Returns: Whether it was not delivered to before.
    package func enable(
        tableARN: String, tableName: String, streamARN: String, isMicrosecond: Bool? = nil,
        at now: Instant
    ) -> Bool {
        let place = DestinationNote.Place(tableARN: tableARN, streamARN: streamARN)
        let isMicrosecond = isMicrosecond ?? engine.settings.isMicrosecond
        return state.withLock { state in
            guard enable(place, tableName, isMicrosecond, at: now, in: &state) else { return false }
            state.keep?(
                .enabled(place, tableName: tableName, isMicrosecond: isMicrosecond, at: now))
            return true
        }
    }

    private func enable(
        _ place: DestinationNote.Place, _ tableName: String, _ isMicrosecond: Bool,
        at now: Instant, in state: inout State
    ) -> Bool {
        var list = state.destinations[place.tableARN] ?? []
        let index = list.firstIndex { $0.place == place }
        if let index, list[index].isEnabled { return false }
        let writer = KinesisChangeWriter(
            region: engine.region, tableName: tableName, isMicrosecond: isMicrosecond)
        let destination = Destination(
            place: place, writer: writer, isEnabled: true, changedAt: now)
        if let index { list[index] = destination } else { list.append(destination) }
        state.destinations[place.tableARN] = list
        return true
    }

    /// Ends delivering to a stream; what was held back is delivered.
    ///
    /// - Returns: Whether it was delivered to before.
    package func disable(tableARN: String, streamARN: String, at now: Instant) -> Bool {
        let place = DestinationNote.Place(tableARN: tableARN, streamARN: streamARN)
        return state.withLock { state in
            guard
                let index = state.destinations[tableARN]?.firstIndex(where: {
                    $0.place == place && $0.isEnabled
                })
            else { return false }
            flush(&state.destinations[tableARN, default: []][index], at: now, state.keep)
            state.destinations[tableARN]?[index].isEnabled = false
            state.destinations[tableARN]?[index].changedAt = now
            state.keep?(.disabled(place, at: now))
            return true
        }
    }

    /// Forgets a table that was deleted.
    package func forget(tableARN: String, at now: Instant) {
        state.withLock { state in
            guard let gone = state.destinations.removeValue(forKey: tableARN) else { return }
            for var destination in gone { flush(&destination, at: now, state.keep) }
            state.keep?(.forgotten(tableARN: tableARN))
        }
    }

    /// The destinations of a table, in the order in which they were enabled first.
    package func describe(tableARN: String, at now: Instant) -> [Description] {
        state.withLock { $0.destinations[tableARN] ?? [] }.map { destination in
            let since = now.microseconds - destination.changedAt.microseconds
            let isSettled = since >= transition.wholeMicroseconds
            let status =
                destination.isEnabled
                ? isSettled ? "ACTIVE" : "ENABLING" : isSettled ? "DISABLED" : "DISABLING"
            return Description(
                streamARN: destination.place.streamARN, status: status,
                precision: destination.writer.isMicrosecond ? "MICROSECOND" : "MILLISECOND")
        }
    }

    /// Whether the changes of a table are delivered anywhere.
    package func isDelivering(tableARN: String) -> Bool {
        state.withLock { $0.destinations[tableARN]?.contains(where: \.isEnabled) ?? false }
    }

    /// Delivers changes of a table.
    package func append(_ changes: [StreamChange], tableARN: String, at now: Instant) {
        state.withLock { state in
            guard let count = state.destinations[tableARN]?.count else { return }
            for index in 0..<count {
                deliver(
                    changes, to: &state.destinations[tableARN, default: []][index], at: now,
                    state.keep)
            }
        }
    }

    /// Delivers what was held back.
    package func timePassed(_ now: Instant) {
        state.withLock { state in
            for arn in state.destinations.keys {
                for index in 0..<(state.destinations[arn]?.count ?? 0) {
                    flush(&state.destinations[arn, default: []][index], at: now, state.keep)
                }
            }
        }
    }

    private func deliver(
        _ changes: [StreamChange], to destination: inout Destination, at now: Instant,
        _ keep: Keep?
    ) {
        guard destination.isEnabled else { return }
        let settings = engine.settings
        var records: [Record] = []
        for change in changes {
            let record = (
                destination.writer.data(change, at: now, eventID: random.uuid()),
                Self.partitionKey(change.keyHash)
            )
            records.append(record)
            if settings.duplicateOneIn > 0, random.next() % UInt64(settings.duplicateOneIn) == 0 {
                records.append(record)
            }
        }
        if settings.reorderedMax > 0 {
            for record in records {
                keep?(
                    .heldBack(
                        destination.place, partitionKey: record.partitionKey, data: record.data))
            }
            destination.heldBack += records
            records = []
            while destination.heldBack.count > settings.reorderedMax {
                records.append(takeOne(&destination, keep))
            }
        }
        engine.put(records, streamARN: destination.place.streamARN, at: now)
    }

    private func flush(_ destination: inout Destination, at now: Instant, _ keep: Keep?) {
        var records: [Record] = []
        while !destination.heldBack.isEmpty { records.append(takeOne(&destination, keep)) }
        guard !records.isEmpty else { return }
        engine.put(records, streamARN: destination.place.streamARN, at: now)
    }

    private func takeOne(_ destination: inout Destination, _ keep: Keep?) -> Record {
        let index = Int(random.next() % UInt64(destination.heldBack.count))
        keep?(.released(destination.place, index: index))
        return Self.take(index, of: &destination)
    }

    private static func take(_ index: Int, of destination: inout Destination) -> Record {
        destination.heldBack.swapAt(index, destination.heldBack.count - 1)
        return destination.heldBack.removeLast()
    }

    /// The hash of the key in 32 digits, as DynamoDB writes partition keys.
    private static func partitionKey(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16, uppercase: true)
        let half = String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
        return half + half
    }

    // MARK: keeping

    /// Tells whatever happens from now on as notes, which ``restore(_:)`` reads.
    ///
    /// The function given is called under the lock of the destinations.
    package func attach(_ keep: @escaping @Sendable ([UInt8]) -> Void) {
        state.withLock { $0.keep = { keep($0.bytes) } }
    }

    /// Does what a note says.
    ///
    /// - Returns: Whether it is a note that fits the destinations as they are.
    package func restore(_ bytes: [UInt8]) -> Bool {
        guard let note = DestinationNote(bytes) else { return false }
        return state.withLock { state in
            switch note {
            case .enabled(let place, let tableName, let isMicrosecond, let moment):
                return enable(place, tableName, isMicrosecond, at: moment, in: &state)
            case .forgotten(let tableARN):
                return state.destinations.removeValue(forKey: tableARN) != nil
            case .disabled(let place, let moment):
                return Self.change(place, in: &state) { destination in
                    destination.isEnabled = false
                    destination.changedAt = moment
                    return true
                }
            case .heldBack(let place, let partitionKey, let data):
                return Self.change(place, in: &state) { destination in
                    destination.heldBack.append((data, partitionKey))
                    return true
                }
            case .released(let place, let index):
                return Self.change(place, in: &state) { destination in
                    guard destination.heldBack.indices.contains(index) else { return false }
                    _ = Self.take(index, of: &destination)
                    return true
                }
            }
        }
    }

    private static func change(
        _ place: DestinationNote.Place, in state: inout State,
        _ body: (inout Destination) -> Bool
    ) -> Bool {
        let list = state.destinations[place.tableARN]
        guard let index = list?.firstIndex(where: { $0.place == place }) else { return false }
        return body(&state.destinations[place.tableARN, default: []][index])
    }

    /// Runs a body while nothing happens to the destinations.
    package func still(_ body: () -> Void) {
        state.withLock { _ in body() }
    }

    /// Runs a body, while nothing happens, with the notes that bring the destinations back.
    package func stillWithSnapshot(_ body: ([[UInt8]]) -> Void) {
        state.withLock { state in
            var notes: [DestinationNote] = []
            for destination in state.destinations.values.joined() {
                let place = destination.place
                notes.append(
                    .enabled(
                        place, tableName: destination.writer.tableName,
                        isMicrosecond: destination.writer.isMicrosecond,
                        at: destination.changedAt))
                for record in destination.heldBack {
                    notes.append(
                        .heldBack(place, partitionKey: record.partitionKey, data: record.data))
                }
                if !destination.isEnabled {
                    notes.append(.disabled(place, at: destination.changedAt))
                }
            }
            body(notes.map(\.bytes))
        }
    }
}
