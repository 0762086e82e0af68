import DDBTestSupport
import Foundation
import Testing

/// The commands that `README.md` shows, run as a reader would run them.
@Suite struct ReadmeTests {
    @Test(.enabled(if: hasDuckDB, "run Tools/setup"))
    func `the commands of the README do what they say`() throws {
        let blocks = try Self.blocks().filter { !$0.contains(Self.python) }
        #expect(blocks.count == 3)
        let output = try Self.run(blocks)
        #expect(output.contains(#"{"orders":18004}"#), "\(output)")
        #expect(output.contains("\n{\"pk\":{\"S\":"), "\(output)")
        #expect(output.contains("sink    lines "), "\(output)")
        #expect(output.contains(" b  | 2 | INSERT"), "\(output)")
    }

    @Test(.enabled(if: hasDuckDB && hasWheels, "run Tools/setup"))
    func `polars reads the table as the README says`() throws {
        let blocks = try Self.blocks()
        #expect(blocks.count == 4 && blocks.last?.contains(Self.python) == true)
        let output = try Self.run(blocks)
        #expect(output.contains("delivered") && output.contains("7717"), "\(output)")
    }

    private static let python = "/ddbkit/venv/bin/python"

    /// Where `Tools/setup` installs, by the environment or its default.
    private static let cache: String = {
        let environment = ProcessInfo.processInfo.environment
        return environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    }()

    private static let hasWheels = FileManager.default.isExecutableFile(atPath: cache + python)

    /// Whether the command finds DuckDB: it asks an empty store.
    private static let hasDuckDB: Bool = {
        guard let store = try? ScratchFolder(),
            let outcome = try? Program("ddbkit").run(["sql", "SELECT 1", "--store", store.path])
        else { return false }
        return outcome.status == 0
    }()

    /// The shell blocks of the section on the command, in their order.
    private static func blocks() throws -> [String] {
        let text = try String(contentsOfFile: Checkout.path("README.md"), encoding: .utf8)
        let section = try #require(
            text.components(separatedBy: "\n## Use the command\n").last?
                .components(separatedBy: "\n## ").first)
        return section.components(separatedBy: "\n```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    /// Runs blocks in one shell, in a folder that looks like the checkout after a release build,
    /// and returns what they print.
    private static func run(_ blocks: [String]) throws -> String {
        let folder = try ScratchFolder("readme")
        let release = folder.path + "/.build/release"
        try FileManager.default.createDirectory(
            atPath: folder.path + "/.build", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/Tools", withDestinationPath: Checkout.path("Tools"))
        // The program's own path is the shell's $0.
        let link = "ln -s \"$(dirname \"$0\")\" '\(release)'\ncd '\(folder.path)'\n"
        let outcome = try Program("ddbkit").run(
            [], environment: ["TMPDIR": folder.path],
            launcher: ["bash", "-euo", "pipefail", "-c", link + blocks.joined(separator: "\n")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }
}
