import DDBBase
public import DDBConfiguration
public import DDBPipeline

/// Reads items from files of lines, or from standard input.
///
/// Each file is a partition, named by its path, and its position is the number of lines that have
/// been read.
public struct LinesSource: SourceComponent {
    private let settings: LinesSourceSettings
    private let context: ComponentContext

    /// Creates the source from validated options.
    public init(options: Options, context: ComponentContext) throws {
        settings = try LinesSourceSettings(options: options)
        self.context = context
    }

    /// Opens every file that is not finished.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` for a file that cannot be opened.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        var files: [LinesFile] = []
        for path in settings.paths {
            let partition = try Partition(path)
            let position = positions[partition]
            if position?.isFinished == true { continue }
            let lineCount = Int(position?.position.text ?? "0")
            guard let lineCount, lineCount >= 0 else {
                throw PipelineError(
                    .sourceFailed, "The saved position is not a number of lines.",
                    partition: partition, disposition: .corrupt)
            }
            let input = try InputFile(path: path)
            files.append(LinesFile(partition: partition, input: input, skippedCount: lineCount))
        }
        return LinesSession(files: files, settings: settings, logger: context.logger)
    }
}

/// A file that is open and has no reader yet.
struct LinesFile: Sendable {
    let partition: Partition
    let input: InputFile
    /// The lines that an earlier run has read.
    let skippedCount: Int
}
