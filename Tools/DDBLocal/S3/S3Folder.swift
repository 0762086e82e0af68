import DDBBase
import DDBDigest
import Foundation

/// The files of the store; every call blocks.
///
/// ```
/// DIR/s3/<bucket>/bucket                  the bucket; without it the folder is a remnant
/// DIR/s3/<bucket>/objects/<SHA-256>       an object, by the digest of its key
/// DIR/s3/<bucket>/uploads/<id>/upload     an upload
/// DIR/s3/<bucket>/uploads/<id>/<number>   a part
/// ```
/// Each is written beside its place and renamed; see ``S3File`` for the form.
struct S3Folder: Sendable {
    private let path: String

    /// - Parameter dataFolder: The folder of the endpoint, which has its lock.
    init(dataFolder: String) { path = dataFolder + "/s3" }

    // MARK: writing

    func write(_ bucket: BucketRecord) throws(S3Refusal) {
        try write(bucket, ObjectContent(), in: bucket.name, "bucket")
    }

    func write(_ object: StoredObject, in bucket: String) throws(S3Refusal) {
        try write(object.record, object.content, in: bucket + "/objects", name(of: object.key))
    }

    func write(_ upload: UploadRecord, in bucket: String) throws(S3Refusal) {
        try write(upload, ObjectContent(), in: uploadFolder(upload.identifier, bucket), "upload")
    }

    func write(_ part: StoredPart, of upload: String, in bucket: String) throws(S3Refusal) {
        try write(
            part.record, part.content, in: uploadFolder(upload, bucket),
            String(part.record.number))
    }

    func removeObject(_ key: ObjectKey, in bucket: String) throws(S3Refusal) {
        try remove("\(bucket)/objects/\(try name(of: key))")
    }

    func removeUpload(_ identifier: String, in bucket: String) throws(S3Refusal) {
        // An upload without its own file is a remnant, so that goes first.
        try remove(uploadFolder(identifier, bucket) + "/upload")
        try remove(uploadFolder(identifier, bucket))
    }

    func removeBucket(_ bucket: String) throws(S3Refusal) {
        try remove(bucket + "/bucket")
        try remove(bucket)
    }

    private func uploadFolder(_ identifier: String, _ bucket: String) -> String {
        "\(bucket)/uploads/\(identifier)"
    }

    private func name(of key: ObjectKey) throws(S3Refusal) -> String {
        do throws(DigestError) {
            return Hex.encode(try Digest.sha256(key.bytes.span.bytes))
        } catch {
            throw .broken(error.message)
        }
    }

    private func write(
        _ record: some Encodable, _ content: ObjectContent, in folder: String, _ name: String
    ) throws(S3Refusal) {
        do {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
            try S3File.encode(record, content).write(
                to: URL(fileURLWithPath: "\(path)/\(folder)/\(name)"), options: .atomic)
        } catch {
            throw .broken("The folder of the endpoint cannot be written: \(error)")
        }
    }

    private func remove(_ name: String) throws(S3Refusal) {
        guard FileManager.default.fileExists(atPath: "\(path)/\(name)") else { return }
        do {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        } catch {
            throw .broken("The folder of the endpoint cannot be written: \(error)")
        }
    }

    // MARK: reading

    /// Brings back all buckets, and clears away remnants of what was being deleted.
    func load() throws(JournalError) -> [String: S3Bucket] {
        var buckets: [String: S3Bucket] = [:]
        for name in try names("") {
            guard try names(name).contains("bucket") else {
                try clear(name)
                continue
            }
            let record = try read(BucketRecord.self, "\(name)/bucket").record
            var bucket = S3Bucket(record)
            for file in try names(name + "/objects") where !isTemporary(file) {
                let (record, content) = try read(ObjectRecord.self, "\(name)/objects/\(file)")
                bucket.put(StoredObject(record, content))
            }
            for identifier in try names(name + "/uploads") {
                bucket.uploads[identifier] = try upload(identifier, in: name)
            }
            buckets[name] = bucket
        }
        return buckets
    }

    private func upload(
        _ identifier: String, in bucket: String
    ) throws(JournalError) -> StoredUpload? {
        let folder = uploadFolder(identifier, bucket)
        let files = try names(folder)
        guard files.contains("upload") else {
            try clear(folder)
            return nil
        }
        var upload = StoredUpload(
            record: try read(UploadRecord.self, folder + "/upload").record)
        for file in files {
            guard let number = Int(file) else { continue }
            let (record, content) = try read(PartRecord.self, "\(folder)/\(file)")
            upload.parts[number] = StoredPart(record, content)
        }
        return upload
    }

    /// Whether a file is one that was being written when the process ended.
    private func isTemporary(_ file: String) -> Bool {
        file.utf8.count != 64 || Hex.decode(file) == nil
    }

    private func names(_ folder: String) throws(JournalError) -> [String] {
        let folder = folder.isEmpty ? path : "\(path)/\(folder)"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw JournalError("'\(folder)' cannot be listed: \(error)", cause: error)
        }
    }

    private func clear(_ folder: String) throws(JournalError) {
        do {
            try FileManager.default.removeItem(atPath: "\(path)/\(folder)")
        } catch {
            throw JournalError("'\(path)/\(folder)' cannot be deleted: \(error)", cause: error)
        }
    }

    private func read<Record: Decodable>(
        _ type: Record.Type, _ file: String
    ) throws(JournalError) -> (record: Record, content: ObjectContent) {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(file)") else {
            throw JournalError("'\(path)/\(file)' cannot be opened; look at its permissions.")
        }
        guard let found = S3File.decode(type, data) else {
            throw JournalError(
                "'\(path)/\(file)' is damaged; restore it from a copy, or delete it to do without"
                    + " it.")
        }
        return found
    }
}
