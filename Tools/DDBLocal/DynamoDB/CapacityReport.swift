import DDBJSON

/// Counts what calls read and write, and writes `ConsumedCapacity`.
struct CapacityReport: Sendable {
    /// What `ReturnConsumedCapacity` asks for.
    enum Detail: Sendable {
        case none, total, indexes
    }

    /// The units of one table.
    struct Units: Sendable {
        var table = 0.0
        var indexes: [String: (units: Double, isGlobal: Bool)] = [:]

        var sum: Double { indexes.values.reduce(table) { $0 + $1.units } }
    }

    let detail: Detail
    /// The units by the name of the table, in the order in which tables were met.
    private(set) var tables: [(name: String, units: Units)] = []

    init(_ members: RequestMembers) throws(ServiceRefusal) {
        switch try members.string("ReturnConsumedCapacity") {
        case nil, "NONE": detail = .none
        case "TOTAL": detail = .total
        case "INDEXES": detail = .indexes
        case let other?:
            throw .constraint(
                "'\(other)'", at: "returnConsumedCapacity",
                "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]")
        }
    }

    /// Adds units of a table, or of an index of it.
    mutating func add(_ units: Double, _ table: String, index: IndexSchema? = nil) {
        guard detail != .none else { return }
        let place = tables.firstIndex { $0.name == table } ?? tables.count
        if place == tables.count { tables.append((table, Units())) }
        if let index {
            let before = tables[place].units.indexes[index.name]?.units ?? 0
            tables[place].units.indexes[index.name] = (before + units, index.isGlobal)
        } else {
            tables[place].units.table += units
        }
    }

    /// The write units of an item: one for each KB, at least one.
    static func writeUnits(_ size: Int) -> Double { Double(max(1, (size + 1023) / 1024)) }

    /// The read units of bytes: one for each 4 KB, at least one, and half of that where old data
    /// may be returned.
    static func readUnits(_ size: Int, isConsistent: Bool) -> Double {
        Double(max(1, (size + 4095) / 4096)) * (isConsistent ? 1 : 0.5)
    }

    /// Writes the member of a call that is about one table.
    func writeOne(to writer: inout JSONWriter) {
        guard let (name, units) = tables.first else { return }
        writer.name("ConsumedCapacity")
        write(name, units, to: &writer)
    }

    /// Writes the member of a call that may be about several.
    func writeAll(to writer: inout JSONWriter) {
        guard detail != .none else { return }
        writer.name("ConsumedCapacity")
        writer.beginArray()
        for (name, units) in tables { write(name, units, to: &writer) }
        writer.endArray()
    }

    private func write(_ name: String, _ units: Units, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("TableName", name)
        writer.name("CapacityUnits")
        writer.number(Self.text(units.sum))
        if detail == .indexes {
            writer.name("Table")
            writeUnits(units.table, to: &writer)
            for isGlobal in [false, true] {
                let indexes = units.indexes.filter { $0.value.isGlobal == isGlobal }
                guard !indexes.isEmpty else { continue }
                writer.name(isGlobal ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes")
                writer.beginObject()
                for (name, index) in indexes.sorted(by: { $0.key < $1.key }) {
                    writer.name(name)
                    writeUnits(index.units, to: &writer)
                }
                writer.endObject()
            }
        }
        writer.endObject()
    }

    private func writeUnits(_ units: Double, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("CapacityUnits")
        writer.number(Self.text(units))
        writer.endObject()
    }

    /// `1.0`, `0.5`: a double as AWS writes it.
    private static func text(_ units: Double) -> String { "\(units)" }
}
