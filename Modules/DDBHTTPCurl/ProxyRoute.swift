import CDDBCurl
import DDBBase
import DDBHTTP

/// Which proxy leads to which server, as settings and environment said when a transport was made.
struct ProxyRoute: Sendable {
    /// Schemes of proxies.
    private static let schemes = ["http", "https", "socks5", "socks5h"]

    /// The addresses of AWS's metadata and credentials services, of EC2, ECS and EKS.
    ///
    /// They mean the machine that asks: a proxy would see the keys, or ask about itself and give
    /// those of its own role.
    private static let machineAddresses = [
        "169.254.169.254", "fd00:ec2::254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
    ]

    private let http: Secret?
    private let https: Secret?
    /// The hosts that are reached straight, as curl reads `no_proxy`.
    let exceptions: String

    init(_ proxy: CurlSettings.Proxy, _ environment: ProcessEnvironment) throws(TransportError) {
        switch proxy {
        case .none:
            http = nil
            https = nil
            exceptions = ""
        case .url(let url, let except):
            try Self.check(url, "The proxy of the settings")
            http = url
            https = url
            exceptions = Self.withMachine(except)
        case .environment:
            http = try Self.read(["http_proxy"], environment)
            https = try Self.read(["https_proxy", "HTTPS_PROXY"], environment)
            exceptions = Self.withMachine(
                environment.nonBlank("no_proxy") ?? environment.nonBlank("NO_PROXY") ?? "")
        }
    }

    /// Whether the proxy has to be set for every request.
    var differsByScheme: Bool { http != https }

    /// What curl is told; empty for none, so that it asks the environment by itself for nothing.
    func url(_ scheme: Endpoint.Scheme) -> String {
        switch scheme {
        case .http: http?.reveal() ?? ""
        case .https: https?.reveal() ?? ""
        }
    }

    /// The list with the addresses of the machine; `*` counts where it stands alone.
    private static func withMachine(_ list: String) -> String {
        let given = list.split { $0 == "," || $0.isWhitespace }.map { String($0) }
        return given == ["*"] ? "*" : (given + machineAddresses).joined(separator: ",")
    }

    private static func read(
        _ names: [String], _ environment: ProcessEnvironment
    ) throws(TransportError) -> Secret? {
        for name in names {
            guard let value = environment.nonBlank(name) else { continue }
            let url = Secret(value)
            try check(url, "The proxy in \(name)")
            return url
        }
        return nil
    }

    private static func check(_ url: Secret, _ name: String) throws(TransportError) {
        let text = url.reveal()
        let scheme =
            text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() } ?? "http"
        guard schemes.contains(scheme) else {
            throw TransportError(
                .connectionFailed,
                "\(name) has a scheme other than \(schemes.joined(separator: ", ")).",
                delivery: .notSent)
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TransportError(
                .connectionFailed, "\(name) is no URL: it holds a space or a control character.",
                delivery: .notSent)
        }
    }
}
