public import DDBStorage

extension S3BlobStore {
    /// Lists blobs, a page at a time.
    public func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try BlobPath.validatePrefix(prefix)
        var start = startingAfter.flatMap { (root + $0).isEmpty ? nil : root + $0 }
        while true {
            let request = ListObjectsV2Request(
                bucket: bucket, prefix: root + prefix, startAfter: start)
            let page = try await listed(request, prefix)
            let last = page.entries.last?.key
            let entries = page.entries.compactMap(entry)
            guard page.nextContinuationToken != nil else {
                return BlobPage(entries: entries, next: nil)
            }
            guard let last, start.map({ BlobPath.precedes($0, last) }) ?? true else {
                throw StorageError(
                    .failed,
                    "S3 says that there is more under '\(prefix)' in bucket '\(bucket)' and gives "
                        + "nothing.", path: prefix)
            }
            if let next = relative(last), !entries.isEmpty {
                return BlobPage(entries: entries, next: next)
            }
            start = last
        }
    }

    /// Lists the names of the folders directly below a folder.
    ///
    /// - Throws: `StorageError` with the code `tooLarge` beyond
    ///   ``S3BlobStoreSettings/folderCountMax``.
    public func folders(in folder: String) async throws -> [String] {
        if !folder.isEmpty { try BlobPath.validate(folder) }
        let prefix = folder.isEmpty ? root : root + folder + "/"
        var names: [String] = []
        var token: String?
        var pageCount = 0
        repeat {
            pageCount += 1
            let request = ListObjectsV2Request(
                bucket: bucket, prefix: prefix, delimiter: "/", continuationToken: token)
            let page = try await listed(request, folder)
            for found in page.commonPrefixes where found.utf8.starts(with: prefix.utf8) {
                let name = String(
                    decoding: found.utf8.dropFirst(prefix.utf8.count).dropLast(), as: UTF8.self)
                if isPath(name) { names.append(name) }
            }
            // A server that gives new tokens for ever is stopped by the same number.
            guard max(names.count, pageCount) <= settings.folderCountMax else {
                throw StorageError(
                    .tooLarge,
                    "'\(folder)' in bucket '\(bucket)' has more than \(settings.folderCountMax) "
                        + "folders, or pages of them.", path: folder)
            }
            guard token == nil || token != page.nextContinuationToken else {
                throw StorageError(
                    .failed, "S3 gives the same page of '\(folder)' again and again.", path: folder)
            }
            token = page.nextContinuationToken
        } while token != nil
        return names.sorted { BlobPath.precedes($0, $1) }
    }

    private func listed(
        _ request: ListObjectsV2Request, _ path: String
    ) async throws -> ListObjectsV2Reply {
        try await mapped(path) {
            try await requests.perform(weight: 1) { try await client.listObjectsV2(request) }
        }
    }

    private func entry(_ found: ListObjectsV2Reply.Entry) -> BlobEntry? {
        guard let path = relative(found.key), isPath(path) else { return nil }
        return BlobEntry(
            path: path,
            attributes: BlobAttributes(byteCount: found.byteCount, modified: found.modified))
    }

    /// The path of a key, by bytes: to String two spellings of an accented letter are one.
    private func relative(_ key: String) -> String? {
        guard key.utf8.starts(with: root.utf8) else { return nil }
        return String(decoding: key.utf8.dropFirst(root.utf8.count), as: UTF8.self)
    }

    private func isPath(_ text: String) -> Bool {
        do {
            try BlobPath.validate(text)
            return true
        } catch {
            return false
        }
    }
}
