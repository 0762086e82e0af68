/// Named values: an item of a table, or a map inside one.
///
/// Names are compared by their bytes, and each is there once. The order of the names is kept for
/// writing but means nothing: items that differ only in it are equal.
///
/// ```swift
/// var item = Item()
/// item["pk"] = .string("a")
/// item["n"] = try .number(DecimalNumber("1.5"))
/// let bytes = WireEncoder.encode(item)   // {"pk":{"S":"a"},"n":{"N":"1.5"}}
/// ```
public struct Item: Sendable {
    /// The names in order.
    public private(set) var names: [String] = []
    /// The values, in the order of the names.
    public private(set) var values: [AttributeValue] = []
    /// Where each name is; kept only for items too large for a search from the front.
    private var positions: [[UInt8]: Int] = [:]

    private static let searchedMax = 16

    /// Creates an item without attributes.
    public init() {}

    /// The number of attributes.
    public var count: Int { names.count }

    /// The value of a name, or nil where there is no such attribute; setting nil removes it.
    public subscript(name: String) -> AttributeValue? {
        get { position(of: name).map { values[$0] } }
        set {
            let position = position(of: name)
            switch (position, newValue) {
            case (let position?, let value?):
                values[position] = value
            case (let position?, nil):
                names.remove(at: position)
                values.remove(at: position)
                rebuildPositions()
            case (nil, let value?):
                append(name, value)
            case (nil, nil):
                break
            }
        }
    }

    /// Appends an attribute whose name is known to be new.
    mutating func append(_ name: String, _ value: AttributeValue) {
        names.append(name)
        values.append(value)
        if names.count == Self.searchedMax + 1 {
            rebuildPositions()
        } else if names.count > Self.searchedMax {
            positions[Array(name.utf8)] = names.count - 1
        }
    }

    private func position(of name: String) -> Int? {
        guard names.count <= Self.searchedMax else { return positions[Array(name.utf8)] }
        return names.firstIndex { $0.utf8.elementsEqual(name.utf8) }
    }

    private mutating func rebuildPositions() {
        positions = [:]
        guard names.count > Self.searchedMax else { return }
        for (index, name) in names.enumerated() { positions[Array(name.utf8)] = index }
    }
}

extension Item: Hashable {
    /// Compares names by bytes and values as DynamoDB does, in any order.
    public static func == (left: Item, right: Item) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left.names, left.values).allSatisfy { right[$0] == $1 }
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in zip(names, values) {
            var one = Hasher()
            one.combine(name)
            one.combine(value)
            sum &+= one.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }
}

extension Item: ExpressibleByDictionaryLiteral {
    /// Creates an item of names and values; the last of equal names wins.
    public init(dictionaryLiteral elements: (String, AttributeValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension Item {
    /// Reads an item's DynamoDB JSON, `{"pk":{"S":".."},...}`, however it is spaced.
    ///
    /// - Throws: ``AttributeError`` where the text is not an item.
    public init(
        wire bytes: RawSpan, limits: DecodeLimits = .standard
    ) throws(AttributeError) {
        var builder = ItemBatchBuilder(limits: limits)
        let index = try builder.image(wire: bytes)
        self = builder.finish().item(at: index)
    }
}
