import DDBBundledPlugins
import DDBConfiguration
import DDBFiles
import DDBPipeline

extension LoadFiles {
    /// Refuses a pipeline that appends to a file which its source reads.
    ///
    /// - Throws: As ``refuse(_:)``, or what the options of its components are refused with.
    static func refuseOutputs(of configuration: PipelineConfiguration) throws {
        let registry = ComponentRegistry.bundled
        let source = configuration.source
        let sink = configuration.sink
        let read = try Options(
            source.options, fields: try registry.source(named: source.name).spec.fields)
        let written = try Options(
            sink.options, fields: try registry.sink(named: sink.name).spec.fields)
        let files = LoadFiles(paths: try paths(of: read), suffixes: suffixes(of: source.name))
        try files.refuse([
            ("the sink's 'dead-letter'", try path("dead-letter", written)),
            ("the source's 'skipped-lines'", try path("skipped-lines", read)),
            ("'positions'", configuration.positions),
        ])
    }

    /// What a source reads that reads files: all of them call it `path`, be it one or several.
    private static func paths(of options: Options) throws -> [String] {
        guard options.names.contains("path") else { return [] }
        if let path = try? options.get("path", as: String.self) { return [path] }
        return try options.get("path")
    }

    /// A file that a component writes beside what it is for; nil where it has no such option.
    private static func path(_ name: String, _ options: Options) throws -> String? {
        options.names.contains(name) ? try options.get(name) : nil
    }

    /// The endings of files in folders that a source reads.
    private static func suffixes(of source: String) -> [String] {
        switch source {
        case "lines": FileFinder.lineSuffixes
        case "csv": FileFinder.separatedSuffixes
        case "parquet", "store": FileFinder.parquetSuffixes
        case "export": [".gz", "manifest-files.json", "manifest-summary.json"]
        default: [""]
        }
    }
}
