public import DDBAttributes
public import DDBBase
import DDBJSON

/// Turns plain JSON objects into items, by a map of their members.
///
/// Without a map strings become S, numbers N, `true` and `false` BOOL, `null` NULL, objects M and
/// arrays L; with one, columns are the members of the root.
public struct JSONMapping: Sendable {
    /// Attributes that are made of places in the document, and nothing else of it.
    public struct Places: Sendable, Hashable {
        /// Attributes that become S: of a text its content, of another value its JSON text.
        public var texts: [String: String]
        /// Attributes that become what the JSON at a place says, or the JSON in a text there; the
        /// members of an object at a place become attributes where the name is empty.
        public var values: [String: String]

        /// Creates places; a path is names and numbers with points between them, and a point alone
        /// the whole document.
        public init(texts: [String: String] = [:], values: [String: String] = [:]) {
            self.texts = texts
            self.values = values
        }

        var isEmpty: Bool { texts.isEmpty && values.isEmpty }
    }

    /// Why a document is no item; it holds no values.
    public struct Failure: Error, Sendable {
        /// Why, without the full stop.
        public let reason: String

        init(reason: String) {
            self.reason = reason
        }

        /// Creates the failure of an item that a batch refuses.
        public init(_ error: AttributeError) {
            self.init(reason: error.reason)
        }
    }

    private struct Output {
        let attribute: String
        let wireName: [UInt8]
        let form: BoundMap.Form
    }

    private struct Place {
        let wireName: [UInt8]
        let path: [String]
        let isText: Bool
        let isSpread: Bool
    }

    private let map: ColumnMap
    private let outputs: [String: [Output]]
    private let constants: [UInt8]
    private let places: [Place]
    private let keys: Set<String>
    private let rules: ValueRules
    private let limits: DecodeLimits

    /// Whether nothing is to be done but what a batch's builder does with plain JSON.
    public let isPlain: Bool

    /// Creates a mapping.
    ///
    /// - Parameters:
    ///   - options: The map, the key and the rules.
    ///   - now: From when spans without a column count.
    /// - Throws: ``ColumnMapError`` where the map makes an attribute twice.
    public init(
        _ options: MapOptions, places: Places = Places(), limits: DecodeLimits, now: Instant
    ) throws(ColumnMapError) {
        map = options.map
        rules = options.rules
        keys = Set(options.keys)
        self.limits = limits
        var outputs: [String: [Output]] = [:]
        var columns: [(name: String, type: AttributeType?)] = []
        var named: Set<String> = []
        for rule in options.map.rules {
            let column: String
            let form: BoundMap.Form
            switch rule.origin {
            case .column(let name, let type): (column, form) = (name, .value(type))
            case .expiry(column: let name?, let after):
                (column, form) = (name, .expiry(afterSeconds: after.wholeSeconds))
            case .expiry(column: nil, _), .constant: continue
            }
            outputs[column, default: []].append(
                Output(
                    attribute: rule.attribute, wireName: BoundMap.wireName(rule.attribute),
                    form: form))
            if named.insert(column).inserted { columns.append((column, nil)) }
        }
        for column in options.map.dropped where named.insert(column).inserted {
            columns.append((column, nil))
        }
        self.outputs = outputs
        constants = try BoundMap(options.map, columns: columns, now: now).constants
        let texts = places.texts.sorted { $0.key < $1.key }.map { ($0, $1, true) }
        let values = places.values.sorted { $0.key < $1.key }.map { ($0, $1, false) }
        self.places = (texts + values).map { name, path, isText in
            Place(
                wireName: BoundMap.wireName(name), path: AttributePath.names(of: path),
                isText: isText,
                isSpread: name.isEmpty && !isText)
        }
        isPlain =
            options.map == ColumnMap() && places.isEmpty && options.keys.isEmpty
            && rules.nulls == .write && rules.outOfRange == .error
    }

    /// Appends the item of a document.
    ///
    /// - Throws: ``Failure``; `wire` is then as it was.
    public func append(_ text: RawSpan, to wire: inout [UInt8]) throws(Failure) {
        let start = wire.count
        do throws(Failure) {
            do throws(Failure) {
                try appendItem(text, to: &wire)
            } catch {
                guard let finite = try NonFiniteJSON.replaced(text, rules.nonFinite) else {
                    throw error
                }
                wire.removeSubrange(start...)
                try appendItem(unsafe finite.span.bytes, to: &wire)
            }
        } catch {
            wire.removeSubrange(start...)
            throw error
        }
    }

