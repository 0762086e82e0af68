import DDBBase
import DDBJSON

/// Takes typed members out of a manifest's JSON object.
struct ManifestReader {
    let members: JSONObject
    let file: String
    let line: Int

    init(
        _ bytes: RawSpan, file: String, line: Int = 0, byteCountMax: Int = 1 << 20
    ) throws(ExportError) {
        self.file = file
        self.line = line
        do {
            let limits = JSONLimits(byteCountMax: byteCountMax, depthMax: 16)
            let value = try JSONValue.parse(bytes, limits: limits)
            members = value.object ?? JSONObject()
            if value.object != nil { return }
        } catch {
            throw ExportError(
                .manifest, "The manifest cannot be read: \(error.message)", file: file, line: line,
                cause: error)
        }
        throw fault("it is not a JSON object")
    }

    func fault(_ text: String) -> ExportError {
        ExportError(
            .manifest, "The manifest is not what AWS writes: \(text); copy it again.", file: file,
            line: line)
    }

    func optionalString(_ name: String) throws(ExportError) -> String? {
        guard let value = members[name], !value.isNull else { return nil }
        guard let text = value.string else { throw fault("its \(name) is not a string") }
        return text
    }

    func string(_ name: String) throws(ExportError) -> String {
        guard let text = try optionalString(name) else { throw fault("it has no \(name)") }
        return text
    }

    func optionalInteger(_ name: String) throws(ExportError) -> Int64? {
        guard let value = members[name], !value.isNull else { return nil }
        guard let number = value.integer else { throw fault("its \(name) is not an integer") }
        return number
    }

    func count(_ name: String) throws(ExportError) -> Int64 {
        guard let number = try optionalInteger(name) else { throw fault("it has no \(name)") }
        guard number >= 0 else { throw fault("its \(name) is negative") }
        return number
    }

    func time(_ name: String) throws(ExportError) -> Instant? {
        guard let text = try optionalString(name) else { return nil }
        guard let time = Instant(iso8601: text) else { throw fault("its \(name) is no time") }
        return time
    }
}
