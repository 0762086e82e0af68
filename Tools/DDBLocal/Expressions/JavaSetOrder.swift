/// The order in which a `HashSet` of Java lists texts, which DynamoDB's messages show.
enum JavaSetOrder {
    private static let capacityMin = 16

    /// Returns texts in the order of a set that was made of `count` of them and lost some.
    static func sorted(_ texts: [String], of count: Int) -> [String] {
        let wanted = max(count * 4 / 3 + 1, capacityMin)
        var capacity = capacityMin
        while capacity < wanted { capacity *= 2 }
        let mask = UInt32(capacity - 1)
        let slots = texts.enumerated().map { (slot(of: $1) & mask, $0, $1) }
        return slots.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private static func slot(of text: String) -> UInt32 {
        var hash: UInt32 = 0
        for unit in text.utf16 { hash = hash &* 31 &+ UInt32(unit) }
        return hash ^ hash >> 16
    }
}
