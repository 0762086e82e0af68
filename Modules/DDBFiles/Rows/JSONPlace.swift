import DDBAttributes
import DDBJSON

/// Finds members and places in a JSON document.
enum JSONPlace {
    /// Calls the body with each member of an object: its plain name, its name with quotes and colon
    /// as it stands, and its value's text.
    static func forEachMember(
        of text: RawSpan, _ limits: DecodeLimits,
        _ body: (String, [UInt8], RawSpan) throws(JSONMapping.Failure) -> Void
    ) throws(JSONMapping.Failure) {
        var scanner = JSONScanner(text, limits: Self.limits(limits))
        guard try next(&scanner)?.kind == .objectStart else {
            throw JSONMapping.Failure(reason: "An item is not an object")
        }
        while let token = try next(&scanner), token.kind == .name {
            var plain: [UInt8] = []
            JSONText.unescape(text, token.range, into: &plain)
            var wireName: [UInt8] = []
            TokenText.copy(
                token.offset - 1..<token.range.upperBound + 1, of: text, to: &wireName)
            wireName.append(UInt8(ascii: ":"))
            let start = scanner.offset
            try skip(&scanner)
            try body(
                String(decoding: plain, as: UTF8.self), wireName,
                text.extracting(start..<scanner.offset))
        }
        guard try next(&scanner) == nil else {
            throw JSONMapping.Failure(reason: "The JSON text goes on after its value")
        }
    }

    /// The range of what lies at a path, or nil where nothing does.
    static func find(
        _ path: [String], in text: RawSpan, _ limits: DecodeLimits
    ) throws(JSONMapping.Failure) -> Range<Int>? {
        var range = 0..<text.byteCount
        for name in path {
            let inner = text.extracting(range)
            guard let found = try member(name, of: inner, limits) else { return nil }
            range = range.lowerBound + found.lowerBound..<range.lowerBound + found.upperBound
        }
        return range
    }

    /// The range of an object's member, or of an array's element by its number.
    private static func member(
        _ name: String, of text: RawSpan, _ limits: DecodeLimits
    ) throws(JSONMapping.Failure) -> Range<Int>? {
        var scanner = JSONScanner(text, limits: Self.limits(limits))
        switch try next(&scanner)?.kind {
        case .objectStart:
            while let token = try next(&scanner), token.kind == .name {
                var plain: [UInt8] = []
                JSONText.unescape(text, token.range, into: &plain)
                let start = scanner.offset
                try skip(&scanner)
                if plain.elementsEqual(name.utf8) { return start..<scanner.offset }
            }
            return nil
        case .arrayStart:
            guard let number = Int(name), number >= 0 else { return nil }
            var index = 0
            while let token = try next(&scanner), scanner.depth >= 1 {
                let hasQuotes = token.kind == .string
                let start = hasQuotes ? token.offset - 1 : token.offset
                while scanner.depth > 1 { _ = try next(&scanner) }
                if index == number { return start..<scanner.offset }
                index += 1
            }
            return nil
        case .objectEnd, .arrayEnd, .name, .string, .number, .true, .false, .null, nil:
            return nil
        }
    }

    private static func limits(_ limits: DecodeLimits) -> JSONLimits {
        JSONLimits(byteCountMax: limits.recordBytesMax, depthMax: limits.depthMax + 1)
    }

    private static func next(
        _ scanner: inout JSONScanner
    ) throws(JSONMapping.Failure) -> JSONToken? {
        do throws(JSONError) {
            return try scanner.next()
        } catch {
            throw JSONMapping.Failure(reason: reason(error))
        }
    }

    private static func skip(_ scanner: inout JSONScanner) throws(JSONMapping.Failure) {
        do throws(JSONError) {
            try scanner.skipValue()
        } catch {
            throw JSONMapping.Failure(reason: reason(error))
        }
    }

    private static func reason(_ error: JSONError) -> String {
        let text = error.message
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
