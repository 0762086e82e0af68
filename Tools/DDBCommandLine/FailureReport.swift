import ArgumentParser
import DDBAttributes
import DDBConfiguration
import DDBDeltaLog
import DDBExport
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
        Console.complain("ddbkit: \(error)")
        return Self.status(of: error)
    }

    /// The status that an error, or what caused it, stands for.
    static func status(of error: any Error) -> ExitStatus {
        switch error {
        case let error as ExitStatus: error
        case let error as CommandFailure: error.status
        case let error as PipelineError:
            error.cause.map(status) ?? (error.code == .unknownComponent ? .usage : .badInput)
        case let error as QueryError: status(of: error)
        case let error as StoreError: status(of: error)
        case let error as StorageError: status(of: error)
        case let error as ExportError: status(of: error)
        case is ConfigurationError: .usage
        case is AttributeError, is DeltaError: .badInput
        case is OutputFailure: .io
        case is CancellationError: .interrupted
        default: .internalFailure
        }
    }

    private static func status(of error: QueryError) -> ExitStatus {
        switch error.code {
        case .libraryMissing, .libraryUnsupported: .unavailable
        case .invalidStatement, .statementRefused, .unsupportedType: .usage
        case .executionFailed, .outOfMemory: .usage
        case .tableUnreadable, .invalidTable: .badInput
        case .timedOut: .temporary
        case .interrupted: .interrupted
        case .outputFailed: error.cause.map(status) ?? .io
        default: .internalFailure
        }
    }

    private static func status(of error: StoreError) -> ExitStatus {
        switch error.code {
        case .tableExists: .exists
        case .tableNotFound: .notFound
        case .invalidName, .invalidColumns: .usage
        case .conflict: .temporary
        default: error.cause.map(status) ?? .badInput
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
