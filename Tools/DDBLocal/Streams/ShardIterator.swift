import DDBBase

/// What an iterator says: where to read on, who reads, and since when it can be used.
///
/// ```
/// text    = stream ARN "|1|" base64(payload, CRC-32 of the ARN and the payload)
/// payload = time issued (8 bytes), reader (4), position (1), sequence (16), shard id
/// ```
struct ShardIterator: Sendable, Hashable {
    /// Where reading goes on.
    enum Position: Sendable, Hashable {
        /// At the oldest record that there is by then.
        case horizon
        /// At the first record that has a number or a greater one.
        case from(SequenceNumber)
    }

    var streamARN: String
    var shardID: String
    var position: Position
    /// Tells readers apart; an iterator that follows another has the same.
    var reader: UInt32
    var issuedAt: Instant

    private static let payloadHead = 29

    init(
        streamARN: String, shardID: String, position: Position, reader: UInt32, issuedAt: Instant
    ) {
        self.streamARN = streamARN
        self.shardID = shardID
        self.position = position
        self.reader = reader
        self.issuedAt = issuedAt
    }

    /// Reads an iterator's text.
    ///
    /// - Returns: nil where this is none of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "1", let bytes = Base64.decode(String(parts[2])),
            bytes.count > Self.payloadHead + 4
        else { return nil }
        let payload = Array(bytes.dropLast(4))
        streamARN = String(parts[0])
        guard Self.integer(bytes.suffix(4)) == UInt128(Self.checksum(streamARN, payload)) else {
            return nil
        }
        issuedAt = Instant(
            microseconds: Int64(truncatingIfNeeded: Self.integer(payload[0..<8])))
        reader = UInt32(truncatingIfNeeded: Self.integer(payload[8..<12]))
        let sequence = SequenceNumber(Self.integer(payload[13..<29]))
        position = payload[12] == 0 ? .horizon : .from(sequence)
        shardID = String(decoding: payload[Self.payloadHead...], as: UTF8.self)
    }

    /// The text that a reply has.
    var text: String {
        var payload: [UInt8] = []
        Self.append(UInt128(UInt64(bitPattern: issuedAt.microseconds)), bytes: 8, to: &payload)
        Self.append(UInt128(reader), bytes: 4, to: &payload)
        switch position {
        case .horizon:
            Self.append(0, bytes: 17, to: &payload)
        case .from(let sequence):
            payload.append(1)
            Self.append(sequence.value, bytes: 16, to: &payload)
        }
        payload.append(contentsOf: shardID.utf8)
        let checksum = Self.checksum(streamARN, payload)
        Self.append(UInt128(checksum), bytes: 4, to: &payload)
        return "\(streamARN)|1|\(Base64.encode(payload.span.bytes))"
    }

    private static func checksum(_ arn: String, _ payload: [UInt8]) -> UInt32 {
        let bytes = Array(arn.utf8) + payload
        return CRC32.checksum(bytes.span.bytes)
    }

    private static func append(_ value: UInt128, bytes count: Int, to bytes: inout [UInt8]) {
        for position in (0..<count).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt128(8 * position)))
        }
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt128 {
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
