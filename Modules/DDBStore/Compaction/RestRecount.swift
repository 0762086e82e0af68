import DDBJSON
import DDBParquet
import DDBSchema

/// Counts anew what rows have in `_rest`, as the shredder counts it when it writes them.
///
/// Counts of parts cannot be added where rows of them are left out: nobody knows what those had.
struct RestRecount {
    /// The most texts whose reasons are remembered, and their most bytes.
    private static let knownMax = 4096
    private static let knownBytesMax = 256

    private let types: [AttributeName: ColumnType]
    private let hasRecord: Bool
    /// What stands in `_rest` is often the same in many rows.
    private var known: [ArraySlice<UInt8>: [(AttributeName, RestReasons)]] = [:]

    init(_ layout: TableLayout) {
        types = Dictionary(
            layout.columns.columns.map { ($0.attribute, $0.type) },
            uniquingKeysWith: { first, _ in
                first
            })
        hasRecord = layout.columns.hasRecord
    }

    /// The counts of the texts of some rows.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where a text is none of `_rest`.
    mutating func counts(of values: LeafValues) throws -> RestCounts {
        guard case .byteArray(let texts) = values else { throw LeafAlignment.mismatch }
        // By the raw value of the reasons.
        var sums: [AttributeName: [UInt8: Int]] = [:]
        for index in 0..<texts.count {
            for (attribute, reasons) in try reasons(of: texts[index]) {
                sums[attribute, default: [:]][reasons.rawValue, default: 0] += 1
            }
        }
        var counts = RestCounts()
        for (attribute, sums) in sums {
            for (rawValue, count) in sums {
                let reasons = RestReasons(rawValue: rawValue)
                for (reason, name) in RestReasons.named where reasons.contains(reason) {
                    counts.add(count, attribute, name)
                }
            }
        }
        return counts
    }

    private mutating func reasons(
        of text: ArraySlice<UInt8>
    ) throws -> [(AttributeName, RestReasons)] {
        if let known = known[text] { return known }
        let bytes = Array(text)
        let found = try Overlay.parse(bytes).members.map { member in
            let attribute = AttributeName(member.name)
            return (attribute, reasons(of: member.value, attribute))
        }
        if bytes.count <= Self.knownBytesMax, known.count < Self.knownMax {
            known[bytes[...]] = found
        }
        return found
    }

    private func reasons(of overlay: JSONValue, _ attribute: AttributeName) -> RestReasons {
        if let type = types[attribute] { return Self.reasons(of: overlay, type) }
        if hasRecord { return .hidden }
        return Self.isNull(overlay) ? .null : .noColumn
    }

    private static func isNull(_ overlay: JSONValue) -> Bool {
        overlay.object?.members.first?.name == "NULL"
    }

    /// Why an overlay stands over a column.
    private static func reasons(of overlay: JSONValue, _ type: ColumnType) -> RestReasons {
        guard let value = overlay.object?.members.first else { return [] }
        if value.name == "NULL" { return .null }
        switch type {
        case .integer, .decimal, .digits, .double:
            return value.name == "N" ? .range : .type
        case .set(.integer), .set(.decimal), .set(.digits), .set(.double):
            return value.name == "NS" ? .range : .type
        case .string, .boolean, .binary, .set: return .type
        case .json: return .hidden
        case .list(let elementType):
            guard value.name == "L", let elements = value.value.array else { return .type }
            return elements.reduce(into: []) { found, element in
                // An empty map stands for an element that lacks nothing.
                if element.object?.members.first?.value.object?.count == 0 { return }
                found.formUnion(reasons(of: element, elementType))
            }
        case .structure(let fields):
            guard value.name == "M", let members = value.value.object?.members else {
                return .type
            }
            return members.reduce(into: []) { found, member in
                let attribute = AttributeName(member.name)
                let field = fields.first { $0.attribute == attribute }
                guard let field else {
                    found.insert(isNull(member.value) ? .null : .noColumn)
                    return
                }
                found.formUnion(reasons(of: member.value, field.type))
            }
        }
    }
}
