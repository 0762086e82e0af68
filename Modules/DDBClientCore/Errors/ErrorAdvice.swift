/// The next step after an error, by its code.
enum ErrorAdvice {
    /// Gives a sentence for an error.
    typealias Step = @Sendable (ClientError) -> String

    static let renew =
        "Renew the credentials: `aws sso login`, a new session token, or a provider that refreshes."
    static let checkKeys =
        "Check the access key, the secret key and the session token, and the clock of this machine."

    static let redirect =
        "The endpoint sends the request elsewhere: set the endpoint, or the region, to the service's."

    static let byCode: [ClientError.Code: Step] = {
        var steps: [ClientError.Code: Step] = [:]
        for (codes, sentence) in sentences {
            for code in codes { steps[code] = { _ in sentence } }
        }
        for code in wrongRegion { steps[code] = { regionStep($0) } }
        return steps
    }()

    private static let wrongRegion: [ClientError.Code] = [
        .permanentRedirect, .init("TemporaryRedirect"), .init("AuthorizationHeaderMalformed"),
        .init("IllegalLocationConstraintException"),
    ]

    private static func regionStep(_ error: ClientError) -> String {
        error.region.map { "The bucket is in \($0): set the region to it." }
            ?? "Set the region to the one of the bucket."
    }

    private static let sentences: [([ClientError.Code], String)] = [
        (
            [.accessDenied, .storageAccessDenied, .init("UnauthorizedOperation")],
            "Let the identity do this by its policy; `ddbkit aws whoami` tells which identity it is."
        ),
        ([.expiredToken, .init("ExpiredToken"), .init("TokenRefreshRequired")], renew),
        (
            [
                .invalidSignature, .signatureDoesNotMatch, .unrecognizedClient, .invalidAccessKeyID,
                .init("InvalidClientTokenId"), .init("AuthFailure"), .init("InvalidToken"),
            ], checkKeys
        ),
        (
            [.requestTimeTooSkewed, .init("RequestExpired"), .init("RequestInTheFuture")],
            "Set the clock of this machine."
        ),
        (
            [.missingAuthenticationToken, .init("MissingAuthenticationToken")],
            "Give the client credentials."
        ),
        (
            [.resourceNotFound, .tableNotFound],
            "Check the name, the region and the account; what was just created takes a moment."
        ),
        ([.noSuchBucket], "Check the name of the bucket."),
        ([.noSuchKey], "Check the key, and the prefix before it."),
        ([.resourceInUse], "Wait until the table is ACTIVE, then try again."),
        (
            [.limitExceeded],
            "Wait until other operations on tables, exports or streams have ended."
        ),
        (
            [.pointInTimeRecoveryUnavailable],
            "Switch point-in-time recovery on for the table, then try again."
        ),
        ([.expiredIterator], "Get a new iterator at the last sequence number that was read."),
        (
            [.trimmedDataAccess],
            "The records are gone from the stream: read on from TRIM_HORIZON and load the table anew."
        ),
        (
            [.itemCollectionSizeLimitExceeded],
            "Delete items of the partition key, or do without the local index."
        ),
    ]
}
