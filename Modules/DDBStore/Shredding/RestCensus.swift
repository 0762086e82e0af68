public import DDBSchema

/// Why an attribute's value, or a part of it, stands in `_rest`.
struct RestReasons: OptionSet {
    let rawValue: UInt8

    /// NULL: a column cannot tell it from an absent value.
    static let null = RestReasons(rawValue: 1)
    /// The value's type is not the column's.
    static let type = RestReasons(rawValue: 2)
    /// The number does not fit the column.
    static let range = RestReasons(rawValue: 4)
    /// JSON text hides the type: binary, or a set.
    static let hidden = RestReasons(rawValue: 8)
    /// The attribute, or a field in it, has no column.
    static let noColumn = RestReasons(rawValue: 16)

    /// Every reason with its name in file tags and in `describe`.
    static let named: [(reason: RestReasons, name: String)] = [
        (.null, "null"), (.type, "type"), (.range, "range"), (.hidden, "hidden"),
        (.noColumn, "noColumn"),
    ]

    /// The reasons that other columns would take away.
    static let curable: Set<String> = ["type", "range", "noColumn"]
}

/// Counts how many values of each attribute stand in `_rest`, by reason.
struct RestCensus: ~Copyable {
    /// The most attributes without a column that are counted by name.
    private static let namesMax = 4000

    private var byNode: GrowBuffer<UInt32>
    private var byName: [AttributeName: [UInt32]] = [:]
    /// Whether there were more names than are counted.
    private var hasMoreNames = false

    init(nodeCount: Int) {
        byNode = GrowBuffer(capacity: nodeCount * RestReasons.named.count)
        byNode.append(repeating: 0, count: nodeCount * RestReasons.named.count)
    }

    mutating func removeAll() {
        let count = byNode.count
        byNode.removeAll()
        byNode.append(repeating: 0, count: count)
        byName = [:]
        hasMoreNames = false
    }

    mutating func count(node: Int, _ reasons: RestReasons) {
        for index in RestReasons.named.indices
        where reasons.contains(RestReasons.named[index].reason) {
            byNode[node * RestReasons.named.count + index] += 1
        }
    }

    mutating func count(name: [UInt8], _ reasons: RestReasons) {
        let name = AttributeName(utf8: name)
        guard byName[name] != nil || byName.count < Self.namesMax else {
            hasMoreNames = true
            return
        }
        var counts = byName[name] ?? Array(repeating: 0, count: RestReasons.named.count)
        for index in RestReasons.named.indices
        where reasons.contains(RestReasons.named[index].reason) {
            counts[index] += 1
        }
        byName[name] = counts
    }

    /// Adds the counts to a table by attribute.
    ///
    /// - Parameter attributes: The attribute of each node below the item.
    borrowing func add(
        to table: inout RestCounts, attributes: [(node: Int, name: AttributeName)]
    ) {
        for (node, name) in attributes {
            for index in RestReasons.named.indices {
                let count = byNode[node * RestReasons.named.count + index]
                if count > 0 { table.add(Int(count), name, RestReasons.named[index].name) }
            }
        }
        table.hasMoreNames = table.hasMoreNames || hasMoreNames
        for (name, counts) in byName {
            for index in RestReasons.named.indices where counts[index] > 0 {
                table.add(Int(counts[index]), name, RestReasons.named[index].name)
            }
        }
    }
}

/// How many values of each attribute stand in `_rest`, by the name of the reason.
public struct RestCounts: Sendable, Hashable {
    /// The counts by attribute and reason.
    public private(set) var counts: [AttributeName: [String: Int]] = [:]
    /// Whether attributes without a column were left out because there were too many.
    public internal(set) var hasMoreNames = false

    /// Creates an empty table.
    public init() {}

    mutating func add(_ count: Int, _ attribute: AttributeName, _ reason: String) {
        counts[attribute, default: [:]][reason, default: 0] += count
    }

    /// The attributes of which other columns would hold more.
    var curable: [AttributeName] {
        counts.filter { !RestReasons.curable.isDisjoint(with: $0.value.keys) }.map(\.key)
    }

    mutating func add(_ other: RestCounts) {
        hasMoreNames = hasMoreNames || other.hasMoreNames
        for (attribute, reasons) in other.counts {
            for (reason, count) in reasons { add(count, attribute, reason) }
        }
    }
}
