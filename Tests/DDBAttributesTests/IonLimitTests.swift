import DDBAttributes
import Testing

/// Bounds, pieces and damage of Ion text.
@Suite struct IonLimitTests {
    /// Records with every kind of token, some over several lines.
    private static let records = """
        $ion_1_0 {Item:{pk:"a\\x41\\\n\\ud83d\\ude00",n:-12.5d-3,m:1_0., b:{{ YQ\n== }},t:true,f:false,
        z:null.string,
        'q "\\'s':'''lo'ng''' // c
        '''er
        ''',l:[1,{x:null}, ],$a:$dynamodb_SS::["x",'''y'''],
        "s t":'$dynamodb_NS' /* * / */ :: [1d2,2]}}
        $ion_1_0\n{Record:{Keys:{pk:"b"},Metadata:{WriteTimestampMicros:1684374845117899.},
        OldImage:null,NewImage:{pk:"b",bs:$dynamodb_BS::[{{YQ==}},{{}}]}}}{Keys:{pk:"c"}}

        """

    private static let bad = [
        "{Item:{a:null.strong}}", "{Item:{a:'symbol' , b:1}}", "{Item:{a:truely}}",
        "{Item:{a:$dynamodb_S::[]}}", "{Item:{a:2007T}}", "{Item:{a:{{YQ==} }}}", "{Item:nulls}",
        "{Item:{$12 :1}}", "$ion_1_0::{}", "$ion_1_01 {}", "{Item:{a:\"\\u00g0\"}}", "/x",
        "{Item:{a:$dynamodb_BS::[{a:1}]}}", "{Item:{a:$dynamodb_SS::['a']}}", "{Record:null}",
        "{Item:{a:1//\n}}", "{Item:{a::b}}", "{Item:{a:'''x''' 'y'}}",
    ]

    @Test func `bytes may come in any pieces`() throws {
        for tail in [""] + Self.bad {
            let ion = Array((Self.records + tail).utf8)
            let whole = transcode(ion)
            #expect((whole.error == nil) == tail.isEmpty && whole.recordCount == 3, "\(tail)")
            for count in 1..<ion.count {
                let pieces = transcode(
                    ion, pieceByteCount: count, regionByteCount: max(count % 7, 1))
                #expect(pieces.lines == whole.lines && pieces.error == whole.error, "\(tail)")
            }
        }
    }

    @Test func `small memory grows with a record, and no further than its limit`() throws {
        let ion = Array(Self.records.utf8)
        var limits = DecodeLimits(recordBytesMax: ion.count, batchBytes: 1)
        let whole = transcode(ion)
        let grown = transcode(ion, pieceByteCount: 3, limits: limits)
        #expect(grown.lines == whole.lines && grown.error == nil)
        limits.recordBytesMax = 64
        let error = try #require(transcode(ion, limits: limits).error)
        #expect(error.code == .size && error.line == 1 && error.disposition == .reconfigure)
    }

    @Test func `white space counts to the record behind it`() throws {
        let limits = DecodeLimits(recordBytesMax: 100, batchBytes: 32)
        let item = "{Item:{}}"
        for (count, isRefused) in [(0, false), (91, false), (92, true), (5000, true)] {
            for filler in [" ", "\n"] {
                let text = item + String(repeating: filler, count: count) + item
                let error = transcode(Array(text.utf8), limits: limits).error
                #expect((error?.code == .size) == isRefused && error?.line ?? 2 == 2, "\(count)")
            }
        }
        let comment = item + "/*" + String(repeating: "*", count: 200) + "*/" + item
        #expect(transcode(Array(comment.utf8), limits: limits).error?.code == .size)
    }

    @Test func `a record that is too long as JSON is refused`() throws {
        let ones = String(repeating: "1,", count: 1000)
        let text = Array("{Item:{}}{Item:{a:[\(ones)]}}".utf8)
        for maximum in [9 * 1000, 10 * 1000 + 100] {
            let limits = DecodeLimits(recordBytesMax: maximum, batchBytes: 64)
            let (lines, count, error) = transcode(text, limits: limits)
            #expect((error?.code == .size) == (maximum < 10_000))
            #expect(count == (error == nil ? 2 : 1) && lines.starts(with: "{\"Item\":{}}\n".utf8))
        }
    }

    @Test func `nesting has the depth of DynamoDB`() throws {
        for (open, close) in [("[", "]"), ("{a:", "}")] {
            for (depth, isRefused) in [(32, false), (33, true), (100_000, true)] {
                let text =
                    "{Item:{a:" + String(repeating: open, count: depth) + "1"
                    + String(repeating: close, count: depth) + "}}"
                #expect((refusal(ofIon: Array(text.utf8))?.code == .depth) == isRefused)
                if depth == 100_000 {
                    #expect(refusal(ofIon: Array(text.utf8.dropLast(150_000)))?.code == .depth)
                }
            }
        }
    }

    @Test func `every cut of a text gives whole records or an error`() throws {
        let ion = Array(Self.records.utf8)
        let whole = transcode(ion)
        for count in 0..<ion.count {
            let cut = transcode(Array(ion[..<count]))
            #expect(whole.lines.starts(with: cut.lines))
            let rest = String(decoding: ion[..<count], as: UTF8.self)
            let message = cut.error?.message ?? "ends inside"
            let isMarkerCut = message.contains("not a struct") || message.contains("version")
            #expect(message.contains("ends inside") || isMarkerCut, "\(rest)")
        }
    }

    @Test func `flipped bits give items or an error`() throws {
        let ion = Array(Self.records.utf8)
        var random = SplitMix(seed: 20)
        var errors = 0
        for _ in 0..<5000 {
            var damaged = ion
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<ion.count, using: &random)] ^=
                    1 << UInt8.random(in: 0...7, using: &random)
            }
            do {
                _ = try decodeIon(damaged)
            } catch {
                #expect(error is AttributeError)
                errors += 1
            }
        }
        #expect(errors > 1000 && errors < 5000)
    }

    @Test func `shuffled tokens give items or an error`() throws {
        let tokens = [
            "{", "}", "{{", "}}", "[", "]", ":", "::", ",", "'", "'''", "\"", "\\", "a", "Item",
            "Record", "Keys", "null", ".", "1", "-", "d", "e", "_", "0x", "$dynamodb_SS",
            "$ion_1_0", "$7", "/*", "*/", "//", "\n", "\u{0}", "\u{FF}", "true", "YQ==", "(", ")",
        ]
        var random = SplitMix(seed: 21)
        for _ in 0..<20_000 {
            var text = Bool.random(using: &random) ? "{Item:{a:" : ""
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                text += tokens.randomElement(using: &random) ?? ""
            }
            if Bool.random(using: &random) { text += "}}" }
            do {
                _ = try decodeIon(Array(text.utf8))
            } catch {
                #expect(error is AttributeError)
            }
        }
    }
}
