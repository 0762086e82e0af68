import DDBAttributes
public import DDBBase

/// A map and the columns of a file: what to write for each row.
public struct BoundMap: Sendable {
    /// What a column's value becomes.
    public enum Form: Sendable, Hashable {
        /// A value, of the column's own type where none is given.
        case value(AttributeType?)
        /// The column's time and so many seconds later, as seconds since 1970.
        case expiry(afterSeconds: Int64)
    }

    /// An attribute that a column gives.
    public struct Output: Sendable {
        /// The place of the column.
        public let column: Int
        /// The column's name, for messages.
        public let columnName: String
        /// The attribute's name.
        public let attribute: String
        /// The attribute's name as it goes over the wire, with its colon.
        public let wireName: [UInt8]
        /// What the values become.
        public let form: Form
        /// Whether it is an attribute of the table's key, which holds no truth values.
        public let isKey: Bool
    }

    /// The most bytes of an attribute's name, as DynamoDB has it.
    public static let nameByteCountMax = 65_535

    /// What columns give, in the order of the columns.
    public let outputs: [Output]
    /// The attributes that are the same for every item, as they go over the wire, with commas
    /// between them.
    public let constants: [UInt8]
    /// The names of the attributes in ``constants``.
    public let constantNames: [String]

    /// Creates a map of columns that a file names.
    ///
    /// - Parameters:
    ///   - columns: The columns in the order of the file, with the types that the file says.
    ///   - keys: The attributes of the table's key, as far as they are known.
    ///   - now: From when spans without a column count.
    /// - Throws: ``ColumnMapError`` where the map names a column that is not there, and where two
    ///   columns become one attribute.
    public init(
        _ map: ColumnMap, columns: [(name: String, type: AttributeType?)], keys: [String] = [],
        now: Instant
    ) throws(ColumnMapError) {
        let names = columns.map(\.name)
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            guard places.updateValue(place, forKey: name) == nil else {
                throw ColumnMapError("Two columns are named '\(name)'.")
            }
        }
        func place(_ name: String) throws(ColumnMapError) -> Int {
            guard let place = places[name] else {
                throw ColumnMapError(
                    "There is no column '\(name)'" + NearestName.hint(name, in: names))
            }
            return place
        }
        var outputs: [Output] = []
        var constants: [UInt8] = []
        var constantNames: [String] = []
        func add(_ place: Int, _ attribute: String, _ form: Form) {
            outputs.append(
                Output(
                    column: place, columnName: names[place], attribute: attribute,
                    wireName: Self.wireName(attribute), form: form, isKey: keys.contains(attribute))
            )
        }
        for column in map.dropped { _ = try place(column) }
        let used = map.usedColumns
        for (index, column) in columns.enumerated()
        where map.keepsOthers && !used.contains(column.name) && !map.dropped.contains(column.name) {
            add(index, column.name, .value(column.type))
        }
        for rule in map.rules {
            switch rule.origin {
            case .column(let name, let type):
                let index = try place(name)
                add(index, rule.attribute, .value(type ?? columns[index].type))
            case .expiry(column: let name?, let after):
                add(try place(name), rule.attribute, .expiry(afterSeconds: after.wholeSeconds))
            case .expiry(column: nil, let after):
                let time = now.advanced(byMicroseconds: after.wholeSeconds * 1_000_000)
                let seconds = time.microseconds / 1_000_000
                let wire = Array("{\"N\":\"\(seconds)\"}".utf8)
                Self.add(rule.attribute, wire, to: &constants, &constantNames)
            case .constant(let wire):
                Self.add(rule.attribute, wire, to: &constants, &constantNames)
            }
        }
        self.outputs = outputs.sorted { $0.column < $1.column }
        self.constants = constants
        self.constantNames = constantNames
        var seen: Set<String> = []
        for name in outputs.map(\.attribute) + constantNames {
            guard (1...Self.nameByteCountMax).contains(name.utf8.count) else {
                throw ColumnMapError(
                    "An attribute's name has 1 to \(Self.nameByteCountMax) bytes; rename or leave out"
                        + " the column '\(name.prefix(64))'.")
            }
            guard seen.insert(name).inserted else {
                throw ColumnMapError(
                    "Two columns become the attribute '\(name)'; rename one of them.")
            }
        }
    }

    static func wireName(_ name: String) -> [UInt8] {
        var wire: [UInt8] = []
        WireEncoder.appendName(name, to: &wire)
        return wire
    }

    private static func add(
        _ attribute: String, _ value: [UInt8], to constants: inout [UInt8],
        _ names: inout [String]
    ) {
        if !constants.isEmpty { constants.append(UInt8(ascii: ",")) }
        constants.append(contentsOf: wireName(attribute))
        constants.append(contentsOf: value)
        names.append(attribute)
    }
}

extension Duration {
    /// The seconds, without a fraction.
    var wholeSeconds: Int64 { components.seconds }
}
