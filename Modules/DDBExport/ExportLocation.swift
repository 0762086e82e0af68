public import DDBStorage

/// Says where an export lies: a folder in a store.
public struct ExportLocation: Sendable {
    /// The store.
    public let store: any BlobStore
    /// The folder that holds `manifest-summary.json`; empty where the store's root does.
    public let folder: String

    /// The name of the manifest that tells what an export is.
    static let summaryName = "manifest-summary.json"
    /// The name of the empty file that AWS writes first.
    static let startedName = "_started"

    /// Creates a location.
    public init(store: any BlobStore, folder: String) {
        self.store = store
        self.folder = folder
    }

    /// The path in the store of something in the export's folder.
    func path(_ name: String) -> String {
        folder.isEmpty ? name : folder + "/" + name
    }

    /// The folder above, which AWS calls `AWSDynamoDB`; nil where the export is the store's root.
    var parent: String? {
        guard !folder.isEmpty else { return nil }
        guard let slash = folder.lastIndex(of: "/") else { return "" }
        return String(folder[..<slash])
    }
}
