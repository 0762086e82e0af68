import DDBAttributes
import DDBBase
import DDBJSON

/// Gathers the members of a set, each once, and writes them.
public struct SetMembers {
    private let type: AttributeType
    private var members: [[UInt8]] = []
    private var seen: Set<[UInt8]> = []
    private var numbers: Set<DecimalNumber> = []

    /// Creates a set without members.
    ///
    /// - Parameter type: The type of a set.
    public init(_ type: AttributeType) {
        precondition(type.isSet, "the type is not that of a set")
        self.type = type
    }

    /// Adds a member's text as the type reads it, unless it is there.
    ///
    /// - Throws: ``ValueFault`` where it is no number, or does not stand for bytes.
    public mutating func add(text: RawSpan) throws(ValueFault) {
        var member: [UInt8] = []
        switch type {
        case .numberSet:
            let digits = text.extracting(TextValue.trimmed(text))
            guard !NumberText.isZeroBeyondRange(digits) else {
                if numbers.insert(.zero).inserted { add([UInt8(ascii: "0")]) }
                return
            }
            do throws(AttributeError) {
                guard numbers.insert(try DecimalNumber(utf8: digits)).inserted else { return }
            } catch {
                throw error.code == .numberSyntax ? .notNumber : .outOfRange
            }
            TokenText.copy(0..<digits.byteCount, of: digits, to: &member)
        case .binarySet(_, let form): try TextValue.appendBase64(text, form, to: &member)
        case .stringSet, .string, .number, .boolean, .binary, .list, .map, .json:
            JSONText.escape(text, into: &member)
        }
        add(member)
    }

    /// Adds the bytes of a member of BS, unless it is there.
    public mutating func add(binary bytes: RawSpan) {
        var member: [UInt8] = []
        Base64.encode(bytes, into: &member)
        add(member)
    }

    private mutating func add(_ member: [UInt8]) {
        if seen.insert(member).inserted { members.append(member) }
    }

    /// Appends `{"SS":[..]}`.
    ///
    /// - Returns: False, and nothing is appended, where there are no members.
    public func append(to wire: inout [UInt8]) -> Bool {
        guard !members.isEmpty else { return false }
        wire.append(contentsOf: "{\"\(type)\":[".utf8)
        for (index, member) in members.enumerated() {
            if index > 0 { wire.append(UInt8(ascii: ",")) }
            wire.append(UInt8(ascii: "\""))
            wire.append(contentsOf: member)
            wire.append(UInt8(ascii: "\""))
        }
        wire.append(contentsOf: "]}".utf8)
        return true
    }

    static func append(
        _ parts: [[UInt8]], as type: AttributeType, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        var members = SetMembers(type)
        for part in parts { try unsafe members.add(text: part.span.bytes) }
        return members.append(to: &wire)
    }

    /// Appends the set of the members of a JSON array: strings, or numbers too for NS.
    static func append(
        jsonArray text: RawSpan, as type: AttributeType, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        var members = SetMembers(type)
        var scanner = JSONScanner(text)
        do {
            guard try scanner.next()?.kind == .arrayStart else { throw ValueFault.notArray }
            while let token = try scanner.next() {
                switch token.kind {
                case .arrayEnd: break
                case .string:
                    var plain: [UInt8] = []
                    JSONText.unescape(text, token.range, into: &plain)
                    try unsafe members.add(text: plain.span.bytes)
                case .number:
                    guard case .numberSet = type else { throw ValueFault.notMember }
                    try members.add(text: text.extracting(token.range))
                case .objectStart, .objectEnd, .arrayStart, .name, .true, .false, .null:
                    throw ValueFault.notMember
                }
            }
        } catch let fault as ValueFault {
            throw fault
        } catch {
            throw .notJSON
        }
        return members.append(to: &wire)
    }
}
