import DDBBase
import DDBJSON

/// Runs a program that prints credentials: the `credential_process` of a profile.
///
/// The command is split into words and run without a shell. What the program prints is read and
/// never shown; what it writes to standard error is dropped.
public struct ProcessCredentials: CredentialsProvider {
    /// The most bytes that a program may print.
    public static let outputBytesMax = 64 << 10

    private let command: String
    private let accountID: String?
    private let timeout: Duration
    private let components: CredentialsComponents

    /// What messages call it: `credential_process`.
    public var name: String { "credential_process" }

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments, with quotes where a word holds white space.
    ///   - accountID: The account, where the program does not say it.
    ///   - timeout: How long the program may take; a minute unless told, since some ask a person.
    public init(
        command: String, accountID: String? = nil, timeout: Duration = .seconds(60),
        components: CredentialsComponents
    ) {
        self.command = command
        self.accountID = accountID
        self.timeout = timeout
        self.components = components
    }

    /// Runs the program.
    ///
    /// - Throws: ``CredentialsError``: `invalidProfile` where the command cannot be split,
    ///   `processFailed`, `limitExceeded`, `malformedReply`. `CancellationError`, after
    ///   the program was killed.
    public func credentials() async throws -> Credentials {
        guard !command.utf8.contains(0), let words = ShellWords.split(command),
            let program = words.first
        else {
            throw CredentialsError(
                .invalidProfile,
                "The credential_process is no command: it is empty, or a quote is not closed.")
        }
        let run = ProgramRun(
            words: words, outputBytesMax: Self.outputBytesMax, timeout: timeout,
            time: components.time)
        let output: [UInt8]
        switch try await components.files.perform({ try run.run() }) {
        case .exited(0, let bytes): output = bytes
        case .exited(let status, _):
            throw failure(program, "exited with status \(status); run it to see why")
        case .signalled(let signal): throw failure(program, "was ended by signal \(signal)")
        case .timedOut:
            throw failure(program, "took longer than \(timeout) and was ended")
        case .tooMuch:
            throw CredentialsError(
                .limitExceeded,
                "The credential_process \(program) printed more than \(Self.outputBytesMax) bytes.")
        case .notStarted(let cause):
            throw CredentialsError(
                .processFailed, "The credential_process \(program) cannot be started: \(cause).",
                cause: cause)
        }
        return try credentials(of: output, program)
    }

    private func credentials(
        of output: [UInt8], _ program: String
    ) throws(CredentialsError) -> Credentials {
        let reply = try CredentialJSON(
            output, from: "The output of the credential_process \(program)")
        guard reply.object["Version"]?.integer == 1 else {
            throw CredentialsError(
                .malformedReply, "\(reply.source) is not of \"Version\": 1.")
        }
        var credentials = try reply.credentials(token: "SessionToken", origin: name)
        credentials.accountID = credentials.accountID ?? accountID
        return credentials
    }

    private func failure(_ program: String, _ what: String) -> CredentialsError {
        CredentialsError(.processFailed, "The credential_process \(program) \(what).")
    }
}
