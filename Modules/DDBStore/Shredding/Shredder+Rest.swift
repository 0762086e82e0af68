import DDBAttributes
import DDBSchema

extension Shredder {
    /// Appends to `_rest` what a column does not hold of a value, as an overlay in DynamoDB JSON.
    ///
    /// ```
    /// overlay   = value | "{"M":{" name ":" overlay ... "}}" | "{"L":[" overlay ... "]}"
    /// ```
    /// A value stands where the column is null. Where the column has a struct, an M has the fields
    /// to add or replace; where it has a list, an L has an overlay an element, `{"M":{}}` where
    /// there is nothing to add. Docs/DiskFormat.md has the rule by which readers put both together.
    ///
    /// - Returns: Whether there was anything to append.
    mutating func writeOverlay(
        _ wire: Wire, node: Int32, value: Int, reasons: inout RestReasons
    ) -> Bool {
        let token = wire.token(value)
        guard node >= 0 else {
            if settings.hasRecord {
                return writeJSONOverlay(wire, value: value, reasons: &reasons)
            }
            reasons.insert(token.kind == .null ? .null : .noColumn)
            wire.appendAttribute(value, to: &rest.bytes)
            return true
        }
        if token.kind == .null {
            reasons.insert(.null)
            wire.appendAttribute(value, to: &rest.bytes)
            return true
        }
        switch unsafe (tree.nodes[Int(node)].kind, token.kind) {
        case (.string, .string), (.boolean, .bool), (.binary, .binary),
            (.stringSet, .stringSet), (.binarySet, .binarySet):
            return false
        case (.number, .number):
            if isHeld(wire, token, node: Int(node)) { return false }
            reasons.insert(.range)
        case (.numberSet, .numberSet):
            if areHeld(wire, value, node: Int(node)) { return false }
            reasons.insert(.range)
        case (.double, .number):
            if wire.exactDouble(token) != nil { return false }
            reasons.insert(.range)
        case (.structure, .map):
            return writeFieldOverlays(wire, node: node, value: value, reasons: &reasons)
        case (.list, .list):
            return writeElementOverlays(wire, node: node, value: value, reasons: &reasons)
        case (.json, _):
            return writeJSONOverlay(wire, value: value, reasons: &reasons)
        case (.string, _), (.number, _), (.double, _), (.boolean, _), (.binary, _),
            (.structure, _), (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            reasons.insert(.type)
        }
        wire.appendAttribute(value, to: &rest.bytes)
        return true
    }

    private mutating func writeFieldOverlays(
        _ wire: Wire, node: Int32, value: Int, reasons: inout RestReasons
    ) -> Bool {
        let start = rest.bytes.count
        rest.bytes.append(contentsOf: "{\"M\":{")
        let first = rest.bytes.count
        unsafe tree.nodes[Int(node)].fields.begin()
        var index = value + 2
        while index < wire.end(of: value) {
            let field = find(wire, name: index, in: Int(node))
            let mark = rest.bytes.count
            if mark > first { rest.bytes.append(UInt8(ascii: ",")) }
            wire.appendName(index, to: &rest.bytes)
            if !writeField(wire, field: field, value: index + 1, reasons: &reasons) {
                rest.bytes.truncate(to: mark)
            }
            index = wire.next(index + 1)
        }
        guard rest.bytes.count > first else {
            rest.bytes.truncate(to: start)
            return false
        }
        rest.bytes.append(contentsOf: "}}")
        return true
    }

    /// A field without a node stands whole, also in record mode: its struct is a column.
    private mutating func writeField(
        _ wire: Wire, field: Int32, value: Int, reasons: inout RestReasons
    ) -> Bool {
        guard field < 0 else {
            return writeOverlay(wire, node: field, value: value, reasons: &reasons)
        }
        reasons.insert(wire.token(value).kind == .null ? .null : .noColumn)
        wire.appendAttribute(value, to: &rest.bytes)
        return true
    }

    private mutating func writeElementOverlays(
        _ wire: Wire, node: Int32, value: Int, reasons: inout RestReasons
    ) -> Bool {
        let element = unsafe tree.nodes[Int(node)].element
        return writeElements(wire, of: value) { shredder, index in
            shredder.writeOverlay(wire, node: element, value: index, reasons: &reasons)
        }
    }

    /// Appends what JSON text hides: B and sets; at the top of a column also NULL.
    private mutating func writeJSONOverlay(
        _ wire: Wire, value: Int, reasons: inout RestReasons
    ) -> Bool {
        switch wire.token(value).kind {
        case .string, .number, .bool, .null: return false
        case .binary, .stringSet, .numberSet, .binarySet:
            reasons.insert(.hidden)
            wire.appendAttribute(value, to: &rest.bytes)
            return true
        case .map:
            let start = rest.bytes.count
            rest.bytes.append(contentsOf: "{\"M\":{")
            let first = rest.bytes.count
            var index = value + 2
            while index < wire.end(of: value) {
                let mark = rest.bytes.count
                if mark > first { rest.bytes.append(UInt8(ascii: ",")) }
                wire.appendName(index, to: &rest.bytes)
                if !writeJSONOverlay(wire, value: index + 1, reasons: &reasons) {
                    rest.bytes.truncate(to: mark)
                }
                index = wire.next(index + 1)
            }
            guard rest.bytes.count > first else {
                rest.bytes.truncate(to: start)
                return false
            }
            rest.bytes.append(contentsOf: "}}")
            return true
        case .list:
            return writeElements(wire, of: value) { shredder, index in
                shredder.writeJSONOverlay(wire, value: index, reasons: &reasons)
            }
        case .name: preconditionFailure("a name is no value")
        }
    }

    /// Appends an L with an overlay an element, or nothing where no element needs one.
    private mutating func writeElements(
        _ wire: Wire, of list: Int, _ write: (inout Shredder, Int) -> Bool
    ) -> Bool {
        let start = rest.bytes.count
        rest.bytes.append(contentsOf: "{\"L\":[")
        var isNeeded = false
        var index = list + 2
        while index < wire.end(of: list) {
            if index > list + 2 { rest.bytes.append(UInt8(ascii: ",")) }
            if write(&self, index) {
                isNeeded = true
            } else {
                rest.bytes.append(contentsOf: "{\"M\":{}}")
            }
            index = wire.next(index)
        }
        guard isNeeded else {
            rest.bytes.truncate(to: start)
            return false
        }
        rest.bytes.append(contentsOf: "]}")
        return true
    }
}
