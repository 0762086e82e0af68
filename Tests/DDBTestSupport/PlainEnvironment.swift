import Foundation

/// What programs that tests start find in their environment.
public enum PlainEnvironment {
    /// The variables of this process without those for AWS and of proxies, and without the files
    /// in the user's folder that name profiles: what somebody has set up for other work changes no
    /// test.
    public static let variables: [String: String] = {
        var variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("AWS_") && !$0.key.lowercased().hasSuffix("_proxy")
        }
        variables["AWS_CONFIG_FILE"] = "/nonexistent/config"
        variables["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent/credentials"
        return variables
    }()
}
