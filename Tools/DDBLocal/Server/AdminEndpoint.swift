import DDBBase
import DDBConfiguration
import DDBHTTP
import DDBJSON
import Synchronization

/// Answers `/_ddbkit/...`: what drives an endpoint from outside of its process.
///
/// ```
/// GET  /_ddbkit/clock                  {"now":"2026-01-01T00:00:00Z","factor":1}
/// POST /_ddbkit/clock                  {"advance":"3h"} | {"to":"2026-..."} | {"factor":60}
/// GET  /_ddbkit/faults                 {"faults":"PutItem:throttle@10%","shown":{...}}
/// POST /_ddbkit/faults                 {"faults":"PutItem:throttle@10%"}
/// ```
/// Other rooms answer below names of their own; see ``AdminRoom``.
final class AdminEndpoint: LocalEndpoint {
    /// The most bytes of a request.
    static let bodyBytesMax = 1 << 20

    private let clock: LocalClock
    private let faults: FaultPlan
    private struct State: Sendable {
        var rooms: [String: any AdminRoom] = [:]
        var timePassed: @Sendable () -> Void = {}
    }
    private let state = Mutex(State())

    init(clock: LocalClock, faults: FaultPlan) {
        self.clock = clock
        self.faults = faults
    }

    /// What is called when the clock was moved.
    var timePassed: @Sendable () -> Void {
        get { state.withLock { $0.timePassed } }
        set { state.withLock { $0.timePassed = newValue } }
    }

    /// Adds a room whose requests begin with `/_ddbkit/<name>`.
    func add(_ name: String, _ room: any AdminRoom) {
        state.withLock { $0.rooms[name] = room }
    }

    func answer(_ request: LocalRequest) async -> LocalReply {
        do {
            let body = try await request.body.collect(byteCountMax: Self.bodyBytesMax)
            let value: JSONValue =
                body.isEmpty ? .object(JSONObject()) : try JSONValue.parse(body.span.bytes)
            let path = request.path.split(separator: "/").dropFirst().map(String.init)
            return Self.reply(200, try await answer(request.method, path, value))
        } catch let refusal as ServiceRefusal {
            return Self.reply(refusal.status, Self.message(refusal.message))
        } catch let error as JSONError {
            return Self.reply(400, Self.message(error.message))
        } catch is LocalRequestBody.TooLarge {
            return Self.reply(413, Self.message("The request is larger than 1 MiB."))
        } catch {
            return LocalReply(status: 400, ending: .reset)
        }
    }

    private func answer(
        _ method: String, _ path: [String], _ body: JSONValue
    ) async throws(ServiceRefusal) -> JSONValue {
        switch path.first ?? "" {
        case "clock":
            if method == "POST" { try moveClock(body) }
            return Self.object([
                ("now", .string(clock.now.iso8601)), ("factor", .number("\(clock.factor)")),
            ])
        case "faults":
            if method == "POST" { try setFaults(body) }
            let shown = faults.shown.sorted { $0.key < $1.key }
            return Self.object([
                ("faults", .string(faults.rules.map(\.text).joined(separator: ", "))),
                ("shown", Self.object(shown.map { ($0.key, .integer($0.value)) })),
            ])
        default:
            let rooms = state.withLock { $0.rooms }
            guard let room = rooms[path.first ?? ""] else {
                throw .validation(
                    "There is no '/_ddbkit/\(path.first ?? "")'"
                        + NearestName.hint(
                            path.first ?? "", in: Array(rooms.keys) + ["clock", "faults"]))
            }
            return try await room.admin(method: method, path: Array(path.dropFirst()), body: body)
        }
    }

    private func moveClock(_ body: JSONValue) throws(ServiceRefusal) {
        if let text = body["advance"]?.string {
            guard let span = DurationText.parse(text) else {
                throw .validation("'\(text)' is no duration; write it as 3h or 90s.")
            }
            clock.advance(by: span)
        } else if let text = body["to"]?.string {
            guard let moment = Instant(iso8601: text) else {
                throw .validation("'\(text)' is no moment; write it as 2026-01-01T00:00:00Z.")
            }
            guard clock.advance(to: moment) else {
                throw .validation("The clock stands at \(clock.now.iso8601) and goes only forward.")
            }
        } else if let text = body["factor"]?.numberText, let factor = Double(text), factor >= 0 {
            clock.run(factor: factor)
        } else {
            throw .validation("Say {\"advance\":\"3h\"}, {\"to\":\"2026-...\"} or {\"factor\":60}.")
        }
        timePassed()
    }

    private func setFaults(_ body: JSONValue) throws(ServiceRefusal) {
        guard let text = body["faults"]?.string else {
            throw .validation("Say {\"faults\":\"PutItem:throttle@10%\"}, or \"\" for none.")
        }
        do throws(FaultRule.SpecError) {
            faults.set(try FaultRule.parse(text))
        } catch {
            throw .validation(error.message)
        }
    }

    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    private static func message(_ text: String) -> JSONValue {
        object([("message", .string(text))])
    }

    private static func reply(_ status: Int, _ value: JSONValue) -> LocalReply {
        LocalReply(
            status: status, headers: ["content-type": "application/json"],
            body: .bytes(value.bytes))
    }
}
