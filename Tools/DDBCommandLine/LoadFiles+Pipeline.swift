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
        guard let files = try files(of: source.name, read) else { return }
        try files.refuse([
            ("the sink's 'dead-letter'", try path("dead-letter", written)),
            ("the source's 'skipped-lines'", try path("skipped-lines", read)),
            ("'positions'", configuration.positions),
        ])
    }

    /// The files that a source reads; nil for one that reads none that a user names.
    private static func files(of source: String, _ options: Options) throws -> LoadFiles? {
        switch source {
        case "lines":
            LoadFiles(paths: try options.get("path"), suffixes: FileFinder.lineSuffixes)
        case "csv":
            LoadFiles(paths: try options.get("path"), suffixes: FileFinder.separatedSuffixes)
        case "parquet":
            LoadFiles(paths: try options.get("path"), suffixes: FileFinder.parquetSuffixes)
        case "export":
            LoadFiles(
                paths: [try options.get("path")],
                suffixes: [".gz", "manifest-files.json", "manifest-summary.json"])
        default: nil
        }
    }

    /// A file that a component writes beside what it is for; nil where it has no such option.
    private static func path(_ name: String, _ options: Options) throws -> String? {
        options.names.contains(name) ? try options.get(name) : nil
    }
}
