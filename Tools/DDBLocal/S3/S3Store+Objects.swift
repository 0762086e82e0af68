import DDBBase

extension S3Store {
    /// What has to hold for an object to be written or deleted.
    struct Condition: Sendable {
        /// Nothing may be there.
        var isAbsent = false
        /// What is there has this tag; `*` for any.
        var etag: String?

        func check(_ existing: StoredObject?, key: String) throws(S3Refusal) {
            if isAbsent, existing != nil { throw .preconditionFailed("If-None-Match") }
            guard let etag else { return }
            guard let existing else { throw .noKey(key) }
            guard etag == "*" || Condition.isSame(etag, existing.record.etag) else {
                throw .preconditionFailed("If-Match")
            }
        }

        /// Compares tags, with or without their quotes.
        static func isSame(_ left: String, _ right: String) -> Bool {
            bare(left) == bare(right)
        }

        static func bare(_ tag: String) -> String { tag.filter { $0 != "\"" } }
    }

    /// The object of a key.
    func object(_ key: String, in name: String) throws(S3Refusal) -> StoredObject {
        try read { buckets throws(S3Refusal) in
            guard let bucket = buckets[name] else { throw .noBucket(name) }
            guard let object = bucket.object(ObjectKey(key)) else { throw .noKey(key) }
            return object
        }
    }

    /// Puts an object in the place of the one of its key.
    func put(
        _ object: StoredObject, in name: String, if condition: Condition
    ) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let existing = try self.bucket(name).object(object.key)
            try condition.check(existing, key: object.record.key)
            let growth = object.content.byteCount - (existing?.content.byteCount ?? 0)
            try self.checkSpace(growth)
            try self.folder?.write(object, in: name)
            self.show(name, grownBy: growth) { $0?.put(object) }
        }
    }

    /// Deletes an object; one that is not there is no error unless a condition asks for it.
    func delete(
        _ key: String, in name: String, if condition: Condition = Condition()
    ) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let existing = try self.bucket(name).object(ObjectKey(key))
            try condition.check(existing, key: key)
            guard let existing else { return }
            try self.folder?.removeObject(existing.key, in: name)
            self.show(name, grownBy: -existing.content.byteCount) { $0?.remove(existing.key) }
        }
    }
}
