public import DDBBase
public import DDBStorage

/// Finds the export that a user means.
public enum ExportFinder {
    /// Finds an export on this machine's disk.
    ///
    /// - Parameters:
    ///   - path: The export's folder, its `manifest-summary.json`, or a folder somewhere above
    ///     exactly one export of the kind, or of the other where there is none.
    ///   - kind: Which exports count where there are several.
    /// - Throws: ``ExportError/Code/notFound``; ``ExportError/Code/ambiguous``, naming the exports;
    ///   ``ExportError/Code/incomplete``; what the store throws.
    public static func find(
        _ path: String, preferring kind: ManifestSummary.Kind = .full, pool: ThreadPool,
        settings: ExportSettings = ExportSettings()
    ) async throws -> ExportLocation {
        var folder = path.isEmpty ? "." : path
        while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        if folder.hasSuffix("/" + ExportLocation.summaryName) {
            folder.removeLast(ExportLocation.summaryName.count + 1)
        } else if folder == ExportLocation.summaryName {
            folder = "."
        }
        let inside = LocalBlobStore(root: folder, pool: pool)
        guard try await inside.attributes(ExportLocation.summaryName) != nil else {
            return try await find(
                in: inside, under: "", shownAs: folder, preferring: kind, settings: settings)
        }
        // An incremental export needs its neighbour `data`, so the store begins one folder higher.
        // Where the folder's name does not say which that is, it begins here.
        guard let name = folder.split(separator: "/").last.map(String.init), name != ".",
            name != ".."
        else {
            return ExportLocation(store: inside, folder: "")
        }
        let parent = folder.hasPrefix("/") ? "/" : "."
        let above =
            folder.utf8.count > name.utf8.count ? String(folder.dropLast(name.count + 1)) : ""
        let store = LocalBlobStore(root: above.isEmpty ? parent : above, pool: pool)
        return ExportLocation(store: store, folder: name)
    }

    /// Finds an export in a store.
    ///
    /// - Parameters:
    ///   - folder: The export's folder or one above exactly one export of the kind; empty for the
    ///     whole store.
    ///   - kind: Which exports count where there are several.
    public static func find(
        in store: any BlobStore, under folder: String,
        preferring kind: ManifestSummary.Kind = .full, settings: ExportSettings = ExportSettings()
    ) async throws -> ExportLocation {
        try await find(
            in: store, under: folder, shownAs: folder, preferring: kind, settings: settings)
    }

    private static func find(
        in store: any BlobStore, under folder: String, shownAs shown: String,
        preferring kind: ManifestSummary.Kind, settings: ExportSettings
    ) async throws -> ExportLocation {
        var search = ExportSearch(store: store, settings: settings)
        try await search.visit(folder, depth: 0)
        let exports = try await search.summaries()
        let preferred = exports.filter { $0.summary.kind == kind }
        if preferred.count == 1 { return preferred[0].location }
        if preferred.isEmpty, exports.count == 1 { return exports[0].location }
        if exports.isEmpty {
            if let started = search.started.first {
                throw ExportError(
                    .incomplete,
                    "An export has begun in '\(started)' and is not complete; wait until it is "
                        + "COMPLETED, then copy it again.", file: shown)
            }
            throw ExportError(
                .notFound,
                "There is no export: no manifest-summary.json in or below this folder.", file: shown
            )
        }
        let choices = (preferred.isEmpty ? exports : preferred).map(\.line).joined(
            separator: "\n  ")
        throw ExportError(
            .ambiguous, "There are several exports; name the folder of one:\n  \(choices)",
            file: shown)
    }
}
