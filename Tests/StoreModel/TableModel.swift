public import DDBAttributes

/// A table as a dictionary: what must be visible after each commit.
public struct TableModel: Sendable {
    /// A visible item.
    private final class Row: Sendable {
        let image: String

        init(_ image: String) { self.image = image }
    }

    /// What a commit must have done.
    public struct Effect: Sendable, Hashable {
        /// The changes that put an item and were the last of their keys.
        public var putCount = 0
        /// The items that were overwritten or deleted.
        public var maskedCount = 0
        /// The items that were deleted.
        public var deletedCount = 0
        /// The changes that were dropped because they were taken in before.
        public var droppedCount = 0

        /// Creates an effect.
        public init(
            putCount: Int = 0, maskedCount: Int = 0, deletedCount: Int = 0, droppedCount: Int = 0
        ) {
            self.putCount = putCount
            self.maskedCount = maskedCount
            self.deletedCount = deletedCount
            self.droppedCount = droppedCount
        }
    }

    private struct Point: Comparable {
        var epoch: Int
        var sequence: Int

        static func < (left: Point, right: Point) -> Bool {
            (left.epoch, left.sequence) < (right.epoch, right.sequence)
        }
    }

    private let keyNames: [String]
    private var rows: [String: Row] = [:]
    private var committed: [String: Point] = [:]

    /// Creates an empty table.
    public init(keyNames: [String]) {
        self.keyNames = keyNames
    }

    /// Forgets how far the partitions have come: what loads take in has no positions.
    public mutating func forgetOrders() { committed = [:] }

    /// The number of items.
    public var count: Int { rows.count }

    /// The items as lines of JSON, in the order of their keys.
    public var lines: [String] {
        rows.sorted { $0.key < $1.key }.map(\.value.image)
    }

    /// The greatest epoch and sequence of each partition.
    public var orders: [String: (epoch: Int, sequence: Int)] {
        committed.mapValues { ($0.epoch, $0.sequence) }
    }

    /// Makes the changes of one commit, given in the order in which they came.
    @discardableResult
    public mutating func commit(_ changes: [GeneratedChange]) -> Effect {
        var effect = Effect()
        var last: [String: GeneratedChange] = [:]
        var reached = committed
        for change in changes {
            if let partition = change.partition {
                let point = Point(epoch: change.epoch, sequence: change.sequence)
                if let before = committed[partition], point <= before {
                    effect.droppedCount += 1
                    continue
                }
                reached[partition] = max(reached[partition] ?? point, point)
            }
            if let other = last[change.key], isLater(other, than: change) { continue }
            last[change.key] = change
        }
        committed = reached
        for (key, change) in last {
            let was = rows[key] != nil
            rows[key] = change.image.map(Row.init)
            effect.maskedCount += was ? 1 : 0
            effect.putCount += change.image == nil ? 0 : 1
            effect.deletedCount += change.image == nil && was ? 1 : 0
        }
        return effect
    }

    /// Whether a change that came before another counts all the same.
    private func isLater(_ change: GeneratedChange, than other: GeneratedChange) -> Bool {
        guard change.partition != nil, other.partition != nil else { return false }
        return (change.epoch, change.sequence) > (other.epoch, other.sequence)
    }

    /// Says in what items differ from those of the model; empty where they do not.
    ///
    /// - Parameter shownMax: The most differences that are listed.
    public func differences(from items: [Item], shownMax: Int = 5) throws -> [String] {
        var differences: [String] = []
        var seen: Set<String> = []
        for item in items where differences.count < shownMax {
            let key = item.keyText(keyNames)
            if !seen.insert(key).inserted {
                differences.append("two rows have the key \(key)")
            } else if let row = rows[key] {
                let bytes = Array(row.image.utf8)
                let expected = try Item(wire: bytes.span.bytes)
                if item != expected { differences.append("\(item) is not \(expected)") }
            } else {
                differences.append("a row too many: \(key)")
            }
        }
        if differences.isEmpty, seen.count != rows.count {
            let missing = rows.keys.filter { !seen.contains($0) }.sorted()
            differences.append(
                "\(missing.count) rows are missing: \(missing.prefix(shownMax))")
        }
        return differences
    }
}
