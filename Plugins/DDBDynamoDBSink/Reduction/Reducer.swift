import DDBAttributes

/// Reduces what comes on what is there, and writes DynamoDB JSON: what is taken whole keeps its
/// very bytes.
struct Reducer {
    /// What is there.
    let left: ItemBatch
    /// What comes.
    let right: ItemBatch

    /// Appends an item of two: `{"name":{...},...}`.
    ///
    /// The attributes of the first stand first, in their order.
    func appendItem(
        _ old: Int, _ new: Int, _ node: Reduction.Node, to wire: inout [UInt8]
    ) throws(ReductionFault) {
        guard node.mergesMaps else {
            if node.strategy == .firstWriteWins {
                return left.appendItemWire(at: old, to: &wire)
            }
            return right.appendItemWire(at: new, to: &wire)
        }
        try appendMap(old, new, node, to: &wire)
    }

    private func appendMap(
        _ old: Int, _ new: Int, _ node: Reduction.Node, to wire: inout [UInt8]
    ) throws(ReductionFault) {
        let oldNames = left.names(of: old)
        let newNames = right.names(of: new)
        var newIndexes: [[UInt8]: Int] = [:]
        for (name, index) in newNames { newIndexes[name] = index }
        wire.append(UInt8(ascii: "{"))
        for (name, index) in oldNames {
            if wire.last != UInt8(ascii: "{") { wire.append(UInt8(ascii: ",")) }
            guard let other = newIndexes.removeValue(forKey: name) else {
                left.appendAttributeWire(at: index, to: &wire)
                continue
            }
            left.appendNameWire(at: index, to: &wire)
            do throws(ReductionFault) {
                try appendValue(index + 1, other + 1, node.child(name), to: &wire)
            } catch {
                throw error.inside(name)
            }
        }
        for (name, index) in newNames where newIndexes[name] != nil {
            if wire.last != UInt8(ascii: "{") { wire.append(UInt8(ascii: ",")) }
            do throws(ReductionFault) {
                try Self.check(index + 1, of: right, node.child(name))
            } catch {
                throw error.inside(name)
            }
            right.appendAttributeWire(at: index, to: &wire)
        }
        wire.append(UInt8(ascii: "}"))
    }

    private func appendValue(
        _ old: Int, _ new: Int, _ node: Reduction.Node, to wire: inout [UInt8]
    ) throws(ReductionFault) {
        if node.mergesMaps {
            let areMaps = left.token(at: old).kind == .map && right.token(at: new).kind == .map
            guard areMaps else {
                try Self.check(new, of: right, node)
                return right.appendWire(at: new, to: &wire)
            }
            wire.append(contentsOf: #"{"M":"#.utf8)
            try appendMap(old, new, node, to: &wire)
            wire.append(UInt8(ascii: "}"))
            return
        }
        switch node.strategy {
        case .lastWriteWins, .merge, nil: right.appendWire(at: new, to: &wire)
        case .firstWriteWins: left.appendWire(at: old, to: &wire)
        case .sum, .min, .max, .append:
            try Self.check(new, of: right, node)
            // NULL is nothing yet, on either side.
            if left.token(at: old).kind == .null {
                right.appendWire(at: new, to: &wire)
            } else if right.token(at: new).kind == .null {
                left.appendWire(at: old, to: &wire)
            } else {
                try appendReduced(old, new, node, to: &wire)
            }
        }
    }

    private func appendReduced(
        _ old: Int, _ new: Int, _ node: Reduction.Node, to wire: inout [UInt8]
    ) throws(ReductionFault) {
        let values = (left.value(at: old), right.value(at: new))
        switch node.strategy {
        case .sum: WireEncoder.append(.number(try Self.sum(values)), to: &wire)
        case .min, .max:
            let takesOld = try Self.isSmaller(values) == (node.strategy == .min)
            (takesOld ? left : right).appendWire(at: takesOld ? old : new, to: &wire)
        case .append: WireEncoder.append(try Self.appended(values), to: &wire)
        case .lastWriteWins, .firstWriteWins, .merge, nil:
            preconditionFailure("these take values whole")
        }
    }

    // MARK: pairs of values

    private static func sum(
        _ values: (AttributeValue, AttributeValue)
    ) throws(ReductionFault) -> DecimalNumber {
        guard case (.number(let left), .number(let right)) = values else {
            throw ReductionFault("What the table has is no number to add to")
        }
        do throws(AttributeError) {
            return try left.adding(right)
        } catch {
            throw ReductionFault("The sum is no number of DynamoDB: \(error.reason)")
        }
    }

    private static func isSmaller(
        _ values: (AttributeValue, AttributeValue)
    ) throws(ReductionFault) -> Bool {
        switch values {
        case (.number(let left), .number(let right)): return left < right
        case (.string(let left), .string(let right)):
            return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.binary(let left), .binary(let right)): return left.lexicographicallyPrecedes(right)
        case _: throw ReductionFault("What the table has is of another type than what comes")
        }
    }

