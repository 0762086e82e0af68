import DDBBase

/// What is kept of a bucket besides what lies in it.
struct BucketRecord: Sendable, Codable {
    var name: String
    var created: Instant
    var region: String
}

/// A bucket: its objects in the order of their keys, and its uploads.
struct S3Bucket: Sendable {
    let record: BucketRecord
    private(set) var objects: [StoredObject] = []
    var uploads: [String: StoredUpload] = [:]

    init(_ record: BucketRecord) { self.record = record }

    var isEmpty: Bool { objects.isEmpty && uploads.isEmpty }

    /// The object of a key.
    func object(_ key: ObjectKey) -> StoredObject? {
        let index = firstIndex(notBelow: key)
        guard index < objects.count, objects[index].key == key else { return nil }
        return objects[index]
    }

    /// Puts an object in the place of the one of its key.
    mutating func put(_ object: StoredObject) {
        let index = firstIndex(notBelow: object.key)
        if index < objects.count, objects[index].key == object.key {
            objects[index] = object
        } else {
            objects.insert(object, at: index)
        }
    }

    /// Takes the object of a key out.
    mutating func remove(_ key: ObjectKey) {
        let index = firstIndex(notBelow: key)
        if index < objects.count, objects[index].key == key { objects.remove(at: index) }
    }

    /// The place of the first object whose key is not below another.
    func firstIndex(notBelow key: ObjectKey) -> Int {
        firstIndex { !($0 < key) }
    }

    /// The place of the first object whose key is above another.
    func firstIndex(above key: ObjectKey) -> Int {
        firstIndex { key < $0 }
    }

    /// The place behind all keys that begin so.
    func firstIndex(behind prefix: [UInt8]) -> Int {
        let start = ObjectKey(prefix)
        return firstIndex { start < $0 && !$0.hasPrefix(prefix) }
    }

    /// The first place from which on all keys have a property.
    private func firstIndex(where isBehind: (ObjectKey) -> Bool) -> Int {
        var (low, high) = (0, objects.count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(objects[middle].key) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
