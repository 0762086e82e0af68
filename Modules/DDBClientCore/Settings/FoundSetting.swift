import DDBHTTP

/// The text of a setting and where it stood, until it is read.
struct FoundSetting {
    /// The value, without white space around it.
    var text: String
    /// What messages call the place, such as `AWS_REGION`.
    var place: String

    init(_ text: String, in place: String) {
        let start = text.drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        self.text = end.map { String(start[...$0]) } ?? ""
        self.place = place
    }

    /// Reads `true` or `false`, in any case.
    func bool() throws(SettingsError) -> Bool {
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw refusal("true or false")
        }
    }

    /// Reads one of the words of a type, in any case.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ type: Choice.Type = Choice.self
    ) throws(SettingsError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text.lowercased()) else {
            throw refusal(Self.list(Choice.allCases.map(\.rawValue)))
        }
        return choice
    }

    /// Reads a whole number of a range.
    func integer(_ range: ClosedRange<Int>) throws(SettingsError) -> Int {
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) }
        guard isPlain, let number = Int(text), range.contains(number) else {
            throw refusal("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Reads a region.
    func region() throws(SettingsError) -> String {
        guard isRegion(text) else { throw .invalidRegion(place) }
        // Old names of endpoints, which some tools take for regions.
        for region in [text.dropFirst("fips-".count), text.dropLast("-fips".count)]
        where text == "fips-" + region || text == region + "-fips" {
            throw SettingsError(
                .invalidValue,
                "\(place) is \(quoted(text)), which is no region: set it to "
                    + "\(quoted(String(region))), and use_fips_endpoint to true.")
        }
        return text
    }

    /// Reads the URL of a server; it is not quoted in an error, for it may hold a password.
    func endpoint() throws(SettingsError) -> Endpoint {
        guard let endpoint = Endpoint(parsing: text) else {
            throw SettingsError(
                .invalidValue,
                "\(place) is no URL of a server: it must be http://host or https://host, with a "
                    + ":port and a /path where needed, and without user, '?' and '#'.")
        }
        return endpoint
    }

    /// The error of a value that is none of those allowed.
    func refusal(_ allowed: String) -> SettingsError {
        SettingsError(.invalidValue, "\(place) is \(quoted(text)); it must be \(allowed).")
    }

    /// `a, b or c`.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}

/// The first 40 characters of a value, in quotes and visible, for messages about settings that
/// have few values.
func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(40).map { $0.escaped(asASCII: true) }.joined()
    return "'" + scalars + (text.unicodeScalars.count > 40 ? "..." : "") + "'"
}
