import DDBStorage

extension DeltaTable {
    /// Reads the rows of a file that are deleted; none where it has no deletion vector.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the vector is damaged or says other than the
    ///   log; ``DeltaError/Code/foreignFile`` where it lies outside the table's folder.
    public func deletedRows(of file: AddFile) async throws -> RowSet {
        guard let descriptor = file.deletionVector else { return RowSet() }
        let rows = try await rows(of: descriptor)
        if let text = file.statistics, let last = rows.last,
            let rowCount = try FileStatistics(text: text, depthMax: settings.depthMax).rowCount,
            last >= rowCount
        {
            throw DeltaError(
                .corrupt,
                "A deletion vector deletes row \(last) of a file that has \(rowCount) rows; restore "
                    + "the log.", location: LogPath.encode(file.path))
        }
        return rows
    }

    /// Reads the rows that a descriptor leads to.
    public func rows(of descriptor: DeletionVectorDescriptor) async throws -> RowSet {
        guard descriptor.sizeInBytes >= 0,
            descriptor.sizeInBytes <= settings.deletionVectorByteCountMax
        else {
            throw DeltaError(
                .tooLarge,
                "A deletion vector of \(descriptor.sizeInBytes) bytes is over the limit of "
                    + "\(settings.deletionVectorByteCountMax).")
        }
        let rows: RowSet
        if let bytes = try descriptor.inlineBytes() {
            rows = unsafe try RowSet(serialized: bytes.span.bytes)
        } else {
            let path = try vectorPath(descriptor)
            let bytes = try await readFrame(of: descriptor, path)
            let vector = try DeletionVectorFormat.vector(framed: bytes, name: path)
            rows = unsafe try RowSet(serialized: vector.span.bytes)
        }
        guard Int64(rows.count) == descriptor.cardinality else {
            throw DeltaError(
                .corrupt,
                "A deletion vector has \(rows.count) rows and the log says "
                    + "\(descriptor.cardinality); restore the log or the vector.")
        }
        return rows
    }

    /// Makes the files of the vectors durable; to be called before the commit that names them.
    public func write(_ vectors: DeletionVectorBuilder) async throws {
        for file in vectors.files {
            _ = try await store.put(storePath(file.path), file.bytes, condition: .always)
        }
    }

    private func vectorPath(
        _ descriptor: DeletionVectorDescriptor
    ) throws(DeltaError) -> String {
        guard let path = try descriptor.relativePath() else {
            throw DeltaError(
                .foreignFile,
                "A deletion vector lies outside the table's folder, at an absolute path; such tables "
                    + "are not read here: copy the table with what wrote it.")
        }
        return storePath(path)
    }

    /// Reads a vector with the size before and the checksum behind it.
    private func readFrame(
        of descriptor: DeletionVectorDescriptor, _ path: String
    ) async throws -> [UInt8] {
        let offset = Int(descriptor.offset ?? 1)
        let byteCount = Int(descriptor.sizeInBytes) + DeletionVectorFormat.frameByteCount
        let (end, overflow) = offset.addingReportingOverflow(byteCount)
        guard offset >= 1, !overflow else {
            throw DeltaError(
                .corrupt, "A deletion vector cannot begin at byte \(offset) of its file.",
                location: path)
        }
        // The version comes with the first vector; behind others only its own checksum vouches.
        let start = offset == 1 ? 0 : offset
        var bytes: [UInt8]
        do {
            bytes = try await store.read(path, range: start..<end)
        } catch let error as StorageError where error.code == .outOfRange {
            throw DeltaError(
                .corrupt, "The file of a deletion vector is too short; restore it.",
                location: path, cause: error)
        }
        guard start == 0 else { return bytes }
        let version = bytes.removeFirst()
        guard version == DeletionVectorFormat.version else {
            throw DeltaError(
                .corrupt, "A file of deletion vectors has version \(version), and only 1 is known.",
                location: path)
        }
        return bytes
    }
}
