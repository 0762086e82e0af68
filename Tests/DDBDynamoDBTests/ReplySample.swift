import DDBTestSupport
import Foundation

/// A reply of AWS's own samples, which botocore ships.
struct ReplySample {
    /// The reply as it would come over the wire.
    let text: String

    init(_ service: String, _ operation: String) throws {
        let path = SharedVectors.path("dynamodb-api-examples/\(service)/examples-1.json") ?? ""
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let root = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let samples = (root?["examples"] as? [String: [[String: Any]]])?[operation]
        guard let output = samples?.first?["output"] else { throw CocoaError(.fileReadNoSuchFile) }
        let sample = String(
            decoding: try JSONSerialization.data(withJSONObject: output), as: UTF8.self)
        text = sample.replacing(/DateTime":"([0-9][0-9.E]*)"/) { "DateTime\":\($0.output.1)" }
            .replacing(/"CreationRequestDateTime":"[^"]*",?/, with: "")
            .replacing(",}", with: "}")
    }
}
