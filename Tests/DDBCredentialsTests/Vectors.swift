import DDBCredentials
import DDBJSON
import DDBTestSupport
import Foundation

/// The cases of another implementation, beside the checkout.
enum Vectors {
    static let folder = "aws-config-smithy-rs/"

    /// The JSON of a file, or nil, said on standard error, where the vectors are absent.
    static func json(_ name: String) throws -> JSONValue? {
        guard let path = SharedVectors.path(folder + name) else { return nil }
        return try JSONValue.parse(String(contentsOfFile: path, encoding: .utf8))
    }

    /// The folders below a folder, ordered, as paths.
    static func folders(_ name: String) throws -> [String] {
        guard let path = SharedVectors.path(folder + name) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}

extension JSONObject {
    /// The members whose values are texts.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for member in members { texts[member.name] = member.value.string }
        return texts
    }
}
