public import DDBAttributes
public import DDBPipeline

/// Makes items for tests and tells them apart again by their `id`.
public enum TestItems {
    /// The item of an id, as DynamoDB JSON: `{"id":{"S":"..."},"n":{"N":"..."}}`.
    ///
    /// - Parameter id: Letters, digits and dashes, which need no escapes.
    public static func text(_ id: String) -> String {
        #"{"id":{"S":"\#(id)"},"n":{"N":"\#(id.utf8.count)"}}"#
    }

    /// A batch of the items of ids.
    ///
    /// - Throws: ``DDBAttributes/AttributeError`` where an id needs escapes.
    public static func items(_ ids: [String]) throws -> ItemBatch {
        try items(lines: ids.map(text))
    }

    /// A batch of items given as lines of DynamoDB JSON.
    ///
    /// - Throws: ``DDBAttributes/AttributeError``.
    public static func items(lines: [String]) throws -> ItemBatch {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        var limits = DecodeLimits.standard
        limits.batchBytes = max(limits.batchBytes, bytes.count + 1)
        var decoder = LineDecoder(shape: .item, origin: .file, limits: limits)
        var room = bytes.span.bytes
        while room.byteCount > 0 {
            let count = decoder.append(room)
            room = room.extracting(droppingFirst: count)
        }
        return try decoder.nextBatch(isLast: true) ?? .empty
    }

    /// A batch of the items of ids, with progress.
    ///
    /// - Throws: As ``items(_:)``.
    public static func batch(_ ids: [String], _ progress: [PartitionProgress]) throws -> Batch {
        ids.isEmpty
            ? Batch(progress: progress) : Batch(items: try items(ids), progress: progress)
    }

    /// The ids of a batch's items, in order; `?` for an item without an id.
    public static func ids(of items: ItemBatch) -> [String] {
        let texts = texts(of: items)
        return texts.map { id(inText: $0) ?? "?" }
    }

    /// The wire text of each record: its new image, or its keys or old image after a minus sign.
    public static func texts(of items: ItemBatch) -> [String] {
        items.records.map { record in
            let index =
                record.newImage >= 0
                ? record.newImage : record.keys >= 0 ? record.keys : record.oldImage
            guard index >= 0 else { return "?" }
            let range = Tape.token(at: index, in: items.tape).range
            let bytes = items.bytes.extracting(range)
            let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            return record.newImage >= 0 ? text : "-" + text
        }
    }

    /// The id in an item's text, DynamoDB JSON or plain JSON, or nil.
    public static func id(inText text: String) -> String? {
        for prefix in [#""id":{"S":""#, #""id":""#] {
            guard let start = text.firstRange(of: prefix)?.upperBound else { continue }
            return String(text[start...].prefix { $0 != "\"" })
        }
        return nil
    }
}
