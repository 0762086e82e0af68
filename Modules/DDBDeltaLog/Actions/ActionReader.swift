import DDBJSON

/// Takes typed members out of the JSON of one action; unknown members are left alone.
struct ActionReader {
    let action: String
    let members: JSONObject

    init(_ action: String, _ value: JSONValue) throws(DeltaError) {
        guard let members = value.object else {
            throw DeltaError(.corrupt, "The action '\(action)' is not an object.")
        }
        self.action = action
        self.members = members
    }

    func present(_ name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    func string(_ name: String) throws(DeltaError) -> String {
        guard let text = try optionalString(name) else { throw missing(name) }
        return text
    }

    func optionalString(_ name: String) throws(DeltaError) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "a string") }
        return text
    }

    func integer(_ name: String) throws(DeltaError) -> Int64 {
        guard let value = try optionalInteger(name) else { throw missing(name) }
        return value
    }

    func optionalInteger(_ name: String) throws(DeltaError) -> Int64? {
        guard let value = present(name) else { return nil }
        guard let number = value.integer else { throw wrong(name, "an integer of 64 bits") }
        return number
    }

    func bool(_ name: String, default fallback: Bool) throws(DeltaError) -> Bool {
        guard let value = present(name) else { return fallback }
        guard let truth = value.bool else { throw wrong(name, "true or false") }
        return truth
    }

    func strings(_ name: String) throws(DeltaError) -> [String]? {
        guard let value = present(name) else { return nil }
        guard let elements = value.array else { throw wrong(name, "an array") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw wrong(name, "an array of strings") }
            texts.append(text)
        }
        return texts
    }

    func texts(_ name: String) throws(DeltaError) -> [String: String?]? {
        guard let value = present(name) else { return nil }
        guard let object = value.object else { throw wrong(name, "an object") }
        var texts: [String: String?] = [:]
        for member in object.members {
            if member.value.isNull {
                texts[member.name] = .some(nil)
            } else if let text = member.value.string {
                texts[member.name] = text
            } else {
                throw wrong(name, "an object of strings")
            }
        }
        return texts
    }

    private func missing(_ name: String) -> DeltaError {
        DeltaError(.corrupt, "The action '\(action)' lacks the field '\(name)'.")
    }

    private func wrong(_ name: String, _ expected: String) -> DeltaError {
        DeltaError(.corrupt, "The field '\(name)' of the action '\(action)' is not \(expected).")
    }
}
