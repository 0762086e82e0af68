import Foundation
import XMLCoder

/// Reads the documents that services of AWS answer with.
///
/// Only this module knows the library that parses them, and Foundation with it.
package enum XMLDocument {
    /// Returns the name of the root of a document that is within limits.
    package static func root(
        of bytes: [UInt8], limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> String {
        try XMLGuard.root(of: bytes, limits)
    }

    /// Reads a document into a value whose properties have the names of elements, their first
    /// letters in lower case.
    ///
    /// - Parameters:
    ///   - root: The name that the root must have: a document of another kind would otherwise pass
    ///     for one whose optional elements are all absent.
    ///   - aliases: Names that servers other than AWS give it.
    package static func decode<Document: Decodable>(
        _ type: Document.Type, from bytes: [UInt8], root: String, aliases: [String] = [],
        limits: XMLLimits = XMLLimits()
    ) throws(XMLError) -> Document {
        let found = try XMLGuard.root(of: bytes, limits)
        guard found == root || aliases.contains(found) else {
            throw XMLError(
                code: .otherRoot, message: "The document is no '\(root)' but something else.")
        }
        // White space inside values is part of them; between elements it means nothing.
        let decoder = XMLDecoder(trimValueWhitespaces: false, removeWhitespaceElements: true)
        decoder.keyDecodingStrategy = .convertFromCapitalized
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw XMLError(
                code: .unexpected, message: "The document '\(root)' \(fault(error)).")
        } catch {
            throw XMLError(
                code: .malformed, message: "The document '\(root)' is no well-formed XML.")
        }
    }

    /// Says which element is at fault, and nothing of what it holds.
    private static func fault(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "has no element '\(key.stringValue)'"
        case .valueNotFound(_, let context): "has an empty element '\(place(context))'"
        case .typeMismatch(_, let context):
            "has an element '\(place(context))' of another form than expected"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "is damaged" : "has an element '\(place(context))' that cannot be read"
        @unknown default: "cannot be read"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.last { $0.intValue == nil }?.stringValue ?? "?"
    }
}
