import DDBBase
import DDBSigV4

/// The options of credentials under one spelling each, and which of them were asked for.
struct CredentialsOptions {
    static let prefix = "aws.credentials."
    static let spicePrefix = "dynamodb_aws_"
    private static let spiceNames = [
        "dynamodb_aws_access_key_id": "basic.accesskeyid",
        "dynamodb_aws_secret_access_key": "basic.secretkey",
        "dynamodb_aws_session_token": "basic.sessiontoken",
    ]
    private static let estuaryNames = [
        "awsAccessKeyId": "basic.accesskeyid", "awsSecretAccessKey": "basic.secretkey",
    ]
    /// What is no credential and belongs to the settings of clients.
    private static let foreignNames = ["dynamodb_aws_region"]
    private static let names = [
        "provider", "basic.accesskeyid", "basic.secretkey", "basic.sessiontoken", "profile.name",
        "profile.path", "role.arn", "role.sessionName", "role.externalId", "role.provider",
        "webIdentityToken.file", "custom.class",
    ]

    /// By the name behind `aws.credentials.`, lower-case: the value, and the name as it was given.
    private var values: [String: (value: Secret, given: String)] = [:]
    /// Whether `aws.credentials.provider` is set.
    private var hasMethod = false

    /// Takes the options of credentials out of all.
    ///
    /// - Throws: ``CredentialsError`` with the code `invalidSetting` where one is given twice.
    init(_ options: [String: Secret]) throws(CredentialsError) {
        for (given, value) in options.sorted(by: { $0.key < $1.key }) {
            guard let name = Self.plainName(given) else { continue }
            if let other = values[name.lowercased()]?.given {
                throw CredentialsError(
                    .invalidSetting,
                    "The options \(other) and \(given) mean the same; keep one of them.")
            }
            values[name.lowercased()] = (value, given)
        }
    }

    /// The name behind `aws.credentials.`, or nil for options of others.
    private static func plainName(_ given: String) -> String? {
        if let name = spiceNames[given] ?? estuaryNames[given] { return name }
        if given.hasPrefix(spicePrefix) {
            // What is left is checked later as any unknown name.
            return foreignNames.contains(given) ? nil : given
        }
        guard given.hasPrefix(prefix) else { return nil }
        let name = String(given.dropFirst(prefix.count))
        // The Java properties repeat the word at the top: provider.basic.accesskeyid.
        return name.hasPrefix("provider.") ? String(name.dropFirst("provider.".count)) : name
    }

    /// Removes and returns a text; nil where the option is not set or holds only white space.
    mutating func take(_ name: String, below prefix: String) -> String? {
        takeSecret(name, below: prefix)?.reveal()
    }

    private mutating func takeSecret(_ name: String, below prefix: String) -> Secret? {
        guard let (value, _) = values.removeValue(forKey: (prefix + name).lowercased()),
            !value.reveal().trimmed.isEmpty
        else { return nil }
        return value
    }

    /// The pair of keys, or nil where neither half is set.
    mutating func keys(
        below prefix: String
    ) throws(CredentialsError) -> SigningCredentials? {
        let given = ["accesskeyid", "secretkey", "sessiontoken"].compactMap {
            values[(prefix + "basic." + $0).lowercased()]?.given
        }.first
        let identifier = take("basic.accesskeyid", below: prefix)
        let secret = takeSecret("basic.secretkey", below: prefix)
        let token = takeSecret("basic.sessiontoken", below: prefix)
        if let identifier, let secret {
            return SigningCredentials(
                accessKeyID: identifier, secretAccessKey: secret, sessionToken: token)
        }
        guard identifier != nil || secret != nil || token != nil else { return nil }
        let missing = identifier == nil ? "basic.accesskeyid" : "basic.secretkey"
        throw CredentialsError(
            .invalidSetting,
            "A part of a pair of keys is set, and \(Self.fullName(prefix + missing, like: given)) "
                + "is not; set both halves or none.")
    }

    /// The whole name of an option, in the spelling that another was given in.
    private static func fullName(_ name: String, like given: String?) -> String {
        for names in [spiceNames, estuaryNames] where given.map({ names[$0] != nil }) == true {
            if let other = names.first(where: { $0.value == name }) { return other.key }
        }
        return prefix + name
    }

    /// The way that an option chooses; AUTO where it is not set.
    mutating func method(below prefix: String) throws(CredentialsError) -> CredentialsMethod {
        let name = prefix.isEmpty ? "provider" : String(prefix.dropLast())
        guard let text = take(name, below: "")?.trimmed else { return .auto }
        if prefix.isEmpty { hasMethod = true }
        let word = text.uppercased()
        if let method = CredentialsMethod(rawValue: word) { return method }
        if word == "SYS_PROP" {
            throw CredentialsError(
                .unsupported,
                "SYS_PROP means system properties of a Java machine, and there is none here; use "
                    + "ENV_VAR with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or BASIC.")
        }
        throw CredentialsError(
            .invalidSetting,
            "\(Self.prefix)\(name) is '\(text)', which is no credentials provider"
                + NearestName.hint(text, in: CredentialsMethod.allCases.map(\.rawValue)))
    }

    func missing(_ name: String, _ method: String, _ prefix: String) -> CredentialsError {
        CredentialsError(
            .invalidSetting,
            "\(method) needs the option \(Self.prefix)\(prefix)\(name), which is not set.")
    }

    /// Refuses options that nothing asked for.
    ///
    /// - Throws: ``CredentialsError`` with the code `invalidSetting`.
    func refuseOthers() throws(CredentialsError) {
        for (name, entry) in values.sorted(by: { $0.value.given < $1.value.given }) {
            let leaf = Self.leaf(name)
            if Self.names.contains(where: { $0.lowercased() == leaf }) {
                // An option of another way than the one that was chosen may wait for its turn;
                // where nobody chose, passing it over would act as somebody else.
                if hasMethod { continue }
                throw CredentialsError(
                    .invalidSetting,
                    "\(entry.given) is set, and \(Self.prefix)provider does not say that it is to "
                        + "be used; set the provider, such as ASSUME_ROLE or PROFILE.")
            }
            let known =
                entry.given.hasPrefix(Self.spicePrefix)
                ? Self.spiceNames.keys.sorted() : Self.names.map { Self.prefix + $0 }
            throw CredentialsError(
                .invalidSetting,
                "There is no option \(entry.given)\(NearestName.hint(entry.given, in: known))")
        }
    }

    /// The name behind every `role.provider.`.
    private static func leaf(_ name: String) -> String {
        var rest = name[...]
        while rest.hasPrefix("role.provider.") { rest = rest.dropFirst("role.provider.".count) }
        return String(rest)
    }
}
