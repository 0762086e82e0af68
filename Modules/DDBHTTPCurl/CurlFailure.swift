/// What libcurl says of a failure: the cause below a `TransportError`.
struct CurlFailure: Error, Sendable, CustomStringConvertible {
    /// The number of libcurl's list of errors.
    let code: Int
    /// Its words.
    let text: String

    var description: String { "libcurl \(code): \(text)" }
}
