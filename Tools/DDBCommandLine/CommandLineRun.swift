import ArgumentParser

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program `ddbkit`.
public enum CommandLineRun {
    /// Runs the command that the process's arguments name, and ends the process.
    ///
    /// What libraries do at `exit` is left out: threads that are still at work would find the
    /// library's memory freed.
    public static func main() async -> Never {
        StandardStreams.fillClosed()
        let status = await status(of: Array(CommandLine.arguments.dropFirst()))
        fflush(nil)
        _exit(status.rawValue)
    }

    /// Runs a command; its failure is told on standard error.
    package static func status(of arguments: [String]) async -> ExitStatus {
        let signals = SignalTrap()
        do {
            return try await signals.run {
                var command = try RootCommand.parseAsRoot(arguments)
                do {
                    if var asynchronous = command as? any AsyncParsableCommand {
                        try await asynchronous.run()
                    } else {
                        try command.run()
                    }
                } catch let error as ValidationError {
                    throw CommandMisuse(type(of: command), error)
                }
                return .success
            }
        } catch {
            let report = FailureReport(error)
            guard let received = signals.received else { return report.tell() }
            // That it was stopped is no news; what failed besides is.
            if FailureReport.status(of: error) != .interrupted { report.tell() }
            return received
        }
    }
}
