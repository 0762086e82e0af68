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
    /// What stands in `_rest` is often the same in many rows: the places of texts by their hash.
    private var places: [UInt64: Int] = [:]
    private var known = ByteArrayColumn()
    private var knownReasons: [[(AttributeName, RestReasons)]] = []

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
        var sums = Sums()
        var seen = [Int](repeating: 0, count: Self.knownMax)
        for index in 0..<texts.count {
            let range = Int(texts.offsets[index])..<Int(texts.offsets[index + 1])
            if range.count <= Self.knownBytesMax {
                let hash = unsafe Self.hash(texts.bytes.span.bytes.extracting(range))
                if let place = try place(of: texts, range, hash) {
                    seen[place] += 1
                    continue
                }
            }
            sums.add(try reasons(of: Array(texts.bytes[range])), times: 1)
        }
        for (place, count) in seen.enumerated() where count > 0 {
            sums.add(knownReasons[place], times: count)
        }
        return sums.counts
    }

    /// The counts of the texts of some rows, each known by its place among distinct ones.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where a text is none of `_rest`.
    mutating func counts(of numbers: [UInt32], entries: LeafValues) throws -> RestCounts {
        guard case .byteArray(let texts) = entries else { throw LeafAlignment.mismatch }
        var times = [Int](repeating: 0, count: texts.count)
        for number in numbers {
            guard Int(number) < times.count else { throw ItemAssembler.torn }
            times[Int(number)] += 1
        }
        var sums = Sums()
        for (index, times) in times.enumerated() where times > 0 {
            let range = Int(texts.offsets[index])..<Int(texts.offsets[index + 1])
            if range.count <= Self.knownBytesMax {
                let hash = unsafe Self.hash(texts.bytes.span.bytes.extracting(range))
                if let place = try place(of: texts, range, hash) {
                    sums.add(knownReasons[place], times: times)
                    continue
                }
            }
            sums.add(try reasons(of: Array(texts.bytes[range])), times: times)
        }
        return sums.counts
    }

    /// How often each attribute stands there for some reasons.
    private struct Sums {
        /// By the raw value of the reasons.
        private var sums: [AttributeName: [UInt8: Int]] = [:]

        mutating func add(_ found: [(AttributeName, RestReasons)], times: Int) {
            for (attribute, reasons) in found {
                sums[attribute, default: [:]][reasons.rawValue, default: 0] += times
            }
        }

        var counts: RestCounts {
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
    }

    /// The place of a text among those that are known, or that can be remembered.
    private mutating func place(
        of texts: ByteArrayColumn, _ range: Range<Int>, _ hash: UInt64
    ) throws -> Int? {
        if let place = places[hash] {
            let own = Int(known.offsets[place])..<Int(known.offsets[place + 1])
            return unsafe Self.areEqual(
                known.bytes.span.bytes.extracting(own), texts.bytes.span.bytes.extracting(range))
                ? place : nil
        }
        guard known.count < Self.knownMax else { return nil }
        knownReasons.append(try reasons(of: Array(texts.bytes[range])))
        known.append(texts.bytes[range])
        places[hash] = known.count - 1
        return known.count - 1
    }

    private static func areEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        for offset in 0..<left.byteCount
        where unsafe left.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            != right.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        {
            return false
        }
        return true
    }

    /// FNV-1a over words of eight bytes: only for texts that are compared too.
    private static func hash(_ text: RawSpan) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(text.byteCount)
        var offset = 0
        while offset &+ 8 <= text.byteCount {
            let word = unsafe text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            hash = (hash ^ word) &* 0x100_0000_01B3
            hash ^= hash >> 29
            offset &+= 8
        }
        while offset < text.byteCount {
            hash =
                (hash ^ UInt64(unsafe text.unsafeLoad(fromByteOffset: offset, as: UInt8.self)))
                &* 0x100_0000_01B3
            offset &+= 1
        }
        return hash ^ hash >> 32
    }

    private func reasons(of text: [UInt8]) throws -> [(AttributeName, RestReasons)] {
        try Overlay.parse(text).members.map { member in
            let attribute = AttributeName(member.name)
            return (attribute, reasons(of: member.value, attribute))
        }
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
