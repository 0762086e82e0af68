/// Goes from a profile that takes a role to the profile or source that it takes it with, and on.
struct ProfileWalk {
    /// Where a walk ends.
    enum End {
        /// A profile that takes no role, or has keys of its own for others.
        case profile(SharedSection)
        /// A source that a profile names by a word.
        case named(ProfilePlan.NamedSource, profile: String)
    }

    let shared: SharedConfiguration
    /// The roles on the way, the last to take first.
    private(set) var roles: [AssumeRoleCredentials.Role] = []
    private var visited: [String] = []

    init(shared: SharedConfiguration) {
        self.shared = shared
    }

    /// Follows a profile to the end.
    ///
    /// - Throws: ``CredentialsError``: `invalidProfile`, `limitExceeded`.
    mutating func follow(_ first: SharedSection) throws(CredentialsError) -> End {
        var profile = first
        while true {
            visited.append(profile.name)
            // Keys of a profile that others take roles with end the walk, even beside a role.
            if !roles.isEmpty, ProfileSource.hasKeys(profile) { return .profile(profile) }
            guard let role = try role(of: profile) else { return .profile(profile) }
            roles.append(role)
            switch (profile.nonEmpty("source_profile"), profile.nonEmpty("credential_source")) {
            case (.some, .some):
                throw fault(
                    profile, "has both source_profile and credential_source; keep one of them")
            case (nil, nil):
                throw fault(
                    profile, "has a role_arn and neither source_profile nor credential_source")
            case (nil, let word?):
                return .named(try source(word, of: profile), profile: profile.name)
            case (profile.name, nil):
                guard ProfileSource.hasKeys(profile) else {
                    throw fault(profile, "is its own source_profile and has no keys of its own")
                }
                return .profile(Self.keysAlone(of: profile))
            case (let name?, nil):
                profile = try next(name, from: profile)
            }
        }
    }

    private func next(
        _ name: String, from profile: SharedSection
    ) throws(CredentialsError) -> SharedSection {
        guard !visited.contains(name) else {
            let path = (visited + [name]).joined(separator: " -> ")
            throw CredentialsError(
                .invalidProfile,
                "The profile '\(profile.name)' leads back to '\(name)' (\(path)); let one of them "
                    + "have keys or a login.")
        }
        guard visited.count < ProfilePlan.profilesMax else {
            throw CredentialsError(
                .limitExceeded,
                "More than \(ProfilePlan.profilesMax) profiles lead from '\(visited[0])' to its "
                    + "credentials.")
        }
        guard let next = shared.profile(named: name) else {
            throw fault(profile, "names the source_profile '\(name)', which does not exist")
        }
        return next
    }

    /// The role that a profile takes with other credentials, or nil.
    private func role(
        of profile: SharedSection
    ) throws(CredentialsError) -> AssumeRoleCredentials.Role? {
        guard let arn = profile.nonEmpty("role_arn"),
            profile.nonEmpty("web_identity_token_file") == nil
        else { return nil }
        var role = AssumeRoleCredentials.Role(
            arn: arn, sessionName: profile.nonEmpty("role_session_name"),
            externalID: profile.nonEmpty("external_id"),
            mfaSerialNumber: profile.nonEmpty("mfa_serial"), region: profile.nonEmpty("region"))
        if let text = profile.nonEmpty("duration_seconds") {
            guard let seconds = Int(text), (900...43_200).contains(seconds) else {
                throw fault(profile, "has a duration_seconds that is not 900 to 43200")
            }
            role.durationSeconds = seconds
        }
        return role
    }

    private func source(
        _ word: String, of profile: SharedSection
    ) throws(CredentialsError) -> ProfilePlan.NamedSource {
        let known = ProfilePlan.NamedSource.allCases
        guard let source = known.first(where: { $0.rawValue.lowercased() == word.lowercased() })
        else {
            throw fault(
                profile,
                "has the credential_source '\(word)'; it can be Environment, "
                    + "Ec2InstanceMetadata or EcsContainer")
        }
        return source
    }

    /// The profile without anything but its keys, so that they are what it gives.
    private static func keysAlone(of profile: SharedSection) -> SharedSection {
        var keys = SharedSection(name: profile.name)
        for name in ProfileSource.keyNames + ["aws_account_id"] {
            if let value = profile[name], let file = profile.file(of: name) {
                keys.set(name, value, from: file)
            }
        }
        return keys
    }

    private func fault(_ profile: SharedSection, _ what: String) -> CredentialsError {
        CredentialsError(.invalidProfile, "The profile '\(profile.name)' \(what).")
    }
}
