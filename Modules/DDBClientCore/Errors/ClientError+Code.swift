extension ClientError {
    /// Tells errors apart: the service's own code, or one of this module for what no service said.
    ///
    /// A service's code may be any text, so that codes that are not listed here can be compared as
    /// well: `error.code == ClientError.Code("SomeNewException")`. No text of a service equals a
    /// code of this module.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The text: AWS's own, such as `ValidationException`, or the name of the code here.
        public let text: String
        /// Whether this module made the error, rather than the service.
        public let isLocal: Bool

        /// Creates the code of a service from its text, without namespace and suffix.
        public init(_ text: String) {
            self.text = text
            isLocal = false
        }

        private init(local text: String) {
            self.text = text
            isLocal = true
        }

        /// The text.
        public var description: String { text }
    }
}

extension ClientError.Code {
    /// No whole response came; ``ClientError/cause`` says why.
    public static let transportFailed = Self(local: "TransportFailed")
    /// The response is no answer to the call: no JSON or XML where it must be, a member missing.
    public static let badResponse = Self(local: "BadResponse")
    /// The body of the response is over the call's limit.
    public static let responseTooLarge = Self(local: "ResponseTooLarge")
    /// The body does not have the checksum that its head announced.
    public static let checksumMismatch = Self(local: "ChecksumMismatch")
    /// No source gave credentials.
    public static let noCredentials = Self(local: "NoCredentials")
    /// The request cannot be signed.
    public static let signingFailed = Self(local: "SigningFailed")
    /// The call's own arguments are wrong; nothing was sent.
    public static let invalidCall = Self(local: "InvalidCall")
    /// As many calls of the client wait for their turn as may wait.
    public static let overloaded = Self(local: "Overloaded")
    /// The service refused without a code that could be read.
    public static let unknown = Self(local: "Unknown")
}

extension ClientError.Code {
    /// The caller may not do this.
    public static let accessDenied = Self("AccessDeniedException")
    /// The condition of a write does not hold.
    public static let conditionalCheckFailed = Self("ConditionalCheckFailedException")
    /// The iterator into a shard is older than a few minutes.
    public static let expiredIterator = Self("ExpiredIteratorException")
    /// The session token is too old.
    public static let expiredToken = Self("ExpiredTokenException")
    /// The client token was used with other arguments before.
    public static let idempotentParameterMismatch = Self("IdempotentParameterMismatchException")
    /// The signature lacks a part.
    public static let incompleteSignature = Self("IncompleteSignature")
    /// The service failed.
    public static let internalServerError = Self("InternalServerError")
    /// The signature is not the one that the service computes.
    public static let invalidSignature = Self("InvalidSignatureException")
    /// The items of one partition key are over 10 GB.
    public static let itemCollectionSizeLimitExceeded = Self(
        "ItemCollectionSizeLimitExceededException")
    /// Too many operations of one kind run at once.
    public static let limitExceeded = Self("LimitExceededException")
    /// The request is not signed.
    public static let missingAuthenticationToken = Self("MissingAuthenticationTokenException")
    /// Backups from which one can be restored, or exported, are not switched on.
    public static let pointInTimeRecoveryUnavailable = Self(
        "PointInTimeRecoveryUnavailableException")
    /// The table, index or shard has no throughput left.
    public static let provisionedThroughputExceeded = Self(
        "ProvisionedThroughputExceededException")
    /// Another region writes the same item.
    public static let replicatedWriteConflict = Self("ReplicatedWriteConflictException")
    /// The account has no throughput left.
    public static let requestLimitExceeded = Self("RequestLimitExceeded")
    /// The table is being created, changed or deleted.
    public static let resourceInUse = Self("ResourceInUseException")
    /// The table, stream or shard does not exist.
    public static let resourceNotFound = Self("ResourceNotFoundException")
    /// The body of the request is malformed.
    public static let serialization = Self("SerializationException")
    /// The service cannot answer now.
    public static let serviceUnavailable = Self("ServiceUnavailable")
    /// The table does not exist (operations on backups and exports).
    public static let tableNotFound = Self("TableNotFoundException")
    /// Too many requests.
    public static let throttling = Self("ThrottlingException")
    /// A transaction did not happen; ``ClientError/cancellationReasons`` tell why.
    public static let transactionCanceled = Self("TransactionCanceledException")
    /// Another transaction holds the item.
    public static let transactionConflict = Self("TransactionConflictException")
    /// A transaction with that client token still runs.
    public static let transactionInProgress = Self("TransactionInProgressException")
    /// What was asked for is behind the horizon of the stream.
    public static let trimmedDataAccess = Self("TrimmedDataAccessException")
    /// The access key is unknown.
    public static let unrecognizedClient = Self("UnrecognizedClientException")
    /// The arguments are refused.
    public static let validation = Self("ValidationException")
}

extension ClientError.Code {
    /// The caller may not do this (S3, STS).
    public static let storageAccessDenied = Self("AccessDenied")
    /// Another request with a condition for the same key runs.
    public static let conditionalRequestConflict = Self("ConditionalRequestConflict")
    /// The access key is unknown (S3).
    public static let invalidAccessKeyID = Self("InvalidAccessKeyId")
    /// The range begins behind the end of the object.
    public static let invalidRange = Self("InvalidRange")
    /// The bucket does not exist.
    public static let noSuchBucket = Self("NoSuchBucket")
    /// The object does not exist.
    public static let noSuchKey = Self("NoSuchKey")
    /// The multipart upload does not exist: it was completed or aborted.
    public static let noSuchUpload = Self("NoSuchUpload")
    /// The bucket is in another region.
    public static let permanentRedirect = Self("PermanentRedirect")
    /// The condition of a request does not hold (S3).
    public static let preconditionFailed = Self("PreconditionFailed")
    /// The clock is wrong (S3).
    public static let requestTimeTooSkewed = Self("RequestTimeTooSkewed")
    /// The signature is not the one that the service computes (S3, STS).
    public static let signatureDoesNotMatch = Self("SignatureDoesNotMatch")
    /// Too many requests (S3).
    public static let slowDown = Self("SlowDown")
}
