import DDBAttributes
import DDBJSON
import DDBParquet
import DDBSchema

/// The columns that tell of the change that made a row.
struct ChangeCursors {
    var event: LeafCursor?
    var oldRecord: LeafCursor?
    var isDeleted: LeafCursor?
    var sequence: LeafCursor?
}

extension ItemAssembler {
    /// Appends the next row as the change that it stands for, in the form of `LineShape.change`.
    ///
    /// A deletion's keys are what the row has of the key attributes. What else stands in its
    /// columns is the item as it was, as far as `_old_record` does not have it.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``StoreError/Code/damaged`` where the columns do not fit together.
    mutating func appendChange(to bytes: inout [UInt8]) throws -> Bool {
        var image: [UInt8] = []
        guard try appendItem(to: &image) else { return false }
        let isDelete = try nextFlag()
        let sequence = try Self.nextText(&changes.sequence)
        var old = try Self.nextText(&changes.oldRecord).map {
            JSONValue.object(try JSONAttributes.item(of: $0)).bytes
        }
        bytes.append(contentsOf: isDelete ? Self.delete : Self.put)
        if let sequence {
            // The zeros before it only make texts sort as integers.
            let digits = Array(
                sequence.dropLast().drop { $0 == UInt8(ascii: "0") } + sequence.suffix(1))
            bytes.append(contentsOf: Self.sequence)
            unsafe JSONText.escape(digits.span.bytes, into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        if isDelete {
            let item = try Overlay.parse(image)
            let keys = keyMembers(of: item)
            if keys.count > 0 {
                bytes.append(contentsOf: Self.keys)
                bytes.append(contentsOf: JSONValue.object(keys).bytes)
            }
            if old == nil, item.count > keys.count || keys.count == 0 { old = image }
        } else {
            bytes.append(contentsOf: Self.newImage)
            bytes.append(contentsOf: image)
        }
        if let old {
            bytes.append(contentsOf: Self.oldImage)
            bytes.append(contentsOf: old)
        }
        bytes.append(UInt8(ascii: "}"))
        return true
    }

    /// What happened to the item, as the row at hand says it; nil where it does not say.
    ///
    /// It moves on, and is asked for once a row, before the item.
    mutating func nextEvent() throws -> ItemEvent? {
        guard hasRows, let name = try Self.nextText(&changes.event) else { return nil }
        return ItemEvent.allCases.first { $0.name.utf8.elementsEqual(name) }
    }

    private func keyMembers(of item: JSONObject) -> JSONObject {
        var keys = JSONObject()
        for member in item.members where self.keys.contains(AttributeName(member.name)) {
            keys[member.name] = member.value
        }
        return keys
    }

    /// Whether the row at hand is a deletion; moves past it.
    private mutating func nextFlag() throws -> Bool {
        guard let at = changes.isDeleted else { return false }
        guard !at.isAtEnd else { throw Self.torn }
        defer { changes.isDeleted?.advance() }
        guard at.definition == at.presentLevel, case .int32(let flags) = at.column.values,
            at.value < flags.count
        else { return false }
        return flags[at.value] != 0
    }

    private static let put = Array(#"{"operation":"put""#.utf8)
    private static let delete = Array(#"{"operation":"delete""#.utf8)
    private static let sequence = Array(#","sequence":""#.utf8)
    private static let keys = Array(#","keys":"#.utf8)
    private static let newImage = Array(#","newImage":"#.utf8)
    private static let oldImage = Array(#","oldImage":"#.utf8)
}
