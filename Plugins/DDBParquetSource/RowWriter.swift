import DDBAttributes
import DDBFiles
import DDBParquet

/// Puts the rows of a row group together as items.
struct RowWriter {
    /// Why a row could not be written.
    struct Failure: Error {
        /// Which row, from 0 among those at hand.
        let row: Int
        /// Why, without the full stop.
        let reason: String
    }

    private let plan: ColumnPlan
    private var leaves: [LeafReader]
    private let names: [String]
    private(set) var row = 0
    private let rowCount: Int

    /// Prepares rows.
    ///
    /// - Parameter columns: A column for each leaf of the plan, in its order.
    init(_ plan: ColumnPlan, columns: [LeafColumn], rowCount: Int) {
        self.plan = plan
        self.rowCount = rowCount
        names = plan.leaves.map(\.leaf.name)
        leaves = zip(plan.leaves, columns).map { leaf, column in
            LeafReader(column, leaf.leaf, LeafWriter(leaf.form, plan.rules, plan.limits))
        }
    }

    var hasRows: Bool { row < rowCount }

    /// Appends the next row's item.
    mutating func appendRow(to wire: inout [UInt8]) throws(Failure) {
        for leaf in leaves.indices where leaves[leaf].isAtEnd || leaves[leaf].repetition != 0 {
            throw torn(leaf)
        }
        wire.append(UInt8(ascii: "{"))
        let first = wire.count
        for column in plan.columns {
            try appendMember(column, first: first, to: &wire)
        }
        if !plan.constants.isEmpty {
            if wire.count > first { wire.append(UInt8(ascii: ",")) }
            wire.append(contentsOf: plan.constants)
        }
        wire.append(UInt8(ascii: "}"))
        row += 1
    }

    private func torn(_ leaf: Int) -> Failure {
        Failure(row: row, reason: "column \(names[leaf]): its levels do not fit its rows")
    }

    /// Appends a name and its value, or what the rules make of one that is not there.
    private mutating func appendMember(
        _ member: ColumnNode.Member, first: Int, to wire: inout [UInt8]
    ) throws(Failure) {
        let start = wire.count
        if start > first { wire.append(UInt8(ascii: ",")) }
        wire.append(contentsOf: member.wireName)
        guard try !append(member.node, to: &wire) else { return }
        if plan.rules.nulls == .write {
            WireEncoder.appendNull(to: &wire)
        } else {
            wire.removeSubrange(start...)
        }
    }

    /// Appends the value at hand and moves all leaves below past it.
    ///
    /// - Returns: Whether there is one.
    private mutating func append(
        _ node: ColumnNode, to wire: inout [UInt8]
    ) throws(Failure) -> Bool {
        switch node.kind {
        case .leaf: return try appendLeaf(node.firstLeaf, to: &wire)
        case .structure(let members):
            guard isPresent(node) else { return false }
            wire.append(contentsOf: #"{"M":{"#.utf8)
            let first = wire.count
            for member in members { try appendMember(member, first: first, to: &wire) }
            wire.append(contentsOf: "}}".utf8)
            return true
        case .list(let element, let set):
            guard isPresent(node) else { return false }
            guard let set else {
                wire.append(contentsOf: #"{"L":["#.utf8)
                try appendElements(of: node, element, to: &wire)
                wire.append(contentsOf: "]}".utf8)
                return true
            }
            return try appendSet(of: node, element, set, to: &wire)
        case .map(let key, let value):
            guard isPresent(node) else { return false }
            wire.append(contentsOf: #"{"M":{"#.utf8)
            try appendPairs(of: node, key, value, to: &wire)
            wire.append(contentsOf: "}}".utf8)
            return true
        }
    }

    private mutating func appendLeaf(
        _ leaf: Int, to wire: inout [UInt8]
    ) throws(Failure) -> Bool {
        do throws(LeafReader.Failure) {
            return try leaves[leaf].appendNext(to: &wire)
        } catch {
            throw Failure(
                row: leaves[leaf].row(of: error.entry),
                reason: "column \(names[leaf]): \(error.fault.reason)")
        }
    }

    /// Whether a group is there; where it is not, its leaves are passed over.
    private mutating func isPresent(_ node: ColumnNode) -> Bool {
        if leaves[node.firstLeaf].definition >= node.presentLevel { return true }
        skip(node)
        return false
    }

    private mutating func skip(_ node: ColumnNode) {
        for leaf in node.firstLeaf..<node.firstLeaf + node.leafCount { leaves[leaf].skip() }
    }

    private mutating func appendElements(
        of node: ColumnNode, _ element: ColumnNode, to wire: inout [UInt8]
    ) throws(Failure) {
        guard leaves[node.firstLeaf].definition >= node.elementLevel else {
            skip(node)
            return
        }
        let first = wire.count
        repeat {
            if wire.count > first { wire.append(UInt8(ascii: ",")) }
            // A list keeps its places, so an element that is not there is always NULL.
            if try !append(element, to: &wire) { WireEncoder.appendNull(to: &wire) }
        } while leaves[node.firstLeaf].repetition == node.repetitionLevel
    }

    private mutating func appendPairs(
        of node: ColumnNode, _ key: ColumnNode, _ value: ColumnNode, to wire: inout [UInt8]
    ) throws(Failure) {
        guard leaves[node.firstLeaf].definition >= node.elementLevel else {
            skip(node)
            return
        }
        let first = wire.count
        repeat {
            let start = wire.count
            if start > first { wire.append(UInt8(ascii: ",")) }
            guard try appendLeaf(key.firstLeaf, to: &wire) else {
                throw Failure(
                    row: row,
                    reason: "column \(names[key.firstLeaf]): \(ValueFault.nullKey.reason)")
            }
            if try !append(value, to: &wire) {
                if plan.rules.nulls == .write {
                    WireEncoder.appendNull(to: &wire)
                } else {
                    wire.removeSubrange(start...)
                }
            }
        } while leaves[node.firstLeaf].repetition == node.repetitionLevel
    }

    /// Appends a set, each member once.
    ///
    /// - Returns: False, and nothing is appended, where it has no members.
    private mutating func appendSet(
        of node: ColumnNode, _ element: ColumnNode, _ type: AttributeType, to wire: inout [UInt8]
    ) throws(Failure) -> Bool {
        guard leaves[node.firstLeaf].definition >= node.elementLevel else {
            skip(node)
            return false
        }
        var members: [[UInt8]] = []
        var seen: Set<[UInt8]> = []
        repeat {
            var member: [UInt8] = []
            guard try append(element, to: &member) else {
                throw Failure(
                    row: row,
                    reason: "column \(names[node.firstLeaf]): \(ValueFault.notMember.reason)")
            }
            if seen.insert(member).inserted { members.append(member) }
        } while leaves[node.firstLeaf].repetition == node.repetitionLevel
        wire.append(contentsOf: "{\"\(type)\":[".utf8)
        for (index, member) in members.enumerated() {
            if index > 0 { wire.append(UInt8(ascii: ",")) }
            wire.append(contentsOf: member)
        }
        wire.append(contentsOf: "]}".utf8)
        return true
    }
}
