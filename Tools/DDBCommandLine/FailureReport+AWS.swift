import DDBClientCore
import DDBCredentials
import DDBDynamoDB
import DDBHTTP

extension FailureReport {
    /// The status that a failed call to AWS stands for.
    static func status(of error: ClientError) -> ExitStatus {
        switch error.code {
        case .resourceNotFound, .tableNotFound, .noSuchBucket, .noSuchKey: return .notFound
        case .resourceInUse: return .exists
        // It passes once other operations on tables have ended.
        case .limitExceeded: return .temporary
        case .noCredentials:
            return (error.cause as? CredentialsError).map { status(of: $0) } ?? .denied
        case .invalidCall: return .usage
        case .badResponse, .checksumMismatch: return .badInput
        default: break
        }
        if let status = error.status, status == 401 || status == 403 { return .denied }
        return switch error.category {
        case .throttling, .transient: .temporary
        case .clockSkew, .perhapsClockSkew, .expiredCredentials, .unrecognizedOnce: .denied
        case .none: isRefusal(error.code) ? .denied : status(of: error.disposition)
        }
    }

    /// The status that a table stands for which does not become active.
    static func status(of error: TableWaitError) -> ExitStatus {
        switch error.status {
        case .inaccessibleEncryptionCredentials, .replicationNotAuthorized: .denied
        case .archiving, .archived: .notFound
        default: .temporary
        }
    }

    /// The status that missing credentials stand for.
    static func status(of error: CredentialsError) -> ExitStatus {
        switch error.disposition {
        case .retry: return .temporary
        case .corrupt: return .badInput
        case .fatal: return .internalFailure
        case .reconfigure: break
        }
        switch error.code {
        case .invalidFile, .invalidProfile, .invalidSetting, .unsupported: return .usage
        default: return .denied
        }
    }

    /// The status that a transport's failure stands for.
    static func status(of error: TransportError) -> ExitStatus {
        switch error.disposition {
        case .retry: .temporary
        case .reconfigure: .usage
        case .corrupt: .badInput
        case .fatal: .internalFailure
        }
    }

    private static func isRefusal(_ code: ClientError.Code) -> Bool {
        [
            .accessDenied, .storageAccessDenied, .unrecognizedClient, .invalidAccessKeyID,
            .invalidSignature, .signatureDoesNotMatch, .incompleteSignature,
            .missingAuthenticationToken, .expiredToken,
        ].contains(code)
    }

    private static func status(of disposition: ClientError.Disposition) -> ExitStatus {
        switch disposition {
        case .retry: .temporary
        case .reconfigure, .fatal: .usage
        case .corrupt: .badInput
        }
    }
}
