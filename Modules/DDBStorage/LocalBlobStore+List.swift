extension LocalBlobStore {
    /// Lists files; a folder that is a symbolic link is not entered, so that no circle is walked.
    public func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try BlobPath.validatePrefix(prefix)
        return try await onPool(pool) {
            var walk = FolderWalk(
                root: self.root, prefix: Array(prefix.utf8),
                startingAfter: startingAfter.map { Array($0.utf8) })
            return try walk.page()
        }
    }

    /// Lists the folders directly below a folder.
    public func folders(in folder: String) async throws -> [String] {
        if !folder.isEmpty { try BlobPath.validate(folder) }
        return try await onPool(pool) {
            let path = folder.isEmpty ? self.root : self.root + "/" + folder
            guard let entries = try folderEntries(path) else { return [] }
            // Without the `/` of the sort key: `a.c` comes after `a`, though `a.c/x` is before
            // `a/x`.
            let names = entries.filter(\.isFolder).map { $0.sortKey.dropLast() }
            return names.sorted { $0.lexicographicallyPrecedes($1) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// Walks folders in the order of the bytes of paths, entering only those that can hold a match.
private struct FolderWalk {
    let root: String
    let prefix: [UInt8]
    let startingAfter: [UInt8]?
    var entries: [BlobEntry] = []
    var isFull = false

    init(root: String, prefix: [UInt8], startingAfter: [UInt8]?) {
        self.root = root
        self.prefix = prefix
        self.startingAfter = startingAfter
    }

    mutating func page() throws(StorageError) -> BlobPage {
        let slash = prefix.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { Array(prefix[...$0]) } ?? []
        try visit(folder, depth: 0)
        return BlobPage(entries: entries, next: isFull ? entries.last?.path : nil)
    }

    private mutating func visit(_ folder: [UInt8], depth: Int) throws(StorageError) {
        let path = root + "/" + String(decoding: folder, as: UTF8.self)
        guard depth < LocalBlobStore.folderDepthMax else {
            throw StorageError(
                .tooLarge,
                "'\(path)' lies more than \(LocalBlobStore.folderDepthMax) folders deep.",
                path: path)
        }
        // A folder that was deleted since its name was read holds nothing.
        for entry in try folderEntries(path) ?? [] where !isFull {
            let name = folder + entry.sortKey
            if entry.isFolder {
                if !entry.isSymbolicLink && mayHoldMatch(name) { try visit(name, depth: depth + 1) }
            } else if name.starts(with: prefix), isAfterStart(name) {
                try take(name)
            }
        }
    }

    private mutating func take(_ name: [UInt8]) throws(StorageError) {
        if entries.count == LocalBlobStore.pageEntryCountMax {
            isFull = true
            return
        }
        let path = String(decoding: name, as: UTF8.self)
        guard let status = try status(of: root + "/" + path) else { return }
        entries.append(BlobEntry(path: path, attributes: BlobAttributes(status)))
    }

    private func isAfterStart(_ name: [UInt8]) -> Bool {
        startingAfter.map { $0.lexicographicallyPrecedes(name) } ?? true
    }

    private func mayHoldMatch(_ folder: [UInt8]) -> Bool {
        guard folder.starts(with: prefix) || prefix.starts(with: folder) else { return false }
        guard let startingAfter else { return true }
        return startingAfter.starts(with: folder)
            || startingAfter.lexicographicallyPrecedes(folder)
    }
}
