public import DDBBase

extension ShardPosition {
    /// The version of the text form.
    public static let version = 1
    /// The most bytes of the text form.
    public static let byteCountMax = 128

    /// The text form: `1:KIND:VALUE:SINCE`.
    ///
    /// KIND is `beginning`, `latest`, `time`, `at`, `after` or `finished`; VALUE a sequence number
    /// or microseconds since 1970, or nothing; SINCE microseconds since 1970.
    public var text: String {
        let parts: (String, String) =
            switch place {
            case .beginning: ("beginning", "")
            case .latest: ("latest", "")
            case .time(let time): ("time", String(time.microseconds))
            case .at(let sequence): ("at", sequence.text)
            case .after(let sequence): ("after", sequence.text)
            case .finished(let time): ("finished", String(time.microseconds))
            }
        return "\(Self.version):\(parts.0):\(parts.1):\(since.microseconds)"
    }

    /// Reads the text form.
    ///
    /// - Throws: ``ShardPositionError`` where the text is of another version or no position.
    public init(_ text: some StringProtocol) throws(ShardPositionError) {
        guard text.utf8.count <= Self.byteCountMax else {
            throw ShardPositionError(
                .malformed, "The position of a shard has more than \(Self.byteCountMax) bytes.")
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let version = parts.first.flatMap({ Int($0) }), version > 0 else {
            throw ShardPositionError(
                .malformed, "This is no position of a shard: it has no version.")
        }
        guard version == Self.version else { throw ShardPositionError(otherVersion: version) }
        guard parts.count == 4, let since = Int64(parts[3]),
            let place = Place(kind: parts[1], value: parts[2])
        else {
            throw ShardPositionError(
                .malformed, "This is no position of a shard; it should read 1:KIND:VALUE:SINCE.")
        }
        self.init(place, since: Instant(microseconds: since))
    }
}

extension ShardPosition: Codable, CustomStringConvertible {
    /// The text form.
    public var description: String { text }

    /// Reads the text form.
    ///
    /// - Throws: ``ShardPositionError`` where the text is no position.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text)
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension ShardPosition.Place {
    fileprivate init?(kind: some StringProtocol, value: some StringProtocol) {
        switch (String(kind), value.isEmpty) {
        case ("beginning", true): self = .beginning
        case ("latest", true): self = .latest
        case ("at", false):
            guard let sequence = SequenceNumber(value) else { return nil }
            self = .at(sequence)
        case ("after", false):
            guard let sequence = SequenceNumber(value) else { return nil }
            self = .after(sequence)
        case ("time", false):
            guard let time = Int64(value) else { return nil }
            self = .time(Instant(microseconds: time))
        case ("finished", false):
            guard let time = Int64(value) else { return nil }
            self = .finished(Instant(microseconds: time))
        case (_, _): return nil
        }
    }
}

extension ShardPosition {
    /// What the Kinesis Client Library writes as `checkpoint` of a lease.
    public var leaseCheckpoint: String {
        switch place {
        case .beginning, .at: "TRIM_HORIZON"
        case .latest: "LATEST"
        case .time: "AT_TIMESTAMP"
        case .after(let sequence): sequence.text
        case .finished: "SHARD_END"
        }
    }

    /// Reads a `checkpoint` of the Kinesis Client Library; nil where it is none.
    ///
    /// - Parameters:
    ///   - time: What `AT_TIMESTAMP` and `SHARD_END` leave open.
    ///   - since: The start of the promise.
    public init?(leaseCheckpoint text: String, time: Instant, since: Instant) {
        switch text {
        case "TRIM_HORIZON": self.init(.beginning, since: since)
        case "LATEST": self.init(.latest, since: since)
        case "AT_TIMESTAMP": self.init(.time(time), since: since)
        case "SHARD_END": self.init(.finished(time), since: since)
        default:
            guard let sequence = SequenceNumber(text) else { return nil }
            self.init(.after(sequence), since: since)
        }
    }
}