    private func appendItem(_ text: RawSpan, to wire: inout [UInt8]) throws(Failure) {
        wire.append(UInt8(ascii: "{"))
        let first = wire.count
        try JSONPlace.forEachMember(of: text, limits) { name, wireName, value throws(Failure) in
            if let outputs = outputs[name] {
                for output in outputs {
                    try append(value, output, first: first, to: &wire)
                }
                guard outputs.allSatisfy(\.form.isExpiry) else { return }
            }
            guard map.keepsOthers, places.isEmpty, !map.dropped.contains(name) else { return }
            let output = Output(attribute: name, wireName: wireName, form: .value(nil))
            try append(value, output, first: first, to: &wire)
        }
        for place in places { try append(place, of: text, first: first, to: &wire) }
        if !constants.isEmpty {
            if wire.count > first { wire.append(UInt8(ascii: ",")) }
            wire.append(contentsOf: constants)
        }
        wire.append(UInt8(ascii: "}"))
    }

    private func append(
        _ value: RawSpan, _ output: Output, first: Int, to wire: inout [UInt8]
    ) throws(Failure) {
        let start = wire.count
        if start > first { wire.append(UInt8(ascii: ",")) }
        wire.append(contentsOf: output.wireName)
        do throws(ValueFault) {
            let isThere: Bool
            switch output.form {
            case .expiry(let after): isThere = try appendExpiry(value, after, to: &wire)
            case .value(let type):
                let isKey = keys.contains(output.attribute)
                isThere = try JSONCell.append(
                    value, as: type, isKey: isKey, rules, limits, to: &wire)
            }
            try finish(isThere, isExpiry: output.form.isExpiry, from: start, &wire)
        } catch {
            throw Failure(reason: "attribute \(output.attribute): \(error.reason)")
        }
    }

    /// Puts what the rules say in the place of a value that is not there.
    private func finish(
        _ isThere: Bool, isExpiry: Bool, from start: Int, _ wire: inout [UInt8]
    ) throws(ValueFault) {
        if isThere { return }
        if rules.nulls == .write, !isExpiry {
            WireEncoder.appendNull(to: &wire)
        } else {
            wire.removeSubrange(start...)
        }
    }

    private func appendExpiry(
        _ value: RawSpan, _ after: Int64, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        guard let text = JSONCell.text(of: value) else { return false }
        let (sum, overflow) = try unsafe TextValue.seconds(text.span.bytes)
            .addingReportingOverflow(after)
        guard !overflow else { throw .notTime }
        wire.append(contentsOf: "{\"N\":\"\(sum)\"}".utf8)
        return true
    }

    private func append(
        _ place: Place, of text: RawSpan, first: Int, to wire: inout [UInt8]
    ) throws(Failure) {
        let name = place.path.joined(separator: ".")
        guard let range = try JSONPlace.find(place.path, in: text, limits) else {
            if place.isSpread || rules.nulls != .write { return }
            if wire.count > first { wire.append(UInt8(ascii: ",")) }
            wire.append(contentsOf: place.wireName)
            WireEncoder.appendNull(to: &wire)
            return
        }
        let value = text.extracting(range)
        let start = wire.count
        do throws(ValueFault) {
            if place.isSpread {
                let item = wire.count
                try TextValue.appendJSON(value, first: UInt8(ascii: "{"), limits, to: &wire)
                // The members stand between `{"M":{` and `}}`.
                wire.removeLast(2)
                wire.removeSubrange(item..<item + 6)
                if wire.count > item, item > first { wire.insert(UInt8(ascii: ","), at: item) }
                return
            }
            if start > first { wire.append(UInt8(ascii: ",")) }
            wire.append(contentsOf: place.wireName)
            let isThere = try JSONCell.append(
                value, as: place.isText ? .string : .json, isKey: false, rules, limits, to: &wire)
            try finish(isThere, isExpiry: false, from: start, &wire)
        } catch {
            throw Failure(reason: "the place \(name.isEmpty ? "." : name): \(error.reason)")
        }
    }
}

extension BoundMap.Form {
    fileprivate var isExpiry: Bool {
        if case .expiry = self { true } else { false }
    }
}
