import ArgumentParser
import DDBAttributes
import DDBBase
import DDBClientCore
import DDBConfiguration
import DDBCredentials
import DDBDeltaLog
import DDBDynamoDB
import DDBExport
import DDBFiles
import DDBHTTP
import DDBParquet
import DDBPipeline
import DDBQuery
import DDBStorage
import DDBStore

/// What a failed command says and returns.
struct FailureReport {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    /// Says it on standard error, and returns the status.
    @discardableResult
    func tell() -> ExitStatus {
        if let status = error as? ExitStatus { return status }
        // The parser's own: help, version, and mistakes in the command line.
        let code = RootCommand.exitCode(for: error)
        if code == .success {
            do throws(OutputFailure) {
                try Console.writeLine(RootCommand.fullMessage(for: error))
                return .success
            } catch {
                return FailureReport(error).tell()
            }
        }
        if code == .validationFailure {
            Console.complain(RootCommand.fullMessage(for: error))
            return .usage
        }
        if error is CommandMisuse {
            Console.complain("\(error)")
            return .usage
        }
        Console.complain("ddbkit: \(error)")
        return Self.status(of: error)
    }

    /// The status that an error, or what caused it, stands for.
    static func status(of error: any Error) -> ExitStatus {
        switch error {
        case let error as ExitStatus: error
        case let error as CommandFailure: error.status
        case is CommandMisuse: .usage
        case let error as PipelineError: status(of: error)
        case let error as QueryError: status(of: error)
        case let error as StoreError: status(of: error)
        case let error as StorageError: status(of: error)
        case let error as ExportError: status(of: error)
        case let error as ConfigurationError: error.code == .notFound ? .notFound : .usage
        case let error as DeltaError: status(of: error)
        case let error as ParquetError: status(of: error)
        case let error as ClientError: status(of: error)
        case let error as CredentialsError: status(of: error)
        case let error as TransportError: status(of: error)
        case let error as TableWaitError: status(of: error)
        case is SettingsError, is ColumnMapError: .usage
        case let error as AttributeError: error.code == .tableName ? .usage : .badInput
        case let error as SystemFailure: error.isExistence ? .exists : .io
        case is OutputFailure: .io
        case is CancellationError: .interrupted
        default: .internalFailure
        }
    }

    private static func status(of error: PipelineError) -> ExitStatus {
        if let cause = error.cause as? SystemFailure, cause.isAbsence {
            // What is to be read is not there; what is to be written has no folder.
            return error.code == .sourceFailed ? .notFound : .io
        }
        if let cause = error.cause {
            if let status = known(cause) { return status }
            // A component that says what to do knows more of it.
            return switch error.disposition {
            case .reconfigure: .usage
            case .corrupt: .badInput
            case .retry, .fatal: .internalFailure
            }
        }
        return switch error.disposition {
        case .reconfigure: .usage
        case .corrupt: .badInput
        case .retry: .io
        case .fatal: .internalFailure
        }
    }

    private static func status(of error: DeltaError) -> ExitStatus {
        switch error.code {
        case .notATable, .versionAbsent: .notFound
        default: known(error.cause) ?? .badInput
        }
    }

    private static func status(of error: ParquetError) -> ExitStatus {
        switch error.code {
        case .mismatch: .internalFailure
        case .source: known(error.cause) ?? .io
        default: .badInput
        }
    }

    /// The status of a cause that stands for one by itself.
    private static func known(_ cause: (any Error)?) -> ExitStatus? {
        guard let status = cause.map(status), status != .internalFailure else { return nil }
        return status
    }

    private static func status(of error: QueryError) -> ExitStatus {
        switch error.code {
        case .libraryMissing, .libraryUnsupported: .unavailable
        case .invalidStatement, .statementRefused, .unsupportedType: .usage
        case .executionFailed: .usage
        case .tableUnreadable, .invalidTable: .badInput
        case .timedOut, .outOfMemory: .temporary
        case .interrupted: .interrupted
        case .outputFailed: known(error.cause) ?? .io
        default: .internalFailure
        }
    }

    private static func status(of error: StoreError) -> ExitStatus {
        switch error.code {
        case .tableExists, .otherTable, .unfinishedLoad: .exists
        case .tableNotFound: .notFound
        case .invalidName, .invalidColumns: .usage
        case .conflict: .temporary
        case .damaged: .badInput
        default: known(error.cause) ?? .badInput
        }
    }

    private static func status(of error: StorageError) -> ExitStatus {
        switch error.code {
        case .locked: .temporary
        default: .io
        }
    }

    private static func status(of error: ExportError) -> ExitStatus {
        switch error.code {
        case .notFound: .notFound
        case .ambiguous: .usage
        default: (error.cause as? StorageError).map(status) ?? .badInput
        }
    }
}

extension ExitStatus: Error {}
