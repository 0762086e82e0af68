import DDBAttributes
import DDBTestKit

/// Makes the changes of numbered commits: the same number gives the same changes, whatever was
/// asked for before, so that another process can tell what a table must hold.
public struct ChangeGenerator: Sendable {
    /// What it makes.
    public let shape: ModelShape
    private let seed: UInt64

    /// Creates a generator.
    public init(seed: UInt64, shape: ModelShape) {
        self.seed = seed
        self.shape = shape
    }

    /// The random numbers of a commit.
    private func random(_ commit: Int, _ purpose: UInt64) -> SeededRandom {
        SeededRandom(seed: seed &* 0x1000_0001 &+ UInt64(commit) &* 8 &+ purpose)
    }

    /// The changes of a commit in the order in which they come.
    ///
    /// Those with sequences come in any order, some twice, some again from the commits before; the
    /// others come in the order that counts. The fences come last.
    ///
    /// - Parameters:
    ///   - commit: Its number, from 1.
    ///   - count: How many changes it has besides fences and repetitions.
    public func changes(ofCommit commit: Int, count: Int) throws -> [GeneratedChange] {
        let random = random(commit, 0)
        var changes = try fresh(commit, count, random)
        for _ in 0..<count / 20 {
            let repeated = changes[random.number(below: changes.count)]
            if repeated.partition != nil { changes.append(repeated) }
        }
        if commit > 1, random.number(below: 3) == 0 {
            // What was committed before comes again: a source that went back.
            changes += try fresh(commit - 1, count, self.random(commit - 1, 0)).filter {
                $0.partition != nil
            }.prefix(count / 10 + 1)
        }
        return shuffled(changes, random) + (try fences(commit))
    }

    /// New changes in their order.
    private func fresh(
        _ commit: Int, _ count: Int, _ random: SeededRandom
    ) throws -> [GeneratedChange] {
        try (0..<count).map { place in
            let isHot = random.number(below: 4) == 0
            let space = isHot ? max(shape.keySpace / 100, 1) : shape.keySpace
            let key = ModelKey(number: random.number(below: space), shape: shape)
            return try change(key, commit, place, random)
        }
    }

    private func change(
        _ key: ModelKey, _ commit: Int, _ place: Int, _ random: SeededRandom
    ) throws -> GeneratedChange {
        let keyMembers = key.members(random)
        let isPut = random.number(below: 100) >= shape.deletesPercent
        var line = "{\"operation\":\"\(isPut ? "put" : "delete")\""
        var change = GeneratedChange(key: "", line: "")
        if let partition = key.partition {
            change.partition = "shard-\(partition)"
            change.epoch = commit / shape.commitsPerEpoch
            change.sequence = commit % shape.commitsPerEpoch * 1_000_000 + place + 1
            // As long as DynamoDB's, and of different lengths.
            line += ",\"partition\":\"shard-\(partition)\",\"epoch\":\(change.epoch)"
            line += ",\"sequence\":\"\(change.sequence)00000000000000000000\""
        }
        if isPut {
            let maker = ValueMaker(
                random: random, shape: shape, step: commit / shape.commitsPerStep)
            let members = maker.members()
            let image = "{\(keyMembers)\(members.isEmpty ? "" : ",")\(members)}"
            change.image = image
            line += ",\"newImage\":\(image)"
            if random.number(below: 2) == 0 { line += ",\"keys\":{\(keyMembers)}" }
        } else if random.number(below: 2) == 0 {
            line += ",\"keys\":{\(keyMembers)}"
        } else {
            line += ",\"oldImage\":{\"was\":{\"S\":\"here\"},\(keyMembers)}"
        }
        if random.number(below: 2) == 0 {
            line += ",\"eventTime\":\(1_767_225_600_000_000 + commit * 1_000_000 + place)"
        }
        change.key = try Self.keyText(keyMembers, shape)
        change.line = line + "}"
        return change
    }

    /// Rows that every commit puts, with its number.
    private func fences(_ commit: Int) throws -> [GeneratedChange] {
        try (0..<shape.fenceCount).map { number in
            // Beyond the keys that changes have.
            let base =
                (shape.keySpace / (shape.partitionCount + 1) + 10) * (shape.partitionCount + 1)
            let key = ModelKey(
                number: base * 8 + shape.partitionCount + number * (shape.partitionCount + 1),
                shape: shape)
            let members = key.members(random(commit, 1))
            let image = "{\(members),\"fence\":{\"N\":\"\(commit)\"}}"
            return GeneratedChange(
                key: try Self.keyText(members, shape), image: image,
                line: "{\"operation\":\"put\",\"newImage\":\(image)}")
        }
    }

    /// Changes in any order, but those without sequences in theirs.
    private func shuffled(
        _ changes: [GeneratedChange], _ random: SeededRandom
    ) -> [GeneratedChange] {
        var result = changes
        for index in result.indices.reversed() where index > 0 {
            result.swapAt(index, random.number(below: index + 1))
        }
        let unordered = changes.filter { $0.partition == nil }
        let places = result.indices.filter { result[$0].partition == nil }
        for (place, change) in zip(places, unordered) { result[place] = change }
        return result
    }

    private static func keyText(_ members: String, _ shape: ModelShape) throws -> String {
        let bytes = Array("{\(members)}".utf8)
        return try Item(wire: bytes.span.bytes).keyText(shape.keyNames)
    }
}
