/// Keeps blobs under paths: a folder on disk, a bucket, or memory.
///
/// Paths are relative and `/`-separated (see ``BlobPath``). What a method wrote is durable and
/// visible to everybody when it returns; a blob is visible whole or not at all. Where a method that
/// writes throws, the path holds what it held before, unless the error is
/// ``StorageError/Code/outcomeUnknown``: then it holds the old or the new.
public protocol BlobStore: Sendable {
    /// Reads a blob, or a range of its bytes.
    ///
    /// - Throws: ``StorageError/Code/notFound``; ``StorageError/Code/outOfRange`` where the range
    ///   reaches beyond the end.
    func read(_ path: String, range: Range<Int>?) async throws -> [UInt8]

    /// Opens a blob for many reads at any offset.
    ///
    /// - Throws: ``StorageError/Code/notFound``.
    func openReader(_ path: String) async throws -> any BlobReader

    /// Tells the size and time of a blob, or nil where there is none.
    func attributes(_ path: String) async throws -> BlobAttributes?

    /// Writes a blob whole.
    ///
    /// - Returns: ``PutOutcome/exists`` where the condition is ``PutCondition/ifAbsent`` and there
    ///   is a blob, which is left as it is. Of many that put at once exactly one writes.
    func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome

    /// Starts a blob that is too large to hold in memory.
    ///
    /// Nothing is at the path until ``BlobWriter/finish()``, which replaces what is there.
    func makeWriter(_ path: String) async throws -> any BlobWriter

    /// Lists blobs whose paths begin with a text, in all folders below, ordered by the bytes of the
    /// paths, a page at a time.
    ///
    /// - Parameters:
    ///   - prefix: Empty for all blobs, `folder/` for those below a folder.
    ///   - startingAfter: The path after which to begin; nil at the start, then
    ///     ``BlobPage/next``.
    func list(prefix: String, startingAfter: String?) async throws -> BlobPage

    /// Lists the names of the folders directly below a folder, ordered by bytes.
    ///
    /// - Parameter folder: A path, or empty for the store itself. A folder that is not there has
    ///   none.
    func folders(in folder: String) async throws -> [String]

    /// Deletes a blob; one that is not there is no error.
    func delete(_ path: String) async throws

    /// Deletes blobs; those that are not there are no error.
    ///
    /// Where it throws, or the machine fails meanwhile, any of them may be left. A path that is
    /// none is found before anything is deleted.
    func delete(_ paths: [String]) async throws
}

extension BlobStore {
    /// Deletes blobs one after the other.
    public func delete(_ paths: [String]) async throws {
        for path in paths { try BlobPath.validate(path) }
        for path in paths { try await delete(path) }
    }

    /// Reads a blob whole.
    public func read(_ path: String) async throws -> [UInt8] {
        try await read(path, range: nil)
    }

    /// Lists all blobs whose paths begin with a text, up to a limit.
    ///
    /// - Throws: ``StorageError/Code/tooLarge`` where there are more.
    public func listAll(prefix: String, limit: Int = 1_000_000) async throws -> [BlobEntry] {
        var entries: [BlobEntry] = []
        var next: String?
        repeat {
            let page = try await list(prefix: prefix, startingAfter: next)
            entries += page.entries
            next = page.next
            guard entries.count <= limit else {
                throw StorageError(
                    .tooLarge, "More than \(limit) files lie under '\(prefix)'.", path: prefix)
            }
        } while next != nil
        return entries
    }
}
