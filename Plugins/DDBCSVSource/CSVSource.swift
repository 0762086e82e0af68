public import DDBConfiguration
import DDBFiles
public import DDBPipeline

/// Reads items from CSV files, or from standard input.
///
/// Each file is a partition, named by its path; see ``CSVPosition`` for its position.
public struct CSVSource: SourceComponent {
    private let settings: CSVSettings
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        settings = try CSVSettings(options: options)
        self.context = context
    }

    /// Looks at every file that is not finished; each is opened when it is its turn.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` for a file that is not there.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        var files: [CSVFile] = []
        for path in try FileFinder.find(settings.paths, suffixes: FileFinder.separatedSuffixes) {
            let partition = try Partition(path)
            let saved = positions[partition]
            if saved?.isFinished == true { continue }
            files.append(
                CSVFile(
                    partition: partition, byteCount: try InputFile.byteCount(path: path),
                    position: try saved.map { try CSVPosition($0.position, of: partition) }))
        }
        return try CSVSession(files: files, settings: settings, context: context)
    }
}

/// A file that has no reader yet; its path is the partition's name.
struct CSVFile: Sendable {
    let partition: Partition
    /// The size of a regular file; nil for others.
    let byteCount: Int?
    /// Where an earlier run has ended.
    let position: CSVPosition?
}
