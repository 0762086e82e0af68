/// What a stream operation refuses, by the name of AWS's error and its text.
package struct StreamRefusal: Error, Sendable, Hashable {
    /// The name, such as `ValidationException`.
    package let code: String
    /// The text.
    package let message: String

    static func validation(_ message: String) -> StreamRefusal {
        StreamRefusal(code: "ValidationException", message: message)
    }

    /// A parameter has a value that the service's model forbids.
    static func constraint(_ value: String?, at name: String, _ rule: String) -> StreamRefusal {
        let value = value.map { "'\($0)'" } ?? "null"
        return validation(
            "1 validation error detected: Value \(value) at '\(name)' failed to satisfy "
                + "constraint: \(rule)")
    }

    static func notFound(_ message: String) -> StreamRefusal {
        StreamRefusal(code: "ResourceNotFoundException", message: message)
    }

    static let trimmed = StreamRefusal(
        code: "TrimmedDataAccessException",
        message: "The operation attempted to read past the oldest stream record in a shard.")

    static let expired = StreamRefusal(
        code: "ExpiredIteratorException",
        message: "The shard iterator has expired and can no longer be used to retrieve stream "
            + "records. A shard iterator expires 15 minutes after it is retrieved using the "
            + "GetShardIterator action.")

    static let tooManyCalls = StreamRefusal(
        code: "ThrottlingException", message: "Rate of requests exceeds the allowed throughput.")

    static let tooManyReaders = StreamRefusal(
        code: "LimitExceededException",
        message: "The shard is read by too many consumers at once; at most two may read it.")
}
