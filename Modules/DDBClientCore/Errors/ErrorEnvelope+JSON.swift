import DDBJSON

extension ErrorEnvelope {
    /// Deep enough for an item of 32 levels, each of which is two objects in DynamoDB JSON.
    private static let jsonLimits = JSONLimits(
        byteCountMax: bodyBytesMax, depthMax: 160, valueCountMax: 1 << 20)

    mutating func readJSON(_ body: [UInt8], keepsItems: Bool) {
        let start = body.firstIndex(of: UInt8(ascii: "{")) ?? 0
        let text = Array(body[start...])
        let root: JSONValue
        do {
            root = try JSONValue.parse(text.span.bytes, limits: Self.jsonLimits)
        } catch {
            // No JSON says nothing: the status decides.
            return
        }
        // The JSON that STS can speak has the code one level down.
        let error = root["Error"]?.object == nil ? root : root["Error"] ?? root
        code = Self.texts(error, "__type", "code", "Code").lazy.compactMap(Self.code).first
        message =
            Self.texts(error, "message", "Message", "errorMessage").lazy
            .compactMap { ServiceMessage.cleaned($0) }.first
        requestID =
            Self.texts(root, "RequestId", "RequestID", "requestId").lazy
            .compactMap(Self.field).first
        region = Self.texts(error, "Region").lazy.compactMap(Self.field).first
        readThrottles(root)
        readCancellations(root, keepsItems: keepsItems)
        if keepsItems, let item = root["Item"], item.object != nil { self.item = item.bytes }
    }

    private mutating func readThrottles(_ root: JSONValue) {
        let reasons = (root["ThrottlingReasons"] ?? root["throttlingReasons"])?.array ?? []
        throttlingReasons = reasons.prefix(Self.reasonCountMax).compactMap { element in
            let reason = Self.texts(element, "reason", "Reason").lazy.compactMap(Self.code).first
            guard let reason else { return nil }
            let resource = Self.texts(element, "resource", "Resource").lazy.compactMap(Self.field)
            return ThrottlingReason(reason: reason, resource: resource.first)
        }
    }

    /// A reason keeps its place even where it cannot be read, for places are those of the actions.
    private mutating func readCancellations(_ root: JSONValue, keepsItems: Bool) {
        let reasons = (root["CancellationReasons"] ?? root["cancellationReasons"])?.array ?? []
        cancellationReasons = reasons.prefix(Self.reasonCountMax).map { element in
            let code = Self.texts(element, "Code", "code").lazy.compactMap(Self.code).first
            let message = Self.texts(element, "Message", "message").lazy
                .compactMap { ServiceMessage.cleaned($0) }.first
            let item = keepsItems && element["Item"]?.object != nil ? element["Item"]?.bytes : nil
            return CancellationReason(code: code ?? "Unknown", message: message, item: item)
        }
    }

    /// The texts of those members that are strings, in the order of the names.
    private static func texts(_ value: JSONValue, _ names: String...) -> [String] {
        names.compactMap { value[$0]?.string }
    }
}
