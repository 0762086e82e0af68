import DDBBase
import DDBHTTP
import DDBSigV4

/// Makes the HTTP request of one attempt.
enum AttemptRequest {
    /// What this library calls itself to services.
    static let userAgent = "ddbkit/0.1.0 lang/swift"

    static func make(
        _ call: ServiceCall, service: Service, settings: ClientSettings, place: ResolvedEndpoint,
        invocationID: String, attempt: Int, attemptsMax: Int
    ) -> TransportRequest {
        var request = TransportRequest(
            call.method, place.endpoint, path: call.path, query: call.query,
            headers: call.headers, body: call.body, timeouts: call.timeouts ?? settings.timeouts)
        request.headers.reserveCapacity(call.headers.count + 12)
        frame(&request, call, service)
        // No `accept-encoding`: a compressed body would be checked and inflated, but costs both
        // ends more time than the wire inside a region does.
        request.headers.append("amz-sdk-invocation-id", invocationID)
        request.headers.append("amz-sdk-request", "attempt=\(attempt); max=\(attemptsMax)")
        request.headers.append("user-agent", userAgent)
        return request
    }

    /// Puts in what the service's protocol asks of every request.
    private static func frame(
        _ request: inout TransportRequest, _ call: ServiceCall, _ service: Service
    ) {
        switch service.wire {
        case .json(let version, let targetPrefix):
            request.headers.append("content-type", "application/x-amz-json-" + version)
            request.headers.append("x-amz-target", targetPrefix + "." + call.operation)
        case .query(let apiVersion):
            request.headers.append(
                "content-type", "application/x-www-form-urlencoded; charset=utf-8")
            request.body = .bytes(form(call, apiVersion))
        case .restXML:
            break
        }
    }

    private static func form(_ call: ServiceCall, _ apiVersion: String) -> [UInt8] {
        var form = Array("Action=".utf8) + Array(PercentEncoding.component(call.operation).utf8)
        form += Array("&Version=".utf8) + Array(apiVersion.utf8)
        guard case .bytes(let parameters) = call.body, !parameters.isEmpty else { return form }
        return form + [UInt8(ascii: "&")] + parameters
    }

    static func sign(
        _ request: TransportRequest, _ signing: ServiceCall.Signing, place: ResolvedEndpoint,
        credentials: SigningCredentials, at instant: Instant, keys: SigningKeyCache
    ) throws(SigningError) -> TransportRequest {
        let signer = RequestSigner(place.signing, keys: keys)
        switch signing {
        case .header(let payload):
            return try signer.sign(request, with: credentials, at: instant, payload: payload)
                .request
        case .chunked(let chunks):
            return try signer.signChunked(request, with: credentials, at: instant, chunks: chunks)
                .request
        case .anonymous:
            return request
        }
    }
}
