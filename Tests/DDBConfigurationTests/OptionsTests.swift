import DDBBase
import DDBConfiguration
import Testing

@Suite struct OptionsTests {
    static let fields: [OptionField] = [
        OptionField("path", .string, isRequired: true, summary: "Where."),
        OptionField("lanes", .integer(1...64), default: 2, summary: "How many."),
        OptionField("ratio", .double(0...1), summary: "How much."),
        OptionField("on-error", .enumeration(["fail", "skip"]), default: "fail", summary: "What."),
        OptionField("batch.max-size", .integer(1...25), default: 25, summary: "Items."),
        OptionField("batch.timeout", .duration(.zero ... .seconds(60)), summary: "Time."),
        OptionField("buffer", .byteSize(1...(1 << 30)), default: "64MiB", summary: "Bytes."),
        OptionField("verbose", .boolean, default: false, summary: "Talk."),
        OptionField("password", .secret, summary: "Hidden."),
        OptionField("columns", .list(.string), summary: "Names."),
        OptionField("key", .names, summary: "Names."),
        OptionField("labels", .map(.string), summary: "Words."),
        OptionField(
            "settings",
            .object([
                OptionField("a", .integer(), default: 1, summary: "A."),
                OptionField("b", .integer(), summary: "B."),
            ]), summary: "Nested."),
    ]

    func options(
        _ yaml: String, environment: [String: String] = [:],
        secrets: [String: String] = [:]
    ) throws -> Options {
        let environment = ProcessEnvironment(environment)
        let node = try ConfigurationNode.parse(
            yaml: yaml, file: "p.yaml", environment: environment,
            secrets: EnvironmentSecretProvider(ProcessEnvironment(secrets), prefix: ""))
        return try Options(node, fields: Self.fields)
    }

    @Test(arguments: [
        "{role: base, role.name: x, role.deep.name: y}",
        "{role: base, role.deep: {name: y}, role.name: x}",
    ])
    func `a scalar may stand beside names that go on behind it`(yaml: String) throws {
        let fields = ["role", "role.name", "role.deep.name"].map {
            OptionField($0, .string, summary: "A.")
        }
        func read(_ yaml: String) throws -> Options {
            let node = try ConfigurationNode.parse(
                yaml: yaml, file: "p.yaml", environment: ProcessEnvironment([:]))
            return try Options(node, fields: fields)
        }
        let options = try read(yaml)
        #expect(try options.get("role") == "base")
        #expect(try options.get("role.name") == "x")
        #expect(try options.get("role.deep.name") == "y")
        let nested = try read("{role: {name: x, deep: {name: y}}}")
        #expect(try nested.find("role", as: String.self) == nil)
        #expect(try nested.get("role.deep.name") == "y")
        #expect(throws: ConfigurationError.self) { try read("{role: {other: x}}") }
    }

    @Test(arguments: [
        ("id, day:N", ["id", "day:N"]), ("id", ["id"]), ("[a, b]", ["a", "b"]),
        ("['a, b ']", ["a, b "]), ("[]", []), (" a ,b", ["a", "b"]),
    ])
    func `names are a list, or a text with commas`(yaml: String, names: [String]) throws {
        let value = yaml.hasPrefix("[") ? yaml : "\"\(yaml)\""
        #expect(try options("{path: x, key: \(value)}").get("key") == names)
    }

    @Test(arguments: ["id,,b", ",", "a,"])
    func `a comma needs names beside it`(text: String) {
        #expect(throws: ConfigurationError.self) { try options("{path: x, key: \"\(text)\"}") }
    }

    @Test func `every type is read and defaults are filled in`() throws {
        let options = try options(
            """
            path: 012
            lanes: 1_0
            ratio: .5
            batch: {timeout: 0m30s}
            verbose: true
            columns: [a, 2]
            labels: {x: "1"}
            settings: {b: 7}
            """)
        #expect(try options.get("path") == "012")
        #expect(try options.get("lanes") == 10)
        #expect(try options.get("ratio") == 0.5)
        #expect(try options.get("on-error") == "fail")
        #expect(try options.get("batch.max-size") == 25)
        #expect(try options.get("batch.timeout") == Duration.seconds(30))
        #expect(try options.get("buffer") == 64 << 20)
        #expect(try options.get("verbose") == true)
        #expect(try options.find("password", as: Secret.self) == nil)
        #expect(try options.get("columns") == ["a", "2"])
        #expect(try options.get("labels") == ["x": "1"])
        let nested: Options = try options.get("settings")
        #expect(try nested.get("a") == 1)
        #expect(try nested.get("b") == 7)
    }

