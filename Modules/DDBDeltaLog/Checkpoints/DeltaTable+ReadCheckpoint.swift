import DDBJSON
import DDBParquet
import DDBStorage

extension DeltaTable {
    /// Adds what a checkpoint holds to a state.
    ///
    /// One file is in memory at a time, and one row group of it decoded.
    func read(_ checkpoint: LogListing.Checkpoint, into state: inout ReplayState) async throws {
        var sidecars: [String] = []
        for file in checkpoint.files {
            sidecars += try await readCheckpointFile(
                LogPath.folder + "/" + file.name, isJSON: file.isJSON, checkpoint.version, &state)
        }
        guard sidecars.count <= CheckpointFile.partCountMax else {
            throw DeltaError(
                .tooLarge,
                "A checkpoint has more than \(CheckpointFile.partCountMax) sidecar files.")
        }
        for sidecar in sidecars {
            // A sidecar lies in this folder always, whatever its path says before the name.
            let name = LogPath.decode(sidecar).split(separator: "/").last ?? ""
            _ = try await readCheckpointFile(
                "\(LogPath.folder)/_sidecars/\(name)", isJSON: false, checkpoint.version, &state)
        }
    }

    /// Reads a file and returns the sidecars that it names.
    private func readCheckpointFile(
        _ relative: String, isJSON: Bool, _ version: Int64, _ state: inout ReplayState
    ) async throws -> [String] {
        let path = storePath(relative)
        do {
            let bytes = try await readBounded(path)
            if isJSON { return try readJSON(bytes, path, version, &state) }
            let reader = try CheckpointReader(bytes)
            guard reader.rowCount <= settings.checkpointActionCountMax else {
                throw DeltaError(
                    .tooLarge,
                    "A checkpoint has more than \(settings.checkpointActionCountMax) actions.",
                    location: path)
            }
            var sidecars: [String] = []
            for index in 0..<reader.rowGroupCount {
                let contents = try reader.read(index)
                state.apply(contents.actions, version: version)
                sidecars += contents.sidecars
            }
            return sidecars
        } catch let error as ParquetError {
            throw DeltaError(error, path)
        } catch let error as DeltaError where error.location == nil {
            throw DeltaError(error.code, error.message, location: path, cause: error.cause)
        } catch let error as StorageError where error.code == .notFound {
            throw DeltaError(
                .gap,
                "The checkpoint of version \(version) vanished while it was read; read the table "
                    + "again.", location: path, cause: error)
        }
    }

    private func readBounded(_ path: String) async throws -> [UInt8] {
        let byteCount = try await store.attributes(path)?.byteCount ?? 0
        guard byteCount <= settings.checkpointByteCountMax else {
            throw DeltaError(
                .tooLarge,
                "A checkpoint's file has \(byteCount) bytes, more than the limit of "
                    + "\(settings.checkpointByteCountMax).", location: path)
        }
        return try await store.read(path)
    }

    /// Reads a checkpoint whose top file is JSON lines, as commits are.
    private func readJSON(
        _ bytes: [UInt8], _ path: String, _ version: Int64, _ state: inout ReplayState
    ) throws(DeltaError) -> [String] {
        var sidecars: [String] = []
        var actions: [LogAction] = []
        try CommitFile.forEachLine(bytes, name: path, settings: settings) {
            line throws(DeltaError) in
            actions += try LogAction.read(line)
            if let sidecar = line["sidecar"], !sidecar.isNull {
                sidecars.append(try ActionReader("sidecar", sidecar).string("path"))
            }
            return actions.count + sidecars.count
        }
        state.apply(actions, version: version)
        return sidecars
    }
}

extension DeltaError {
    /// Says what a failure of the Parquet reader means for a checkpoint.
    fileprivate init(_ error: ParquetError, _ path: String) {
        let code: Code
        switch error.code {
        case .limitExceeded: code = .tooLarge
        case .unsupported: code = .unsupportedFeature
        case _: code = .corrupt
        }
        self.init(
            code, "A checkpoint cannot be read: \(error.message)", location: path, cause: error)
    }
}
