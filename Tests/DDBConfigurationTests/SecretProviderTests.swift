import DDBBase
import DDBConfiguration
import Foundation
import Testing

@Suite struct SecretProviderTests {
    @Test func `a folder gives its files without the last line end`() throws {
        let folder = NSTemporaryDirectory() + "/ddbkit-secrets-\(SystemRandomSource().uuid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: folder + "/password"))
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/binary"))
        try Data(count: 100).write(to: URL(fileURLWithPath: folder + "/large"))
        let provider = FolderSecretProvider(folder: folder, byteCountMax: 99)
        #expect(try provider.secret(named: "password")?.reveal() == "s3cret")
        #expect(try provider.secret(named: "absent") == nil)
        for name in ["../x", "a/b", ".hidden", "..", "binary", "large"] {
            #expect(throws: ConfigurationError.self) { try provider.secret(named: name) }
        }
    }

    @Test func `the first provider that knows a name answers`() throws {
        let provider = ChainedSecretProvider([
            EnvironmentSecretProvider(ProcessEnvironment(["DDBKIT_SECRET_A": "1"])),
            EnvironmentSecretProvider(ProcessEnvironment(["A": "2", "B_C": "3"]), prefix: ""),
        ])
        #expect(try provider.secret(named: "a")?.reveal() == "1")
        #expect(try provider.secret(named: "b-c")?.reveal() == "3")
        #expect(try provider.secret(named: "d") == nil)
    }

    @Test func `a configuration file that is absent is an error`() {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationNode.load(
                path: "/nonexistent/x.yaml", environment: ProcessEnvironment([:]))
        }
        #expect(error?.description == "There is no file /nonexistent/x.yaml.")
    }
}