    private static func appended(
        _ values: (AttributeValue, AttributeValue)
    ) throws(ReductionFault) -> AttributeValue {
        switch values {
        case (.list(let left), .list(let right)): return .list(left + right)
        case (.stringSet(let left), .stringSet(let right)):
            // As DynamoDB tells members apart: by bytes, and not by what looks alike.
            return .stringSet(union(left, right) { Array($0.utf8) })
        case (.numberSet(let left), .numberSet(let right)):
            return .numberSet(union(left, right) { $0 })
        case (.binarySet(let left), .binarySet(let right)):
            return .binarySet(union(left, right) { $0 })
        case _: throw ReductionFault("What the table has is of another type than what comes")
        }
    }

    private static func union<Member, Identity: Hashable>(
        _ left: [Member], _ right: [Member], by identity: (Member) -> Identity
    ) -> [Member] {
        var seen = Set(left.map(identity))
        return left + right.filter { seen.insert(identity($0)).inserted }
    }

    // MARK: values alone

    /// Refuses a value that its strategy could never reduce, whether or not there is another.
    static func check(
        _ value: Int, of batch: ItemBatch, _ node: Reduction.Node
    ) throws(ReductionFault) {
        let kind = batch.token(at: value).kind
        switch (node.strategy, kind) {
        case (.sum, .number), (.sum, .null): return
        case (.sum, _): throw ReductionFault("A sum takes numbers")
        case (.min, .number), (.min, .string), (.min, .binary), (.min, .null): return
        case (.max, .number), (.max, .string), (.max, .binary), (.max, .null): return
        case (.min, _), (.max, _):
            throw ReductionFault("Only numbers, texts and binaries have an order")
        case (.append, .list), (.append, .stringSet), (.append, .numberSet), (.append, .binarySet),
            (.append, .null):
            return
        case (.append, _): throw ReductionFault("Only to lists and sets something is appended")
        case (.merge, .map), (nil, .map): try check(map: value, of: batch, node)
        case (.lastWriteWins, _), (.firstWriteWins, _), (.merge, _), (nil, _): return
        }
    }

    /// The same for what is named inside of an item or map.
    static func check(
        map: Int, of batch: ItemBatch, _ node: Reduction.Node
    ) throws(ReductionFault) {
        guard !node.children.isEmpty else { return }
        for (name, child) in node.children {
            guard let value = batch.index(of: name, in: map) else { continue }
            do throws(ReductionFault) {
                try check(value, of: batch, child)
            } catch {
                throw error.inside(name)
            }
        }
    }
}

extension ItemBatch {
    /// The plain names of a map's attributes with their tape indexes, in their order.
    fileprivate func names(of map: Int) -> [([UInt8], Int)] {
        var names: [([UInt8], Int)] = []
        var index = Tape.firstChild(of: map)
        for _ in 0..<Tape.count(of: map, in: tape) {
            var name: [UInt8] = []
            TokenText.append(token(at: index), of: bytes, to: &name)
            names.append((name, index))
            index = Tape.next(after: index + 1, in: tape)
        }
        return names
    }

    /// Appends an attribute's name as it was written, with its colon.
    fileprivate func appendNameWire(at name: Int, to wire: inout [UInt8]) {
        let token = token(at: name)
        TokenText.copy(token.offset - 1..<token.range.upperBound + 1, of: bytes, to: &wire)
        wire.append(UInt8(ascii: ":"))
    }
}
