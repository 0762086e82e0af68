import DDBAttributes
import DDBConfiguration

/// Writes items as documents: the key's attributes, chosen fields, and the whole item as a map
/// beside them.
///
/// This is how Estuary's connector materializes a collection: `{"id":{...},"status":{...},
/// "flow_document":{"M":{the whole item}}}`.
struct RootDocument: Sendable {
    /// An attribute beside the document.
    private struct Field {
        let attribute: [UInt8]
        let path: [[UInt8]]
    }

    /// The attribute that has the document.
    let attribute: String
    private let name: [UInt8]
    private let fields: [Field]

    /// Reads the options `root-document` and `fields`; nil where the first is not given.
    init?(_ options: Options) throws(ConfigurationError) {
        let texts: [String] = try options.find("fields") ?? []
        guard let attribute: String = try options.find("root-document") else {
            guard texts.isEmpty else {
                throw options.error(
                    .missingOption, "root-document",
                    "`fields` stand beside a document; name its attribute, as flow_document.")
            }
            return nil
        }
        self.attribute = attribute
        name = Array(attribute.utf8)
        fields = texts.map(Self.field)
        let names = fields.map(\.attribute) + [name]
        guard Set(names).count == names.count,
            names.allSatisfy({ (1...ItemLimits.nameBytesMax).contains($0.count) }),
            fields.allSatisfy({ !$0.path.isEmpty && !$0.path.contains([]) })
        else {
            throw options.error(
                .outOfRange, "fields",
                "Fields and the document have different names of 1 to \(ItemLimits.nameBytesMax)"
                    + " bytes; a field is `name` or `name=path.to.it`.")
        }
    }

    private static func field(_ text: String) -> Field {
        let equals = text.firstIndex(of: "=")
        let path = equals.map { String(text[text.index(after: $0)...]) } ?? text
        let attribute = equals.map { String(text[..<$0]) } ?? path
        return Field(
            attribute: Array(attribute.utf8),
            path: AttributePath.names(of: path).map { Array($0.utf8) })
    }

    /// The attributes beside the document, but for the key's.
    func has(_ attribute: String) -> Bool {
        fields.contains { $0.attribute.elementsEqual(attribute.utf8) }
    }

    /// The name that is also one of the key's, if any: the key is written anyway.
    func conflict(with schema: KeySchema) -> String? {
        schema.attributes.map(\.name).first { key in
            attribute.utf8.elementsEqual(key.utf8) || has(key)
        }
    }

    // MARK: items

    /// The document of an item that the table has; nil where it has none.
    func document(of item: Int, in batch: ItemBatch) -> Int? {
        batch.index(of: name, in: item).flatMap { batch.token(at: $0).kind == .map ? $0 : nil }
    }

    /// Appends the item that a document is written as.
    ///
    /// What the document does not have is left out; a check finds keys that are missing.
    func append(
        _ document: Int, of batch: ItemBatch, _ schema: KeySchema, to wire: inout [UInt8]
    ) {
        wire.append(UInt8(ascii: "{"))
        for key in schema.names {
            guard let value = batch.index(of: key, in: document) else { continue }
            append(key, value, of: batch, to: &wire)
        }
        for field in fields {
            guard let value = Self.find(field.path, in: document, of: batch) else { continue }
            append(field.attribute, value, of: batch, to: &wire)
        }
        unsafe WireEncoder.appendName(utf8: name.span.bytes, to: &wire)
        wire.append(contentsOf: #"{"M":"#.utf8)
        batch.appendItemWire(at: document, to: &wire)
        wire.append(contentsOf: "}}".utf8)
    }

    private func append(
        _ name: [UInt8], _ value: Int, of batch: ItemBatch, to wire: inout [UInt8]
    ) {
        unsafe WireEncoder.appendName(utf8: name.span.bytes, to: &wire)
        batch.appendWire(at: value, to: &wire)
        wire.append(UInt8(ascii: ","))
    }

    private static func find(
        _ path: [[UInt8]], in document: Int, of batch: ItemBatch
    ) -> Int? {
        var index = document
        for name in path {
            guard batch.token(at: index).kind == .map,
                let value = batch.index(of: name, in: index)
            else { return nil }
            index = value
        }
        return index
    }

    /// Why an item cannot be written, with what helps where a document is the reason.
    static func reason(_ error: AttributeError) -> String {
        switch error.code {
        case .itemSize, .depth, .size:
            error.reason
                + "; choose fewer `fields`, or derive a dataset with smaller or flatter documents"
        case .name:
            error.reason + "; derive a dataset whose documents have names that DynamoDB's maps take"
        case _: error.reason
        }
    }
}
