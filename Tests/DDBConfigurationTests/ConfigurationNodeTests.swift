import DDBBase
import DDBConfiguration
import Testing

@Suite struct ConfigurationNodeTests {
    func parse(_ yaml: String, _ variables: [String: String] = [:]) throws -> ConfigurationNode {
        try ConfigurationNode.parse(
            yaml: yaml, file: "f", environment: ProcessEnvironment(variables))
    }

    func code(_ yaml: String, _ variables: [String: String] = [:]) -> ConfigurationError.Code? {
        do {
            _ = try parse(yaml, variables)
            return nil
        } catch {
            return (error as? ConfigurationError)?.code
        }
    }

    @Test func `places are kept`() throws {
        let node = try parse("a:\n  - x\n  - y: 1\n")
        let list = try #require(node.entries?.first?.node.elements)
        #expect(list[1].entries?.first?.position == SourcePosition(file: "f", line: 3, column: 5))
        #expect(
            list[1].entries?.first?.node.position == SourcePosition(file: "f", line: 3, column: 8))
    }

    @Test(arguments: ["", "# only a comment\n", "~", "---\n"])
    func `an empty document is an empty map`(yaml: String) throws {
        #expect(try parse(yaml).entries?.isEmpty == true)
    }

    @Test(arguments: [
        ("a: ${env:X}", "one"), ("a: <${env:X}/${env:Y:-d}>", "<one/d>"),
        ("a: $${env:X}", "${env:X}"), ("a: $X ${env:X}$", "$X one$"),
        ("a: '${env:Q}'", "x: [\"y\n"), ("a: ${env:N}", "${env:X}"),
    ])
    func `variables are replaced inside one value`(yaml: String, text: String) throws {
        let node = try parse(yaml, ["X": "one", "Q": "x: [\"y\n", "N": "${env:X}"])
        let options = try Options(node, fields: [OptionField("a", .string, summary: "A.")])
        #expect(try options.get("a") == text)
    }

    @Test(arguments: ["a: ${env:NONE}", "a: ${env:X", "a: ${file:x}", "a: ${secrets:x}", "a: ${}"])
    func `what cannot be replaced is an error`(yaml: String) {
        #expect(code(yaml, ["X": "1"]) == .substitutionFailed)
    }

    @Test func `aliases are followed up to a limit`() throws {
        let node = try parse("a: &x {k: 1}\nb: *x\n")
        let entries = try #require(node.entries)
        #expect(entries[1].node.entries?.map(\.name) == ["k"])
        var bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
        for level in 1...5 {
            let alias = "*a\(level - 1)"
            bomb += "a\(level): &a\(level) [\(alias),\(alias),\(alias)]\n"
        }
        #expect(code(bomb) == nil)
        var limits = ConfigurationLimits()
        limits.aliasCountMax = 100
        limits.nodeCountMax = 1000
        #expect(throws: ConfigurationError.self) {
            try ConfigurationNode.parse(
                yaml: bomb, file: "f", environment: ProcessEnvironment([:]), limits: limits)
        }
        let laughs = "[" + [String](repeating: "*a", count: 17).joined(separator: ",") + "]"
        #expect(code("a: &a 1\nb: \(laughs)") == .limitExceeded)
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "- ", count: 10_000) + "x",
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
        String(repeating: "a", count: 300_000), String(repeating: "{a: ", count: 200),
        String(repeating: "? ", count: 1000),
    ])
    func `deep and large documents are refused`(yaml: String) {
        #expect(code(yaml) == .limitExceeded)
    }

    @Test(arguments: [
        "a: [1", "a: 'x", "a: b: c", "\tx: 1", "a: *none", "{a: 1, a: 2}", "? [a]\n: 1",
        "a: 1\n---\nb: 2",
    ])
    func `broken documents are errors with a place`(yaml: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try parse(yaml) }
        #expect([.syntax, .duplicateOption].contains(error.code))
        #expect(error.position?.file == "f")
    }

    @Test func `no prefix and no flipped bit of a document traps`() {
        let document = Array(
            "source:\n  lines: {path: \"a b\", n: 'x'}\n# c\nlist:\n- &a 1\n- *a\n- ${env:X}\n".utf8
        )
        for count in 0..<document.count {
            _ = code(String(decoding: document[..<count], as: UTF8.self))
        }
        for bit in 0..<document.count * 8 {
            var bytes = document
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            _ = code(String(decoding: bytes, as: UTF8.self))
        }
    }
}
