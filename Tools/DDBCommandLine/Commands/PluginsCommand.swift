import ArgumentParser
import DDBBundledPlugins
import DDBJSON
import DDBPipeline

/// `ddbkit plugins`.
struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "Lists the plugins, or documents one.")

    @Argument(help: "The plugin to document.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = ComponentRegistry.bundled
        let specs = try name.map { try registry.specs(named: $0) } ?? registry.specs
        if json {
            let array = JSONValue.array(specs.map(\.json))
            try Console.writeLine(String(decoding: array.bytes, as: UTF8.self))
        } else if name != nil {
            try Console.writeLine(specs.map(\.text).joined(separator: "\n"))
        } else {
            let rows = specs.map { [$0.kind.rawValue, $0.name, $0.summary] }
            try Console.writeLine(
                TextTable(header: ["kind", "name", "what it does"], rows: rows).text)
        }
    }
}
