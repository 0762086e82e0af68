import DDBBase
import DDBConfiguration
import DDBParquetSource
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport

/// Reads Parquet files as items, for tests.
enum ParquetFixture {
    private static let context = ComponentContext(environment: ProcessEnvironment([:]))

    static func source(
        _ path: String, _ options: [String: String] = [:]
    ) throws -> ParquetSource {
        var entries = options.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }
        entries.append(.init("path", .init(text: path)))
        return try ParquetSource(ConfigurationNode(.map(entries)), context: context)
    }

    static func read(
        _ path: String, _ options: [String: String] = [:]
    ) async throws -> SourceReading {
        try await SourceReading(source(path, options))
    }

    /// The error of reading, or nil.
    static func failure(
        _ path: String, _ options: [String: String] = [:]
    ) async throws -> PipelineError? {
        do {
            _ = try await read(path, options)
            return nil
        } catch let error as PipelineError {
            return error
        }
    }

    /// What differs between a file's items and its rows as pyarrow reads them; empty for nothing.
    static func differences(_ path: String, _ reading: SourceReading) throws -> String {
        let folder = try ScratchFolder()
        let lines = reading.texts.map { $0 + "\n" }.joined()
        try folder.write("items", Array(lines.utf8))
        return try TestPython.run("compare_items.py", path, folder.path + "/items")
    }
}
