import DDBClientCore
import DDBStorage

extension StorageError {
    /// Says in terms of stores what S3 refused.
    ///
    /// - Parameter writes: Whether the request would have changed something.
    init(_ error: any Error, _ path: String, _ bucket: String, writes: Bool = false) {
        if let error = error as? StorageError {
            self = error
        } else if let error = error as? ClientError {
            self.init(
                Self.code(of: error, writes: writes),
                "Cannot \(writes ? "write" : "read") '\(path)' in bucket '\(bucket)': "
                    + "\(error.message)", path: path, cause: error)
        } else if let error = error as? S3Error {
            self.init(Self.code(of: error), error.message, path: path, cause: error)
        } else {
            self.init(
                .failed, "Cannot \(writes ? "write" : "read") '\(path)' in bucket '\(bucket)'.",
                path: path, cause: error)
        }
    }

    private static func code(of error: ClientError, writes: Bool) -> Code {
        if writes, error.delivery == .unknown { return .outcomeUnknown }
        switch error.status {
        case 404: return .notFound
        // Conditions that went on racing after all repeats.
        case 409: return .unavailable
        case 401, 403: return .denied
        case 412: return .changed
        case 416: return .outOfRange
        default: break
        }
        switch error.disposition {
        case .retry: return .unavailable
        case .reconfigure: return error.code == .noCredentials ? .denied : .failed
        case .corrupt, .fatal: return .failed
        }
    }

    private static func code(of error: S3Error) -> Code {
        switch error.code {
        case .changed: .changed
        case .resumesExhausted, .truncated: .unavailable
        case .invalidRequest, .unavailable: .unsupported
        default: .failed
        }
    }
}
