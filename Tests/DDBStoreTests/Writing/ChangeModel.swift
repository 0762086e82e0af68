import DDBAttributes
import DDBTestKit

/// A change that a test makes, and what a dictionary makes of it.
struct TestChange {
    var key: String
    /// The item's other attributes as JSON members; nil for a delete.
    var members: String?

    /// The item as DynamoDB JSON; nil for a delete.
    var wire: String? {
        members.map { "{\"pk\":{\"S\":\"\(key)\"}\($0.isEmpty ? "" : ",")\($0)}" }
    }

    static func put(_ key: String, _ members: String = "") -> TestChange {
        TestChange(key: key, members: members)
    }

    static func delete(_ key: String) -> TestChange { TestChange(key: key, members: nil) }

    /// A batch of changes in their order.
    static func batch(_ changes: [TestChange]) throws -> ItemBatch {
        var builder = ItemBatchBuilder()
        for change in changes {
            var record = ItemRecord(origin: .stream)
            if let wire = change.wire {
                record.newImage = try builder.image(wire: Array(wire.utf8).span.bytes)
            } else {
                let keys = "{\"pk\":{\"S\":\"\(change.key)\"}}"
                record.keys = try builder.image(wire: Array(keys.utf8).span.bytes)
                record.operation = .delete
            }
            builder.append(record)
        }
        return builder.finish()
    }
}

/// What a table should hold.
struct ChangeModel {
    private(set) var items: [String: Item] = [:]

    mutating func apply(_ changes: [TestChange]) throws {
        for change in changes {
            if let wire = change.wire {
                var builder = ItemBatchBuilder()
                let index = try builder.image(wire: Array(wire.utf8).span.bytes)
                items[change.key] = builder.finish().item(at: index)
            } else {
                items[change.key] = nil
            }
        }
    }
}

/// Makes random changes.
struct RandomChanges {
    private let random: SeededRandom
    private let keyCount: Int

    init(seed: UInt64, keyCount: Int) {
        random = SeededRandom(seed: seed)
        self.keyCount = keyCount
    }

    func next(_ count: Int) -> [TestChange] {
        (0..<count).map { _ in
            let key = "key-\(random.number(below: keyCount))"
            guard random.number(below: 4) > 0 else { return .delete(key) }
            let number = random.number(below: 1000)
            let texts = [
                "", "\"n\":{\"N\":\"\(number)\"}",
                "\"n\":{\"N\":\"\(number)\"},\"s\":{\"S\":\"text \(number)\"}",
                "\"m\":{\"M\":{\"a\":{\"N\":\"\(number)\"},\"b\":{\"NULL\":true}}}",
                "\"l\":{\"L\":[{\"S\":\"x\"},{\"S\":\"\(number)\"}]},\"n\":{\"N\":\"-1\"}",
            ]
            return .put(key, texts[random.number(below: texts.count)])
        }
    }

    func number(below bound: Int) -> Int { random.number(below: bound) }
}
