import DDBBase

extension S3Store {
    /// Makes a bucket.
    func createBucket(_ name: String, region: String) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let existing = try self.read { buckets throws(S3Refusal) in
                guard buckets[name] != nil || buckets.count < S3Limits.bucketCountMax else {
                    throw S3Refusal(
                        400, "TooManyBuckets",
                        "You have attempted to create more buckets than allowed")
                }
                return buckets[name]?.record
            }
            if let existing {
                // The oldest region answers so for the sake of its oldest callers.
                if existing.region == "us-east-1", region == "us-east-1" { return }
                throw S3Refusal(
                    409, "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already"
                        + " own it.", [("BucketName", name)])
            }
            let record = BucketRecord(name: name, created: self.clock.now, region: region)
            try self.folder?.write(record)
            self.show(name) { $0 = S3Bucket(record) }
        }
    }

    /// Deletes a bucket that holds nothing.
    func deleteBucket(_ name: String) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let bucket = try self.bucket(name)
            // Uploads under way do not keep a bucket, and end with it.
            guard bucket.objects.isEmpty else {
                throw S3Refusal(
                    409, "BucketNotEmpty", "The bucket you tried to delete is not empty",
                    [("BucketName", name)])
            }
            try self.folder?.removeBucket(name)
            let byteCount = bucket.uploads.values.reduce(0) { $0 + $1.byteCount }
            self.show(name, grownBy: -byteCount) { $0 = nil }
        }
    }

    /// Whether a text can be the name of a bucket.
    static func isBucketName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count), bytes.first != UInt8(ascii: "."),
            bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "."),
            bytes.last != UInt8(ascii: "-"), !name.contains("..")
        else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
