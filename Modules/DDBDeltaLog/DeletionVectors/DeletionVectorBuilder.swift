public import DDBBase

/// Lays out the deletion vectors of one commit: small ones for the log, others for files.
///
/// ```swift
/// var vectors = DeletionVectorBuilder(random: random)
/// let descriptor = vectors.add(deletedRows)
/// try await table.write(vectors)              // before the commit that names it
/// ```
public struct DeletionVectorBuilder: Sendable {
    /// A file that holds vectors.
    public struct File: Sendable {
        /// The path in the table's folder.
        public let path: String
        /// The contents.
        public fileprivate(set) var bytes: [UInt8]
        /// The UUID of its name, as descriptors have it.
        fileprivate let encodedUUID: String
    }

    /// A file takes vectors until it has so many bytes: offsets in it are of 31 bits.
    public static let fileByteCountMax = 1 << 30

    /// The files so far, to be made durable before the commit; none where all vectors are small.
    public private(set) var files: [File] = []

    private let inlineByteCountMax: Int
    private let folder: String
    private let random: any RandomSource

    /// Creates a builder.
    ///
    /// - Parameters:
    ///   - inlineByteCountMax: A vector up to this size goes into the log itself; 512 unless told.
    ///   - folder: The folder below the table's for the files, which Delta calls a random prefix;
    ///     letters and digits, or empty.
    ///   - random: Names the files.
    public init(
        inlineByteCountMax: Int = 512, folder: String = "",
        random: any RandomSource = SystemRandomSource()
    ) {
        precondition(
            folder.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 0x20) },
            "a prefix is of letters and digits")
        self.inlineByteCountMax = inlineByteCountMax
        self.folder = folder
        self.random = random
    }

    /// Adds a vector that is not empty, and says where it will be.
    public mutating func add(_ rows: RowSet) -> DeletionVectorDescriptor {
        precondition(!rows.isEmpty, "a file without deleted rows has no deletion vector")
        let vector = rows.serialized()
        if vector.count <= inlineByteCountMax {
            return DeletionVectorDescriptor(inline: vector, cardinality: Int64(rows.count))
        }
        if (files.last?.bytes.count ?? .max) > Self.fileByteCountMax { beginFile() }
        let index = files.count - 1
        let descriptor = DeletionVectorDescriptor(
            storage: .file, pathOrInlineDv: folder + files[index].encodedUUID,
            offset: Int64(files[index].bytes.count), sizeInBytes: Int64(vector.count),
            cardinality: Int64(rows.count))
        DeletionVectorFormat.append(UInt32(vector.count), to: &files[index].bytes)
        files[index].bytes += vector
        DeletionVectorFormat.append(
            unsafe CRC32.checksum(vector.span.bytes), to: &files[index].bytes)
        return descriptor
    }

    private mutating func beginFile() {
        let uuid = random.uuid()
        files.append(
            File(
                path: DeletionVectorDescriptor.filePath(uuid: uuid, folder: folder),
                bytes: [DeletionVectorFormat.version],
                encodedUUID: Z85.encode(Hex.decode(uuid.filter { $0 != "-" }) ?? [])))
    }
}
