import DDBBase
public import DDBConfiguration
import DDBFiles
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

    private func mapping() throws -> JSONMapping {
        do throws(ColumnMapError) {
            return try JSONMapping(
                settings.mapping, places: settings.places, limits: settings.limits,
                now: context.time.now)
        } catch {
            throw PipelineError(
                .sourceFailed, error.message, disposition: .reconfigure, cause: error)
        }
    }

    /// Looks at every file that is not finished; each is opened when it is its turn.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` for a file that is not there.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        var files: [LinesFile] = []
        for path in try FileFinder.find(settings.paths, suffixes: FileFinder.lineSuffixes) {
            let partition = try Partition(path)
            let position = positions[partition]
            if position?.isFinished == true { continue }
            let lineCount = Int(position?.position.text ?? "0")
            guard let lineCount, lineCount >= 0 else {
                throw PipelineError(
                    .sourceFailed, "The saved position is not a number of lines.",
                    partition: partition, disposition: .corrupt)
            }
            files.append(
                LinesFile(
                    partition: partition, byteCount: try InputFile.byteCount(path: path),
                    skippedCount: lineCount))
        }
        return try LinesSession(
            files: files, settings: settings, mapping: try mapping(), logger: context.logger)
    }
}

/// A file that has no reader yet; its path is the partition's name.
struct LinesFile: Sendable {
    let partition: Partition
    /// The size of a regular file; nil for others.
    let byteCount: Int?
    /// The lines that an earlier run has read.
    let skippedCount: Int
}
