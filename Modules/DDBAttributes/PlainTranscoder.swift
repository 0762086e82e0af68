import DDBJSON

/// Writes plain JSON as DynamoDB JSON, splicing names, strings and numbers as they are.
///
/// Whether numbers are in range and names distinct is left to the scan of what was written.
struct PlainTranscoder {
    private var wire: [UInt8] = []
    private var needsComma = false
    /// Whether members that are null are left out.
    private let dropsNulls: Bool
    /// Where the name before the value at hand begins, and whether a comma was due before it; nil
    /// for elements of arrays.
    private var member: (start: Int, neededComma: Bool)?

    private init(dropsNulls: Bool) {
        self.dropsNulls = dropsNulls
    }

    /// Appends the value that a JSON text says: `{"L":[..]}` of an array.
    static func append(
        _ text: RawSpan, limits: DecodeLimits, dropsNulls: Bool, to wire: inout [UInt8]
    ) throws(AttributeError) {
        let limits = JSONLimits(byteCountMax: limits.recordBytesMax, depthMax: limits.depthMax + 1)
        var scanner = JSONScanner(text, limits: limits)
        var transcoder = PlainTranscoder(dropsNulls: dropsNulls)
        swap(&transcoder.wire, &wire)
        defer { swap(&transcoder.wire, &wire) }
        let start = transcoder.wire.count
        do throws(AttributeError) {
            while let token = try next(&scanner) {
                transcoder.append(token, of: text, isRoot: false)
            }
        } catch {
            transcoder.wire.removeSubrange(start...)
            throw error
        }
    }

    /// Returns the wire bytes of a plain JSON object.
    static func wire(
        of text: RawSpan, limits: DecodeLimits, dropsNulls: Bool = false
    ) throws(AttributeError) -> [UInt8] {
        let limits = JSONLimits(byteCountMax: limits.recordBytesMax, depthMax: limits.depthMax + 1)
        var scanner = JSONScanner(text, limits: limits)
        var transcoder = PlainTranscoder(dropsNulls: dropsNulls)
        transcoder.wire.reserveCapacity(2 * text.byteCount)
        var isFirst = true
        while let token = try next(&scanner) {
            guard !isFirst || token.kind == .objectStart else {
                throw AttributeError(.rootNotObject, byteOffset: token.offset)
            }
            transcoder.append(token, of: text, isRoot: isFirst || scanner.depth == 0)
            isFirst = false
        }
        return transcoder.wire
    }

    private static func next(_ scanner: inout JSONScanner) throws(AttributeError) -> JSONToken? {
        do throws(JSONError) {
            return try scanner.next()
        } catch {
            let fault: ScanFault =
                switch error.code {
                case .text: .escape
                case .limit: scanner.offset == 0 ? .recordSize : .depth
                default: .syntax
                }
            throw AttributeError(fault, byteOffset: error.byteOffset)
        }
    }

    private mutating func append(_ token: JSONToken, of text: RawSpan, isRoot: Bool) {
        let member = member
        self.member = nil
        switch token.kind {
        case .name:
            self.member = (wire.count, needsComma)
            separate()
            copy(token.offset - 1..<token.range.upperBound + 1, of: text)
            wire.append(UInt8(ascii: ":"))
            needsComma = false
        case .string:
            begin(#"{"S":"#)
            copy(token.offset - 1..<token.range.upperBound + 1, of: text)
            end("}")
        case .number:
            begin(#"{"N":""#)
            if NumberText.isZeroBeyondRange(text.extracting(token.range)) {
                wire.append(UInt8(ascii: "0"))
            } else {
                copy(token.range, of: text)
            }
            end("\"}")
        case .true:
            begin(#"{"BOOL":true"#)
            end("}")
        case .false:
            begin(#"{"BOOL":false"#)
            end("}")
        case .null:
            if dropsNulls, let member {
                wire.removeSubrange(member.start...)
                needsComma = member.neededComma
                return
            }
            begin(#"{"NULL":true"#)
            end("}")
        case .objectStart:
            begin(isRoot ? "{" : #"{"M":{"#)
            needsComma = false
        case .objectEnd: end(isRoot ? "}" : "}}")
        case .arrayStart:
            begin(#"{"L":["#)
            needsComma = false
        case .arrayEnd: end("]}")
        }
    }

    private mutating func separate() {
        if needsComma { wire.append(UInt8(ascii: ",")) }
    }

    private mutating func begin(_ text: String) {
        separate()
        wire.append(contentsOf: text.utf8)
    }

    private mutating func end(_ text: String) {
        wire.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func copy(_ range: Range<Int>, of text: RawSpan) {
        TokenText.copy(range, of: text, to: &wire)
    }
}
