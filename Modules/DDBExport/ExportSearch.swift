import DDBAttributes
import DDBBase
import DDBStorage

/// Looks for exports in the folders of a store, within limits.
struct ExportSearch {
    /// An export that was found.
    struct Found {
        var location: ExportLocation
        var summary: ManifestSummary

        /// For a list to choose from.
        var line: String {
            var kind =
                switch summary.kind {
                case .full: "full"
                case .incremental: "incremental"
                }
            if summary.format == .ion { kind += ", Ion" }
            let time = (summary.exportTime ?? summary.exportToTime)?.iso8601 ?? "time unknown"
            return "\(location.folder)  (\(summary.table.name), \(kind), \(time))"
        }
    }

    let store: any BlobStore
    let settings: ExportSettings
    /// The folders that have a summary.
    private(set) var folders: [String] = []
    /// The folders that have only the mark of a beginning.
    private(set) var started: [String] = []
    private var visitedCount = 0

    init(store: any BlobStore, settings: ExportSettings) {
        self.store = store
        self.settings = settings
    }

    mutating func visit(_ folder: String, depth: Int) async throws {
        visitedCount += 1
        guard visitedCount <= settings.searchedFolderCountMax else {
            throw ExportError(
                .tooLarge,
                "There are more than \(settings.searchedFolderCountMax) folders; name the folder "
                    + "of the export itself.", file: folder)
        }
        let location = ExportLocation(store: store, folder: folder)
        if try await store.attributes(location.path(ExportLocation.summaryName)) != nil {
            folders.append(folder)
            return
        }
        if try await store.attributes(location.path(ExportLocation.startedName)) != nil {
            started.append(folder)
        }
        guard depth < settings.searchedDepthMax else { return }
        for name in try await store.folders(in: folder) {
            try await visit(location.path(name), depth: depth + 1)
        }
    }

    func summaries() async throws -> [Found] {
        var found: [Found] = []
        for folder in folders {
            let location = ExportLocation(store: store, folder: folder)
            let path = location.path(ExportLocation.summaryName)
            let bytes = try await store.read(path)
            let summary = unsafe try ManifestSummary(bytes.span.bytes, file: path)
            found.append(Found(location: location, summary: summary))
        }
        return found
    }
}
