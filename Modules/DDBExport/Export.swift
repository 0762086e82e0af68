import DDBAttributes
import DDBBase
import DDBDigest
import DDBStorage

/// An export of a DynamoDB table to S3, copied to a store: its manifests, read and checked.
///
/// ```swift
/// let location = try await ExportFinder.find("exports/orders", pool: pool)
/// let export = try await Export(at: location)
/// for file in export.files {
///     var reader = try await export.makeReader(of: file)
///     while let batch = try reader.nextBatch() { use(batch) }
/// }
/// ```
public struct Export: Sendable {
    /// Something that is not as AWS leaves it and does no harm by itself.
    public enum Warning: Sendable, Hashable, CustomStringConvertible {
        /// A manifest has no checksum beside it, so it was not verified.
        case noChecksum(file: String)

        /// A sentence for the user.
        public var description: String {
            switch self {
            case .noChecksum(let file):
                "\(file) has no .md5 or .checksum beside it and was not verified."
            }
        }
    }

    /// Where the export lies.
    public let location: ExportLocation
    /// What the export is.
    public let summary: ManifestSummary
    /// Its data files, in the order of the manifest.
    public let files: [ExportFile]
    /// What was found amiss and does no harm.
    public let warnings: [Warning]

    private let settings: ExportSettings

    /// Reads and checks the manifests of an export, and finds its data files.
    ///
    /// Both manifests are compared with their MD5 where a `.md5` or `.checksum` file lies beside
    /// them; where none does, that is a warning. The items of all files must add up to the
    /// summary's.
    ///
    /// - Throws: ``ExportError``, or what the store throws.
    public init(
        at location: ExportLocation, settings: ExportSettings = ExportSettings()
    ) async throws {
        self.location = location
        self.settings = settings
        var warnings: [Warning] = []
        let manifests = ManifestSource(location: location, settings: settings)
        let summaryPath = location.path(ExportLocation.summaryName)
        let summaryBytes = try await manifests.read(summaryPath, &warnings)
        summary = unsafe try ManifestSummary(summaryBytes.span.bytes, file: summaryPath)
        let name = summary.manifestFilesKey.split(separator: "/").last.map(String.init)
        let filesPath = location.path(name ?? "manifest-files.json")
        let filesBytes = try await manifests.read(filesPath, &warnings)
        let lines = try ManifestFiles.read(filesBytes, file: filesPath, settings: settings)
        try Self.checkSum(lines, summary, file: filesPath)
        let resolver = DataFileResolver(location: location, summary: summary)
        var files: [ExportFile] = []
        for line in lines { files.append(try await resolver.file(line)) }
        self.files = files
        self.warnings = warnings
    }

    /// The compressed size of all data files.
    public var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    /// Checks that the export is of a kind.
    ///
    /// Who takes a part of a table for all of it loses the rest without a word, so whoever reads an
    /// export says which kind it is made for.
    ///
    /// - Throws: ``ExportError/Code/otherKind``.
    public func require(_ kind: ManifestSummary.Kind) throws(ExportError) {
        guard summary.kind != kind else { return }
        let summaryFile = location.path(ExportLocation.summaryName)
        switch kind {
        case .full:
            let window = [summary.exportFromTime, summary.exportToTime].compactMap { $0?.iso8601 }
            throw ExportError(
                .otherKind,
                "The export is incremental: it has what changed"
                    + (window.count == 2 ? " from \(window[0]) to \(window[1])" : "")
                    + ", and not the whole table. Name a full export; the changes are read by "
                    + "ddbkit load, and by the source export with export-type INCREMENTAL_EXPORT.",
                file: summaryFile)
        case .incremental:
            throw ExportError(
                .otherKind,
                "The export is a full one and not incremental; leave out export-type.",
                file: summaryFile)
        }
    }

    /// Opens a data file.
    ///
    /// - Parameters:
    ///   - file: One of ``files``.
    ///   - firstLine: The 1-based line with which to begin; what comes before it is read and
    ///     checked, and not given.
    ///   - prefix: What the file must begin with, where a part of it was read before.
    /// - Throws: ``ExportError/Code/checksum`` where it begins otherwise.
    public func makeReader(
        of file: ExportFile, startingAt firstLine: Int = 1, after prefix: FilePrefix? = nil
    ) async throws -> ExportFileReader {
        let blob: any BlobReader
        do {
            blob = try await location.store.openReader(file.path)
        } catch let error as StorageError where error.code == .notFound {
            throw ExportError(
                .missingFile, "The manifest names this file and it is gone; copy it again.",
                file: file.path, cause: error)
        }
        if let prefix, try !prefix.begins(blob, pieceByteCount: max(settings.readByteCount, 1)) {
            throw ExportError(
                .checksum,
                "The file is not the one of which \(firstLine - 1) lines were loaded before; begin "
                    + "the load anew (import --restart).", file: file.path)
        }
        return try ExportFileReader(
            blob: blob, file: file, format: summary.format, table: summary.table.name,
            firstLine: firstLine, settings: settings)
    }

    private static func checkSum(
        _ lines: [ManifestFiles.Line], _ summary: ManifestSummary, file: String
    ) throws(ExportError) {
        var sum: Int64 = 0
        for line in lines {
            let (next, overflow) = sum.addingReportingOverflow(line.itemCount)
            sum = overflow ? .max : next
        }
        guard sum == summary.itemCount else {
            throw ExportError(
                .itemCount,
                "The data files have \(sum) items by this manifest, and \(summary.itemCount) by "
                    + "the summary; one of the two was changed or cut off.", file: file)
        }
    }
}
