import DDBAttributes
import DDBBase
import DDBJSON
import DDBParquet
import DDBSchema

/// Gives rows back as the items they were: DynamoDB JSON equal to what came in.
///
/// It is the shredder's inverse: it puts the columns' values together and lays the row's `_rest`
/// over them.
struct ItemAssembler {
    /// The key attributes, as the table names them.
    let keys: [AttributeName]
    private let columns: [TableColumn]
    private let names: [[UInt8]]
    private let nameTexts: [String]
    private let columnNames: Set<AttributeName>
    /// The index of the first leaf of each column.
    private let firstLeaves: [Int]
    private var cursors: [LeafCursor] = []
    private var record: LeafCursor?
    private var rest: LeafCursor?
    private var time: LeafCursor?
    /// What rows of changes have beside.
    var changes = ChangeCursors()
    private var rowsLeft: Int
    /// What stands for an absent element.
    private var absent = nullValue

    private static let nullValue = Array("{\"NULL\":true}".utf8)
    private static let absentValue = Array("{\"\(Overlay.absentName)\":true}".utf8)

    /// Prepares the rows of a row group.
    ///
    /// - Parameters:
    ///   - layout: The columns, as the part has them.
    ///   - leaves: A column a leaf of the layout, in its order.
    /// - Throws: ``StoreError/Code/damaged`` where the leaves are not of the layout.
    init(layout: TableLayout, leaves: [LeafColumn], rowCount: Int) throws {
        guard leaves.count == layout.leafCount else {
            throw StoreError(.damaged, "A part has not the columns that its table says.")
        }
        keys = layout.columns.keys
        columns = layout.columns.columns
        nameTexts = columns.map(\.attribute.description)
        columnNames = Set(columns.map(\.attribute))
        rowsLeft = rowCount
        var firstLeaves: [Int] = []
        for column in columns {
            firstLeaves.append(cursors.count)
            Self.appendCursors(column.type, level: 0, leaves, rowCount, to: &cursors)
        }
        self.firstLeaves = firstLeaves
        names = columns.map { column in
            var name = [UInt8(ascii: "\"")]
            unsafe JSONText.escape(column.attribute.utf8.span.bytes, into: &name)
            return name + Array("\":".utf8)
        }
        for (offset, column) in layout.systemColumns.enumerated() {
            let cursor = LeafCursor(
                column: leaves[cursors.count + offset], presentLevel: 1, rowCount: rowCount)
            switch column {
            case .timestamp: time = cursor
            case .record: record = cursor
            case .rest: rest = cursor
            case .oldRecord: changes.oldRecord = cursor
            case .isDeleted: changes.isDeleted = cursor
            case .sequence: changes.sequence = cursor
            case .eventType: changes.event = cursor
            }
        }
    }

    private static func appendCursors(
        _ type: ColumnType, level: UInt8, _ leaves: [LeafColumn], _ rowCount: Int,
        to cursors: inout [LeafCursor]
    ) {
        switch type {
        case .list(let element), .set(let element):
            appendCursors(element, level: level + 2, leaves, rowCount, to: &cursors)
        case .structure(let fields):
            for field in fields {
                appendCursors(field.type, level: level + 1, leaves, rowCount, to: &cursors)
            }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            cursors.append(
                LeafCursor(
                    column: leaves[cursors.count], presentLevel: level + 1, rowCount: rowCount))
        }
    }

    /// The `_timestamp` of the row that ``appendItem(to:)`` gives next; nil where it has none.
    func nextTimestamp() -> Instant? {
        guard let time, time.definition == time.presentLevel,
            case .int64(let microseconds) = time.column.values, time.value < microseconds.count
        else { return nil }
        return Instant(microseconds: microseconds[time.value])
    }

    /// Whether ``appendItem(to:)`` gives another one.
    var hasRows: Bool { rowsLeft > 0 }

