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
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                return .success
            }
        } catch {
            if let received = signals.received { return received }
            return FailureReport(error).tell()
        }
    }
}
