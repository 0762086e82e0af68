import DDBAttributes
import DDBBase
import DDBFiles

/// Writes records as items.
struct CSVRows {
    private let columnCount: Int
    private let bound: BoundMap
    private let rules: ValueRules
    private let quote: UInt8?
    private let nullText: [UInt8]?
    private let limits: DecodeLimits

    /// Prepares the rows of a file.
    ///
    /// - Parameter names: The header's cells, or what stands for them.
    init(names: [String], _ settings: CSVSettings, _ now: Instant) throws(ColumnMapError) {
        let isTyped: Bool =
            switch settings.header {
            case .types: true
            case .names: false
            case .auto, .none: names.contains { ColumnMap.typedName($0) != nil }
            }
        var columns: [(name: String, type: AttributeType?)] = []
        for name in names {
            columns.append(isTyped ? try ColumnMap.header(name) : (name, nil))
        }
        columnCount = columns.count
        bound = try BoundMap(
            settings.mapping.map, columns: columns, keys: settings.mapping.keys, now: now)
        rules = settings.mapping.rules
        quote = settings.quote
        nullText = settings.nullText
        limits = settings.limits
    }

    /// Writes a record as a row.
    ///
    /// - Throws: Why it is none; nothing is written then.
    func append(
        _ fields: [CSVParser.Field], of bytes: [UInt8], line: Int, to batcher: inout RowBatcher
    ) throws(RowBatcher.BadRow) {
        guard fields.count == columnCount else {
            throw RowBatcher.BadRow(
                line: line,
                reason: "the record has \(fields.count) fields, and the file \(columnCount) columns"
            )
        }
        batcher.wire.append(UInt8(ascii: "{"))
        let first = batcher.wire.count
        for output in bound.outputs {
            do throws(ValueFault) {
                try append(fields[output.column], of: bytes, output, first, to: &batcher.wire)
            } catch {
                batcher.dropRow()
                throw RowBatcher.BadRow(
                    line: line, reason: "column \(output.columnName): \(error.reason)")
            }
        }
        if !bound.constants.isEmpty {
            if batcher.wire.count > first { batcher.wire.append(UInt8(ascii: ",")) }
            batcher.wire.append(contentsOf: bound.constants)
        }
        batcher.wire.append(UInt8(ascii: "}"))
        batcher.endRow(line: line)
    }

    private func append(
        _ field: CSVParser.Field, of bytes: [UInt8], _ output: BoundMap.Output, _ first: Int,
        to wire: inout [UInt8]
    ) throws(ValueFault) {
        let start = wire.count
        if start > first { wire.append(UInt8(ascii: ",")) }
        wire.append(contentsOf: output.wireName)
        if field.hasDoubledQuotes {
            var text: [UInt8] = []
            Self.append(field, of: bytes, quote, to: &text)
            guard try append(text.span.bytes, output, to: &wire) else {
                wire.removeSubrange(start...)
                return
            }
        } else {
            let text = bytes.span.bytes.extracting(field.range)
            guard try append(text, output, to: &wire) else {
                wire.removeSubrange(start...)
                return
            }
        }
    }

    /// Appends a value.
    ///
    /// - Returns: False where there is none and the rules make nothing of that.
    private func append(
        _ text: RawSpan, _ output: BoundMap.Output, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch output.form {
        case .expiry(let afterSeconds):
            guard !isNull(text) else { return false }
            let (seconds, overflow) = try TextValue.seconds(text)
                .addingReportingOverflow(afterSeconds)
            guard !overflow else { throw .notTime }
            wire.append(contentsOf: "{\"N\":\"\(seconds)\"}".utf8)
            return true
        case .value(let type):
            let type = type ?? .string
            if isNull(text) { return appendNull(type, to: &wire) }
            if output.isKey, type == .boolean {
                let isTrue = try TextValue.boolean(text)
                wire.append(contentsOf: (isTrue ? #"{"S":"true"}"# : #"{"S":"false"}"#).utf8)
                return true
            }
            if try TextValue.append(text, as: type, rules, limits: limits, to: &wire) {
                return true
            }
            return appendNull(type, to: &wire)
        }
    }

    private func appendNull(_ type: AttributeType, to wire: inout [UInt8]) -> Bool {
        switch rules.nulls {
        case .write: WireEncoder.appendNull(to: &wire)
        case .drop: return false
        case .empty:
            guard type == .string else { return false }
            wire.append(contentsOf: #"{"S":""}"#.utf8)
        }
        return true
    }

    private func isNull(_ text: RawSpan) -> Bool {
        if text.byteCount == 0 { return true }
        guard let nullText, nullText.count == text.byteCount else { return false }
        for index in nullText.indices
        where text.unsafeLoad(fromByteOffset: index, as: UInt8.self) != nullText[index] {
            return false
        }
        return true
    }

    /// Appends a field's text with its quotes single.
    static func append(
        _ field: CSVParser.Field, of bytes: [UInt8], _ quote: UInt8?, to text: inout [UInt8]
    ) {
        guard field.hasDoubledQuotes else {
            text.append(contentsOf: bytes[field.range])
            return
        }
        var index = field.range.lowerBound
        while index < field.range.upperBound {
            text.append(bytes[index])
            index += bytes[index] == quote ? 2 : 1
        }
    }
}
