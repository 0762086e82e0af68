import DDBHTTP

/// A request as it came over the connection.
struct LocalRequest: Sendable {
    /// The method in upper case.
    var method: String
    /// The path as it was sent, in escapes; begins with `/`.
    var path: String
    /// What stands behind `?`, in escapes; empty where there is none.
    var query: String
    /// The value of `host`.
    var authority: String
    /// The other fields, with names in lower case.
    var headers: HeaderFields
    /// The body; read it once.
    var body: LocalRequestBody

    /// The request without its body, in the form that signatures are computed of.
    func signedForm() -> TransportRequest? {
        guard let endpoint = Endpoint(parsing: "http://" + authority) else { return nil }
        return TransportRequest(
            RequestMethod(rawValue: method), endpoint, path: path,
            query: query.isEmpty ? [] : QueryItem.decode(query[...]), headers: headers)
    }
}
