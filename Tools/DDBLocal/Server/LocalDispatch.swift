import DDBBase
import DDBHTTP

/// Finds the service that a request is for.
///
/// The rules are AWS's where all services share one address: what has `x-amz-target` is for a JSON
/// service, a form for STS, and the rest for S3. `/_ddbkit/` is the endpoint's own.
struct LocalDispatch: LocalEndpoint {
    let admin: AdminEndpoint
    /// The JSON services by what stands before the point of their targets.
    private let services: [String: JSONEndpoint]
    /// S3; nil where there is none.
    private let others: (any LocalEndpoint)?
    /// STS; nil where there is none.
    private let tokens: (any LocalEndpoint)?
    private let ids: RequestIDs

    init(
        services: [any JSONService], check: CallerCheck, journal: Journal?, faults: FaultPlan,
        machine: any TimeSource, random: any RandomSource, admin: AdminEndpoint,
        others: (any LocalEndpoint)?, tokens: (any LocalEndpoint)?
    ) {
        var endpoints: [String: JSONEndpoint] = [:]
        for service in services {
            endpoints[service.targetPrefix] = JSONEndpoint(
                service: service, check: check, journal: journal, faults: faults, machine: machine,
                random: random)
        }
        self.services = endpoints
        self.admin = admin
        self.others = others
        self.tokens = tokens
        ids = RequestIDs(random: random)
    }

    func answer(_ request: LocalRequest) async -> LocalReply {
        var reply = await service(of: request).answer(request)
        if !reply.headers.contains(name: "x-amzn-requestid") {
            reply.headers.append("x-amzn-requestid", ids.next())
        }
        return reply
    }

    private func service(of request: LocalRequest) -> any LocalEndpoint {
        if request.path.hasPrefix("/_ddbkit/") { return admin }
        if let target = request.headers["x-amz-target"] {
            let point = target.utf8.firstIndex(of: UInt8(ascii: ".")) ?? target.utf8.endIndex
            return services[String(target[..<point])] ?? UnknownEndpoint()
        }
        let type = request.headers["content-type"] ?? ""
        if request.method == "POST", request.path == "/",
            type.hasPrefix("application/x-www-form-urlencoded")
        {
            return tokens ?? UnknownEndpoint()
        }
        return others ?? UnknownEndpoint()
    }
}

/// Answers what no service is for.
private struct UnknownEndpoint: LocalEndpoint {
    func answer(_ request: LocalRequest) async -> LocalReply {
        let refusal = ServiceRefusal(
            family: .service, code: "UnknownOperationException",
            message: "The local endpoint has no service for this request.")
        return LocalReply(
            status: refusal.status, headers: ["content-type": "application/x-amz-json-1.0"],
            body: .bytes(refusal.body))
    }
}
