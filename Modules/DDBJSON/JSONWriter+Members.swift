package import DDBBase

/// Members that are left out where there is no value, as requests of AWS need them; empty lists and
/// maps are none.
extension JSONWriter {
    /// Writes a string.
    package mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    /// Writes an integer.
    package mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        self.name(name)
        integer(value)
    }

    /// Writes a truth value.
    package mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return }
        self.name(name)
        bool(value)
    }

    /// Writes one of a set of names.
    package mutating func member(_ name: String, _ value: (some RawRepresentable<String>)?) {
        member(name, value?.rawValue)
    }

    /// Writes a moment in seconds since 1970, with a fraction only where it has one.
    package mutating func member(_ name: String, _ value: Instant?) {
        guard let value else { return }
        self.name(name)
        seconds(value)
    }

    /// Writes bytes in base64.
    package mutating func member(_ name: String, base64 value: [UInt8]) {
        self.name(name)
        raw { text in
            text.append(JSONText.quote)
            unsafe Base64.encode(value.span.bytes, into: &text)
            text.append(JSONText.quote)
        }
    }

    /// Writes a structure.
    package mutating func member(_ name: String, _ value: (some JSONWritable)?) {
        guard let value else { return }
        self.name(name)
        structure(value)
    }

    /// Writes a list of strings, unless it is empty.
    package mutating func member(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    /// Writes a list of structures, unless it is empty.
    package mutating func member(_ name: String, _ values: [some JSONWritable]) {
        guard !values.isEmpty else { return }
        self.name(name)
        list(values)
    }

    /// Writes an object of strings in the order of their names, unless it is empty.
    package mutating func member(_ name: String, _ values: [String: String]) {
        guard !values.isEmpty else { return }
        self.name(name)
        beginObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { member(name, value) }
        endObject()
    }

    /// Writes a structure as an element, or after a name.
    package mutating func structure(_ value: some JSONWritable) {
        beginObject()
        value.writeMembers(to: &self)
        endObject()
    }

    /// Writes a list of structures as an element, or after a name.
    package mutating func list(_ values: [some JSONWritable]) {
        beginArray()
        for value in values { structure(value) }
        endArray()
    }

    private mutating func seconds(_ value: Instant) {
        let (whole, rest) = value.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest != 0 else { return integer(whole) }
        var digits = String(rest.magnitude + 1_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        number("\(value.microseconds < 0 ? "-" : "")\(whole.magnitude).\(digits)")
    }
}
