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
        /// `ACTIVE` or `DISABLED`.
        package let status: String
        /// `MILLISECOND` or `MICROSECOND`.
        package let precision: String
    }

    private typealias Record = (data: [UInt8], partitionKey: String)

    private struct Destination: Sendable {
        var streamARN: String
        var writer: KinesisChangeWriter
        var isEnabled: Bool
        var heldBack: [Record] = []
    }

    private let engine: KinesisEngine
    private let random: any RandomSource
    private let destinations = Mutex<[String: [Destination]]>([:])

    /// Creates the destinations of an endpoint whose tables have none.
    package init(_ engine: KinesisEngine, random: any RandomSource) {
        self.engine = engine
        self.random = random
    }

    /// Begins to deliver the changes of a table to a stream.
    ///
    /// - Returns: Whether it was not delivered to before.
    package func enable(
        tableARN: String, tableName: String, streamARN: String, isMicrosecond: Bool? = nil
    ) -> Bool {
        let writer = KinesisChangeWriter(
            region: engine.region, tableName: tableName,
            isMicrosecond: isMicrosecond ?? engine.settings.isMicrosecond)
        return destinations.withLock { destinations in
            var list = destinations[tableARN] ?? []
            let index = list.firstIndex { $0.streamARN == streamARN }
            if let index, list[index].isEnabled { return false }
            let destination = Destination(streamARN: streamARN, writer: writer, isEnabled: true)
            if let index { list[index] = destination } else { list.append(destination) }
            destinations[tableARN] = list
            return true
        }
    }

    /// Ends delivering to a stream; what was held back is delivered.
    ///
    /// - Returns: Whether it was delivered to before.
    package func disable(tableARN: String, streamARN: String, at now: Instant) -> Bool {
        destinations.withLock { destinations in
            guard
                let index = destinations[tableARN]?.firstIndex(where: {
                    $0.streamARN == streamARN && $0.isEnabled
                })
            else { return false }
            flush(&destinations[tableARN, default: []][index], at: now)
            destinations[tableARN]?[index].isEnabled = false
            return true
        }
    }

    /// Forgets a table that was deleted.
    package func forget(tableARN: String, at now: Instant) {
        destinations.withLock { destinations in
            for var destination in destinations.removeValue(forKey: tableARN) ?? [] {
                flush(&destination, at: now)
            }
        }
    }

    /// The destinations of a table, in the order in which they were enabled first.
    package func describe(tableARN: String) -> [Description] {
        destinations.withLock { $0[tableARN] ?? [] }.map { destination in
            Description(
                streamARN: destination.streamARN,
                status: destination.isEnabled ? "ACTIVE" : "DISABLED",
                precision: destination.writer.isMicrosecond ? "MICROSECOND" : "MILLISECOND")
        }
    }

    /// Whether the changes of a table are delivered anywhere.
    package func isDelivering(tableARN: String) -> Bool {
        destinations.withLock { $0[tableARN]?.contains(where: \.isEnabled) ?? false }
    }

    /// Delivers changes of a table.
    package func append(_ changes: [StreamChange], tableARN: String, at now: Instant) {
        destinations.withLock { destinations in
            guard let count = destinations[tableARN]?.count else { return }
            for index in 0..<count {
                deliver(changes, to: &destinations[tableARN, default: []][index], at: now)
            }
        }
    }

    /// Delivers what was held back.
    package func timePassed(_ now: Instant) {
        destinations.withLock { destinations in
            for arn in destinations.keys {
                for index in 0..<(destinations[arn]?.count ?? 0) {
                    flush(&destinations[arn, default: []][index], at: now)
                }
            }
        }
    }

    private func deliver(
        _ changes: [StreamChange], to destination: inout Destination, at now: Instant
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
            destination.heldBack += records
            records = []
            while destination.heldBack.count > settings.reorderedMax {
                records.append(takeOne(&destination))
            }
        }
        engine.put(records, streamARN: destination.streamARN, at: now)
    }

    private func flush(_ destination: inout Destination, at now: Instant) {
        var records: [Record] = []
        while !destination.heldBack.isEmpty { records.append(takeOne(&destination)) }
        guard !records.isEmpty else { return }
        engine.put(records, streamARN: destination.streamARN, at: now)
    }

    private func takeOne(_ destination: inout Destination) -> Record {
        let index = Int(random.next() % UInt64(destination.heldBack.count))
        destination.heldBack.swapAt(index, destination.heldBack.count - 1)
        return destination.heldBack.removeLast()
    }

    /// The hash of the key in 32 digits, as DynamoDB writes partition keys.
    private static func partitionKey(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16, uppercase: true)
        let half = String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
        return half + half
    }
}
