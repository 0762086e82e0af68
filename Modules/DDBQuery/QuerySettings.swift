/// How an engine runs: data only.
public struct QuerySettings: Sendable, Codable, Equatable {
    /// Threads that work on a statement; at least 1.
    public var threadCount: Int

    /// The most memory that the engine may take, or nil for its own default: most of the machine's.
    public var memoryBytesMax: Int?

    /// A folder for what does not fit into memory, or nil to fail instead.
    public var spillFolder: String?

    /// The path of DuckDB's shared library, or nil to look for it.
    public var libraryPath: String?

    /// The longest statement that is taken, in bytes.
    public var statementBytesMax: Int

    /// Creates settings.
    public init(
        threadCount: Int = 2, memoryBytesMax: Int? = nil, spillFolder: String? = nil,
        libraryPath: String? = nil, statementBytesMax: Int = 1 << 20
    ) {
        self.threadCount = threadCount
        self.memoryBytesMax = memoryBytesMax
        self.spillFolder = spillFolder
        self.libraryPath = libraryPath
        self.statementBytesMax = statementBytesMax
    }
}
