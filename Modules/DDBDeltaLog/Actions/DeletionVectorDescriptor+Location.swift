import DDBBase

extension DeletionVectorDescriptor {
    /// How many characters of Z85 the UUID of a file takes; what stands before them is a folder.
    private static let uuidCharacterCount = 20

    /// Describes a bitmap that lies in the log itself.
    ///
    /// - Parameters:
    ///   - bytes: The bitmap, from its magic number on.
    ///   - cardinality: How many rows it holds.
    public init(inline bytes: [UInt8], cardinality: Int64) {
        self.init(
            storage: .inline, pathOrInlineDv: Z85.encode(bytes), offset: nil,
            sizeInBytes: Int64(bytes.count), cardinality: cardinality)
    }

    /// Describes a bitmap in `deletion_vector_<uuid>.bin` in the table's folder or one below it.
    ///
    /// - Parameters:
    ///   - uuid: The UUID, as text with dashes.
    ///   - folder: The folder below the table's, which Delta calls a random prefix; mostly empty.
    ///   - offset: Where in the file the bitmap's length word is.
    /// - Returns: nil where the text is no UUID.
    public init?(
        uuid: String, folder: String = "", offset: Int64, sizeInBytes: Int64, cardinality: Int64
    ) {
        guard let bytes = Hex.decode(uuid.filter { $0 != "-" }), bytes.count == 16 else {
            return nil
        }
        self.init(
            storage: .file, pathOrInlineDv: folder + Z85.encode(bytes), offset: offset,
            sizeInBytes: sizeInBytes, cardinality: cardinality)
    }

    /// The path of the file in the table's folder that holds the bitmap; nil where the log holds it
    /// or the file is elsewhere.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the descriptor names no UUID.
    public func relativePath() throws(DeltaError) -> String? {
        guard storage == .file else { return nil }
        let folder = pathOrInlineDv.dropLast(Self.uuidCharacterCount)
        let text = pathOrInlineDv.suffix(Self.uuidCharacterCount)
        guard let bytes = Z85.decode(text), bytes.count == 16 else {
            throw DeltaError(.corrupt, "A deletion vector's file is not named by a UUID.")
        }
        let digits = Hex.encode(bytes)
        var uuid = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { uuid += "-" }
            uuid.append(digit)
        }
        return Self.filePath(uuid: uuid, folder: String(folder))
    }

    static func filePath(uuid: String, folder: String) -> String {
        (folder.isEmpty ? "" : folder + "/") + "deletion_vector_\(uuid).bin"
    }

    /// The bitmap that the log itself holds; nil where a file holds it.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the text is not Z85 or too short.
    public func inlineBytes() throws(DeltaError) -> [UInt8]? {
        guard storage == .inline else { return nil }
        guard let bytes = Z85.decode(pathOrInlineDv), sizeInBytes >= 0,
            bytes.count - Int(clamping: sizeInBytes) < 4, bytes.count >= sizeInBytes
        else {
            throw DeltaError(.corrupt, "A deletion vector in the log has not the size it says.")
        }
        return Array(bytes.prefix(Int(sizeInBytes)))
    }
}
