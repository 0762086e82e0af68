public import DDBBase
import DDBJSON
import DDBTestKit
import Synchronization

/// A table with a stream, and a log of every write that is made to it.
///
/// One task at a time writes.
public final class LoggedTable: Sendable {
    private struct State {
        var log: [String: [LoggedWrite]] = [:]
        /// The attribute `n` of the items that are there.
        var items: [String: Int] = [:]
        var count = 0
        var touchesAsked = 0
        var touchesDone = 0
        /// When the last of the rounds over all keys began.
        var touchedAt = Instant(microseconds: 0)
    }

    /// The table's name.
    public let name: String
    /// What its stream shows.
    public let images: StreamImages
    private let keyCount: Int
    private let caller: JSONCaller
    private let random: SeededRandom
    private let now: @Sendable () -> Instant
    private let hasExpiry: Bool
    private let state = Mutex(State())

    /// The time that an item with a TTL stays, at most.
    public static let lifeMax = Duration.seconds(4 * 3600)

    /// Makes the table.
    ///
    /// - Parameters:
    ///   - keyCount: How many keys are written again and again.
    ///   - hasExpiry: Whether other items come, too, each once, and go by a TTL.
    ///   - now: The endpoint's clock.
    public init(
        _ name: String, images: StreamImages = .newAndOld, keyCount: Int = 24,
        hasExpiry: Bool = false, caller: JSONCaller, seed: UInt64,
        now: @escaping @Sendable () -> Instant = { SystemTimeSource().now }
    ) async throws {
        self.name = name
        self.images = images
        self.keyCount = keyCount
        self.caller = caller
        self.hasExpiry = hasExpiry
        self.now = now
        random = SeededRandom(seed: seed)
        try await caller.call(
            "CreateTable",
            #"{"TableName":"\#(name)","BillingMode":"PAY_PER_REQUEST","#
                + #""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#
                + #""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"#
                + #""StreamSpecification":{"StreamEnabled":true,"#
                + #""StreamViewType":"\#(images.rawValue)"}}"#)
        guard hasExpiry else { return }
        try await caller.call(
            "UpdateTimeToLive",
            #"{"TableName":"\#(name)","TimeToLiveSpecification":"#
                + #"{"Enabled":true,"AttributeName":"ttl"}}"#)
    }

    /// The log of each key, in order.
    public var log: [String: [LoggedWrite]] { state.withLock { $0.log } }

    /// The number of writes, those of a TTL included though they may be due only.
    public var writeCount: Int { state.withLock { $0.count } }

    /// What the log says that the table has: `n` of each key.
    public var items: [String: Int] { state.withLock { $0.items } }

    /// The keys that are written again and again.
    public var keys: [String] { (0..<keyCount).map { "k\($0)" } }

    /// Makes one write, or a round over all keys where one was asked for.
    public func step() async throws {
        let isAsked = state.withLock { $0.touchesDone < $0.touchesAsked }
        if isAsked {
            let (count, began) = (state.withLock { $0.touchesAsked }, now())
            for key in keys { try await put(key) }
            return state.withLock { state in
                state.touchesDone = count
                state.touchedAt = began
            }
        }
        if hasExpiry, random.number(below: 10) == 0 { return try await putExpiring() }
        let key = "k\(random.number(below: keyCount))"
        let isThere = state.withLock { $0.items[key] != nil }
        switch random.number(below: 20) {
        case 0..<3 where isThere: try await delete(key)
        case 3..<11 where isThere: try await update(key)
        default: try await put(key)
        }
    }

    /// Asks for a put of every key, which the next ``step()`` makes.
    ///
    /// - Returns: What ``touched(_:)`` takes.
    public func touch() -> Int {
        state.withLock { state in
            state.touchesAsked += 1
            return state.touchesAsked
        }
    }

    /// When the puts of a ``touch()`` began; nil where they are not all made.
    public func touched(_ touch: Int) -> Instant? {
        state.withLock { $0.touchesDone >= touch ? $0.touchedAt : nil }
    }

    /// Puts an item of a key.
    public func put(_ key: String) async throws {
        let number = nextNumber()
        try await logged(key, new: number) {
            try await self.caller.call(
                "PutItem",
                #"{"TableName":"\#(self.name)","Item":{"pk":{"S":"\#(key)"},"#
                    + #""n":{"N":"\#(number)"},"pad":{"S":"some text beside it"}}}"#)
        }
    }

    /// Switches the stream off: nothing is written any more.
    public func disableStream() async throws {
        try await caller.call(
            "UpdateTable",
            #"{"TableName":"\#(name)","StreamSpecification":{"StreamEnabled":false}}"#)
    }

    /// The newest stream's ARN.
    public func streamARN() async throws -> String {
        let table = try await caller.call("DescribeTable", #"{"TableName":"\#(name)"}"#)
        guard let arn = table["Table"]?["LatestStreamArn"]?.string else {
            throw JSONCaller.Refusal(description: "the table \(name) has no stream")
        }
        return arn
    }

    /// Drives the stream's open shards: `roll` gives each a child, `split` two.
    public func shards(_ what: String) async throws {
        try await caller.admin("streams/\(what)", #"{"streamArn":"\#(try await streamARN())"}"#)
    }

    /// What the table has: `n` of each key.
    public func scan() async throws -> [String: Int] {
        var items: [String: Int] = [:]
        var start = ""
        repeat {
            let page = try await caller.call(
                "Scan", #"{"TableName":"\#(name)","ConsistentRead":true\#(start)}"#)
            for item in page["Items"]?.array ?? [] {
                guard let key = item["pk"]?["S"]?.string,
                    let number = item["n"]?["N"]?.string.flatMap({ Int($0) })
                else { throw JSONCaller.Refusal(description: "the item of \(name) has no n") }
                items[key] = number
            }
            let last = page["LastEvaluatedKey"]?["pk"]?["S"]?.string
            start = last.map { #","ExclusiveStartKey":{"pk":{"S":"\#($0)"}}"# } ?? ""
        } while !start.isEmpty
        return items
    }

    private func update(_ key: String) async throws {
        let number = nextNumber()
        try await logged(key, new: number) {
            try await self.caller.call(
                "UpdateItem",
                #"{"TableName":"\#(self.name)","Key":{"pk":{"S":"\#(key)"}},"#
                    + #""UpdateExpression":"SET n = :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"\#(number)"}}}"#)
        }
    }

    private func delete(_ key: String) async throws {
        try await logged(key, new: nil) {
            try await self.caller.call(
                "DeleteItem", #"{"TableName":"\#(self.name)","Key":{"pk":{"S":"\#(key)"}}}"#)
        }
    }

    private func putExpiring() async throws {
        let number = nextNumber()
        let key = "t\(number)"
        let lifeSeconds = 600 + random.number(below: Int(Self.lifeMax.components.seconds) - 600)
        let dueSeconds = now().microseconds / 1_000_000 + Int64(lifeSeconds)
        try await logged(key, new: number) {
            try await self.caller.call(
                "PutItem",
                #"{"TableName":"\#(self.name)","Item":{"pk":{"S":"\#(key)"},"#
                    + #""n":{"N":"\#(number)"},"ttl":{"N":"\#(dueSeconds)"}}}"#)
        }
        state.withLock { state in
            state.count += 1
            state.items[key] = nil
            state.log[key, default: []].append(
                LoggedWrite(
                    key: key, event: .remove, new: nil, old: number,
                    notBefore: Instant(microseconds: dueSeconds * 1_000_000),
                    notAfter: Instant(microseconds: .max / 2), isExpiry: true))
        }
    }

    /// A number that no write had before.
    private func nextNumber() -> Int { state.withLock { $0.count } + 1 }

    private func logged(
        _ key: String, new: Int?, _ write: () async throws -> Void
    ) async throws {
        let before = now()
        try await write()
        let after = now()
        state.withLock { state in
            let old = state.items[key]
            state.count += 1
            state.items[key] = new
            state.log[key, default: []].append(
                LoggedWrite(
                    key: key, event: new == nil ? .remove : old == nil ? .insert : .modify,
                    new: new, old: old, notBefore: before, notAfter: after))
        }
    }
}