    @Test(arguments: [
        "path: x\nbatch:\n  max-size: 9\n  timeout: 1s\nsettings:\n  a: 3\n  b: 4",
        "path: x\nbatch.max-size: 9\nbatch.timeout: 1s\nsettings.a: 3\nsettings.b: 4",
        "path: x\nbatch: {max-size: 9}\nbatch.timeout: 1s\nsettings: {a: 3}\nsettings.b: 4",
        #"{"path": "x", "batch": {"max-size": 9, "timeout": "1s"}, "settings": {"a": 3, "b": 4}}"#,
    ])
    func `nested and dotted spellings are the same`(yaml: String) throws {
        let options = try options(yaml)
        #expect(try options.get("batch.max-size") == 9)
        #expect(try options.get("batch.timeout") == Duration.seconds(1))
        let nested: Options = try options.get("settings")
        #expect(try nested.get("a") == 3)
        #expect(try nested.get("b") == 4)
    }

    @Test(arguments: [
        (
            "path: x\nlnaes: 2",
            "p.yaml:2:1: option 'lnaes': There is no such option; did you mean 'lanes'?"
        ),
        (
            "path: x\nbatch:\n  max-sise: 2",
            "p.yaml:3:3: option 'batch.max-sise': There is no such option; did you mean"
                + " 'batch.max-size'?"
        ),
        (
            "path: x\nsettings: {c: 1}",
            "p.yaml:2:12: option 'settings.c': There is no such option; did you mean 'a'?"
        ),
        ("lanes: 2", "p.yaml:1:1: option 'path': A value is required: a text."),
        ("path: ~", "p.yaml:1:1: option 'path': A value is required: a text."),
        (
            "path: x\nlanes: two",
            "p.yaml:2:8: option 'lanes': Expected a whole number from 1 to 64."
        ),
        ("path: x\nlanes: 65", "p.yaml:2:8: option 'lanes': Expected a whole number from 1 to 64."),
        (
            "path: x\nlanes: [1]",
            "p.yaml:2:8: option 'lanes': Expected a whole number from 1 to 64, found a list."
        ),
        ("path: x\non-error: stop", "p.yaml:2:11: option 'on-error': Expected one of: fail, skip."),
        ("path: x\nverbose: yes", "p.yaml:2:10: option 'verbose': Expected true or false."),
        (
            "path: x\nbatch.timeout: 5",
            "p.yaml:2:16: option 'batch.timeout': Expected a duration such as 250ms, 1s or 5m"
                + " of at most 1m."
        ),
        ("path: x\nratio: nan", "p.yaml:2:8: option 'ratio': Expected a number from 0.0 to 1.0."),
        (
            "path: x\nbatch: {max-size: 1}\nbatch.max-size: 2",
            "p.yaml:3:1: option 'batch.max-size': The option is given more than once."
        ),
        (
            "path: x\npath: y",
            "p.yaml:1:1: option 'path': The name is given more than once in one map."
        ),
        (
            "path: x\ncolumns: [a, {}]",
            "p.yaml:2:14: option 'columns[1]': Expected a text, found a map."
        ),
        ("- path", "p.yaml:1:1: Expected a map of options, found a list."),
    ])
    func `mistakes name the place, the option and what was expected`(yaml: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try options(yaml) }
        #expect(error?.description == text)
    }

    @Test func `secrets are secrets and nothing prints them`() throws {
        let options = try options(
            "path: ${env:P}\npassword: a${secrets:db-password}b",
            environment: ["P": "dir"], secrets: ["DB_PASSWORD": "hunter2"])
        #expect(try options.get("path") == "dir")
        let secret: Secret = try options.get("password")
        #expect(secret.reveal() == "ahunter2b")
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!dumped.contains("hunter2") && !"\(options)".contains("hunter2"))
    }

    @Test func `a secret in an option that prints is refused`() {
        let error = #expect(throws: ConfigurationError.self) {
            try options("path: ${secrets:x}", secrets: ["X": "hunter2"])
        }
        #expect(error?.code == .wrongType)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `literals configure as documents do`() throws {
        let options = try Options(
            ["path": "x", "batch": ["max-size": 3], "verbose": true, "settings.b": 2],
            fields: Self.fields)
        #expect(try options.get("batch.max-size") == 3)
        #expect(throws: ConfigurationError.self) {
            try Options(["path": "x", "path": "y"], fields: Self.fields)
        }
    }

    @Test func `an option asked for as another type is an error`() throws {
        let options = try options("path: x")
        #expect(throws: ConfigurationError.self) { try options.get("path", as: Int.self) }
    }
}