    /// Appends the next row's item.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``StoreError/Code/damaged`` where the columns do not fit together.
    mutating func appendItem(to bytes: inout [UInt8]) throws -> Bool {
        guard rowsLeft > 0 else { return false }
        rowsLeft -= 1
        time?.advance()
        let overlay = try Self.nextText(&rest).map { try Overlay.parse($0) }
        let base = try Self.nextText(&record).map { try JSONAttributes.item(of: $0) }
        bytes.append(UInt8(ascii: "{"))
        let first = bytes.count
        for index in columns.indices {
            try appendAttribute(index, first: first, overlay: overlay, to: &bytes)
        }
        if base != nil || overlay != nil {
            appendMembers(
                Overlay.merged(base: base ?? JSONObject(), overlay: overlay ?? JSONObject()),
                first: first, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return true
    }

    /// Appends one attribute, if the row has it, with what the overlay has to say of it.
    private mutating func appendAttribute(
        _ index: Int, first: Int, overlay: JSONObject?, to bytes: inout [UInt8]
    ) throws {
        let leaf = firstLeaves[index]
        guard !cursors[leaf].isAtEnd else { throw Self.torn }
        var leafIndex = leaf
        let over = overlay?[nameTexts[index]]
        guard cursors[leaf].definition > 0 else {
            try skip(columns[index].type, leaf: &leafIndex)
            guard let over else { return }
            if bytes.count > first { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: names[index])
            bytes.append(contentsOf: over.bytes)
            return
        }
        if bytes.count > first { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: names[index])
        let valueStart = bytes.count
        absent = over == nil ? Self.nullValue : Self.absentValue
        try appendValue(columns[index].type, leaf: &leafIndex, level: 0, repeated: 0, to: &bytes)
        guard let over else { return }
        let own = Array(bytes[valueStart...])
        let merged = try Overlay.merged(Overlay.parseValue(own), over)
        bytes.removeSubrange(valueStart...)
        bytes.append(contentsOf: merged.bytes)
    }

    /// Appends the attributes that have no column.
    private func appendMembers(_ object: JSONObject, first: Int, to bytes: inout [UInt8]) {
        for member in object.members where !columnNames.contains(AttributeName(member.name)) {
            if bytes.count > first { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            JSONText.escape(member.name, into: &bytes)
            bytes.append("\":")
            bytes.append(contentsOf: member.value.bytes)
        }
    }

    /// The text of a column in the row at hand, or nil where it is null; moves past it.
    static func nextText(_ cursor: inout LeafCursor?) throws -> [UInt8]? {
        guard let at = cursor else { return nil }
        guard !at.isAtEnd else { throw Self.torn }
        defer { cursor?.advance() }
        guard at.definition == at.presentLevel, case .byteArray(let texts) = at.column.values,
            at.value < texts.count
        else { return nil }
        return Array(texts[at.value])
    }

    static let torn = StoreError(
        .damaged, "A part's columns end before its rows do; run `ddbkit store verify`.")
}

extension ItemAssembler {
    /// Appends a value, or NULL where it is absent, and moves all leaves below the type past it.
    ///
    /// - Parameters:
    ///   - leaf: The first leaf of the type; afterwards the one behind its last.
    ///   - level: The definition level at which the parent is present.
    ///   - repeated: The repetition level of the parent's slots.
    private mutating func appendValue(
        _ type: ColumnType, leaf: inout Int, level: UInt8, repeated: UInt8,
        to bytes: inout [UInt8]
    ) throws {
        guard !cursors[leaf].isAtEnd else { throw Self.torn }
        guard cursors[leaf].definition > level else {
            try skip(type, leaf: &leaf)
            bytes.append(contentsOf: absent)
            return
        }
        switch type {
        case .structure(let fields):
            try appendStructure(fields, leaf: &leaf, level: level, repeated: repeated, to: &bytes)
        case .list(let element):
            bytes.append("{\"L\":[")
            try appendElements(
                element, isSet: false, leaf: &leaf, level: level, repeated: repeated, to: &bytes)
            bytes.append("]}")
        case .set(let element):
            bytes.append(Self.opening(type))
            bytes.append("[")
            try appendElements(
                element, isSet: true, leaf: &leaf, level: level, repeated: repeated, to: &bytes)
            bytes.append("]}")
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            try appendScalar(type, leaf: leaf, isMember: false, to: &bytes)
            cursors[leaf].advance()
            leaf += 1
        }
    }

    /// Moves all leaves below a type past one entry.
    private mutating func skip(_ type: ColumnType, leaf: inout Int) throws {
        for _ in 0..<type.leafCount {
            guard !cursors[leaf].isAtEnd else { throw Self.torn }
            cursors[leaf].advance()
            leaf += 1
        }
    }

    private mutating func appendStructure(
        _ fields: [TableColumn], leaf: inout Int, level: UInt8, repeated: UInt8,
        to bytes: inout [UInt8]
    ) throws {
        bytes.append("{\"M\":{")
        let first = bytes.count
        for field in fields {
            guard !cursors[leaf].isAtEnd else { throw Self.torn }
            guard cursors[leaf].definition > level + 1 else {
                try skip(field.type, leaf: &leaf)
                continue
            }
            if bytes.count > first { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            unsafe JSONText.escape(field.attribute.utf8.span.bytes, into: &bytes)
            bytes.append("\":")
            try appendValue(
                field.type, leaf: &leaf, level: level + 1, repeated: repeated, to: &bytes)
        }
        bytes.append("}}")
    }

    private mutating func appendElements(
        _ element: ColumnType, isSet: Bool, leaf: inout Int, level: UInt8, repeated: UInt8,
        to bytes: inout [UInt8]
    ) throws {
        let start = leaf
        if cursors[start].definition == level + 1 {
            for _ in 0..<element.leafCount {
                cursors[leaf].advance()
                leaf += 1
            }
            return
        }
        var isFirst = true
        repeat {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            leaf = start
            if isSet {
                try appendScalar(element, leaf: leaf, isMember: true, to: &bytes)
                cursors[leaf].advance()
                leaf += 1
            } else {
                try appendValue(
                    element, leaf: &leaf, level: level + 2, repeated: repeated + 1, to: &bytes)
            }
        } while cursors[start].repetition > repeated
    }

    /// Appends a leaf's value: wrapped in its type, or bare as the member of a set.
    private func appendScalar(
        _ type: ColumnType, leaf: Int, isMember: Bool, to bytes: inout [UInt8]
    ) throws {
        let index = cursors[leaf].value
        guard cursors[leaf].definition == cursors[leaf].presentLevel,
            index < cursors[leaf].column.values.count
        else { throw Self.torn }
        switch type {
        case .json:
            guard case .byteArray(let texts) = cursors[leaf].column.values else { throw Self.torn }
            bytes.append(contentsOf: try JSONAttributes.value(of: Array(texts[index])).bytes)
        case .boolean:
            guard case .boolean(let truths) = cursors[leaf].column.values else { throw Self.torn }
            bytes.append(truths[index] ? "{\"BOOL\":true}" : "{\"BOOL\":false}")
        case .string, .integer, .decimal, .digits, .double, .binary, .list, .set, .structure:
            if !isMember { bytes.append(Self.opening(type)) }
            bytes.append(UInt8(ascii: "\""))
            try Self.appendText(type, cursors[leaf].column.values, at: index, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
            if !isMember { bytes.append(UInt8(ascii: "}")) }
        }
    }

    /// What stands before a value or set of a type: `{"N":`.
    private static func opening(_ type: ColumnType) -> StaticString {
        switch type {
        case .string: "{\"S\":"
        case .integer, .decimal, .digits, .double: "{\"N\":"
        case .binary: "{\"B\":"
        case .boolean: "{\"BOOL\":"
        case .set(.string): "{\"SS\":"
        case .set(.binary): "{\"BS\":"
        case .set: "{\"NS\":"
        case .list: "{\"L\":"
        case .structure: "{\"M\":"
        case .json: ""
        }
    }

    /// Appends the text of a value that is neither JSON nor a truth value, as it stands in a JSON
    /// string.
    static func appendText(
        _ type: ColumnType, _ values: LeafValues, at index: Int, to bytes: inout [UInt8]
    ) throws {
        switch (type, values) {
        case (.string, .byteArray(let texts)):
            let range = Int(texts.offsets[index])..<Int(texts.offsets[index + 1])
            unsafe JSONText.escape(texts.bytes.span.bytes.extracting(range), into: &bytes)
        case (.digits, .byteArray(let texts)):
            bytes.append(contentsOf: texts[index])
        case (.binary, .byteArray(let blobs)):
            let range = Int(blobs.offsets[index])..<Int(blobs.offsets[index + 1])
            unsafe Base64.encode(blobs.bytes.span.bytes.extracting(range), into: &bytes)
        case (.integer, .int64(let numbers)):
            bytes.append(contentsOf: String(numbers[index]).utf8)
        case (.decimal(_, let scale), .int32(let numbers)):
            NumberText.append(mantissa: Int128(numbers[index]), scale: scale, to: &bytes)
        case (.decimal(_, let scale), .int64(let numbers)):
            NumberText.append(mantissa: Int128(numbers[index]), scale: scale, to: &bytes)
        case (.decimal(_, let scale), .fixed(let numbers)):
            NumberText.append(
                mantissa: Int128(bigEndian: numbers[index]), scale: scale, to: &bytes)
        case (.double, .double(let numbers)):
            let shortest = Array(numbers[index].description.utf8)
            guard let (mantissa, scale) = unsafe NumberText.decimal(shortest.span.bytes) else {
                throw torn
            }
            NumberText.append(mantissa: mantissa, scale: scale, to: &bytes)
        case (.string, _), (.digits, _), (.binary, _), (.integer, _), (.decimal, _), (.double, _),
            (.boolean, _), (.json, _), (.list, _), (.set, _), (.structure, _):
            throw StoreError(.damaged, "A part's column has not the type that its table says.")
        }
    }
}

extension [UInt8] {
    /// Appends the text of a literal.
    fileprivate mutating func append(_ literal: StaticString) {
        unsafe append(
            contentsOf: UnsafeBufferPointer(
                start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
}
