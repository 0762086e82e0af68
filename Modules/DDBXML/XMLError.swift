/// Says why a document is not taken; nothing of its text is in the message.
package struct XMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Tells failures apart.
    package enum Code: Sendable, Hashable {
        /// It is over a limit: bytes, depth or elements.
        case tooLarge
        /// It has what no service sends: a document type, another encoding, a second root.
        case refused
        /// It is no XML, or not whole.
        case malformed
        /// Its root has another name than was asked for.
        case otherRoot
        /// Elements are missing or hold what they cannot.
        case unexpected
    }

    /// Which failure it is.
    package let code: Code
    /// What is wrong.
    package let message: String

    /// The message.
    package var description: String { message }
}
