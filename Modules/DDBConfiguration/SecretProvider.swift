public import DDBBase

/// Gives the secrets that a document names as `${secrets:name}`.
///
/// A provider is asked while a document is read, once for each place that names a secret. It may
/// block. What it throws becomes the cause of a ``ConfigurationError``, so it holds no secret.
public protocol SecretProvider: Sendable {
    /// The secret of a name, or nil where there is none.
    func secret(named name: String) throws -> Secret?
}

/// Gives secrets from environment variables.
///
/// The secret `db-password` is the variable `DB_PASSWORD` after the prefix: letters in upper case,
/// everything but letters and digits as `_`.
public struct EnvironmentSecretProvider: SecretProvider {
    private let environment: ProcessEnvironment
    private let prefix: String

    /// Creates a provider.
    ///
    /// - Parameter prefix: What every variable's name begins with.
    public init(_ environment: ProcessEnvironment, prefix: String = "DDBKIT_SECRET_") {
        self.environment = environment
        self.prefix = prefix
    }

    /// The variable's value, or nil where it is not set.
    public func secret(named name: String) -> Secret? {
        let variable = name.map { character in
            character.isASCII && (character.isLetter || character.isNumber)
                ? character.uppercased() : "_"
        }
        return environment[prefix + variable.joined()].map(Secret.init)
    }
}

/// Gives secrets from a folder with a file for each, as container platforms mount them.
///
/// One line end at the end of a file is not part of its secret.
public struct FolderSecretProvider: SecretProvider {
    private let folder: String
    private let byteCountMax: Int

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - folder: The folder's path.
    ///   - byteCountMax: The largest secret that is read.
    public init(folder: String, byteCountMax: Int = 64 * 1024) {
        self.folder = folder
        self.byteCountMax = byteCountMax
    }

    /// The file's text, or nil where there is no such file.
    ///
    /// - Throws: ``ConfigurationError`` `unreadable` for a name that is no plain file name, and for
    ///   a file that is too large, unreadable, or not UTF-8.
    public func secret(named name: String) throws -> Secret? {
        guard !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0) else {
            throw ConfigurationError(
                .unreadable, "The secret's name is not a plain file name; rename the secret.")
        }
        let file = BoundedFile(path: folder + "/" + name, byteCountMax: byteCountMax)
        guard var text = try file.text() else { return nil }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return Secret(text)
    }
}

/// Asks several providers in order; the first that knows a name answers.
public struct ChainedSecretProvider: SecretProvider {
    private let providers: [any SecretProvider]

    /// Creates a provider; without members it knows no secret.
    public init(_ providers: [any SecretProvider]) {
        self.providers = providers
    }

    /// The first member's answer that is not nil.
    public func secret(named name: String) throws -> Secret? {
        for provider in providers {
            if let secret = try provider.secret(named: name) { return secret }
        }
        return nil
    }
}
