/// The files of a key index: the only door through which it touches a disk.
///
/// Every call blocks the calling thread. Nothing is durable before it is synced: the contents of a
/// file by the file, names by the folder.
public protocol IndexFolder: Sendable {
    /// Makes an empty file in place of whatever has the name.
    func create(_ name: String) throws -> any IndexFile

    /// Maps a file into memory as it is now; nil where there is none.
    func map(_ name: String) throws -> IndexMapping?

    /// Gives a file another name, in place of whatever has that.
    func rename(_ name: String, to newName: String) throws

    /// Deletes a file; that there is none is no failure.
    func remove(_ name: String) throws

    /// The names of all files; none where the folder is not there.
    func names() throws -> [String]

    /// Makes durable which files there are.
    func sync() throws
}

/// A file of an index that is being written, from its start to its end.
public protocol IndexFile: Sendable {
    /// Adds bytes at the end.
    func append(_ bytes: RawSpan) throws

    /// Makes durable what was added.
    func sync() throws
}

/// A file in memory, as long as somebody holds the value.
///
/// The bytes do not change while they are held, which is the proof for `@unchecked Sendable`: files
/// of an index are never written again once they are mapped.
@safe
public final class IndexMapping: @unchecked Sendable {
    /// The size of the file.
    public let byteCount: Int
    let base: UnsafeRawPointer
    private let release: (@Sendable (UnsafeRawPointer, Int) -> Void)?

    /// Creates a mapping of memory that is given back by a function.
    ///
    /// - Parameter base: The first byte, at an address that is a multiple of 8.
    @unsafe
    public init(
        base: UnsafeRawPointer, byteCount: Int,
        release: @escaping @Sendable (UnsafeRawPointer, Int) -> Void
    ) {
        unsafe self.base = unsafe base
        self.byteCount = byteCount
        unsafe self.release = unsafe release
    }

    /// Creates a mapping of a copy of bytes.
    public init(_ bytes: [UInt8]) {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(bytes.count, 1), alignment: 64)
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: memory, count: source.count)
                .copyMemory(from: source)
        }
        unsafe base = UnsafeRawPointer(memory)
        byteCount = bytes.count
        unsafe release = { base, _ in unsafe base.deallocate() }
    }

    deinit { unsafe release?(base, byteCount) }

    /// The bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}
