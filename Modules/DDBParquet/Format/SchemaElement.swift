/// One entry of the flattened schema of a footer.
struct SchemaElement {
    var type: Int32?
    var typeLength: Int32?
    var repetition: Int32?
    var name = ""
    var childCount: Int?
    var convertedType: Int32?
    var scale = 0
    var precision = 0
    var fieldID: Int32?
    var logicalType: LogicalType?

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.int32(field)
            case 2: typeLength = try reader.int32(field)
            case 3: repetition = try reader.int32(field)
            case 4: name = try reader.string(field)
            case 5: childCount = try reader.size(field)
            case 6: convertedType = try reader.int32(field)
            case 7: scale = Int(try reader.int32(field))
            case 8: precision = Int(try reader.int32(field))
            case 9: fieldID = try reader.int32(field)
            case 10:
                guard field.type == .structure else { throw .malformed }
                logicalType = try LogicalType(&reader)
            case _: try reader.skip(field)
            }
        }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.int32(1, type)
        writer.int32(2, typeLength)
        writer.int32(3, repetition)
        writer.string(4, name)
        writer.int32(5, childCount.map(Int32.init))
        writer.int32(6, convertedType)
        if case .decimal(let precision, let scale) = logicalType {
            writer.int32(7, Int32(scale))
            writer.int32(8, Int32(precision))
        }
        writer.int32(9, fieldID)
        logicalType?.write(10, to: &writer)
        writer.endStruct()
    }
}

extension ParquetSchema {
    /// The flattened form: the root, then depth first.
    var elements: [SchemaElement] {
        var root = SchemaElement()
        root.name = "schema"
        root.childCount = fields.count
        var elements = [root]
        for field in fields { Self.flatten(field, into: &elements) }
        return elements
    }

    private static func flatten(_ node: SchemaNode, into elements: inout [SchemaElement]) {
        var element = SchemaElement()
        element.name = node.name
        element.repetition = node.repetition.rawValue
        element.fieldID = node.fieldID
        element.logicalType = node.logicalType
        element.convertedType = node.logicalType?.convertedCode
        switch node.content {
        case .primitive(let type):
            element.type = type.code
            if case .fixed(let byteCount) = type { element.typeLength = Int32(byteCount) }
            elements.append(element)
        case .group(let children):
            element.childCount = children.count
            elements.append(element)
            for child in children { flatten(child, into: &elements) }
        }
    }

    /// Builds the tree from its flattened form.
    init(elements: [SchemaElement]) throws(ParquetError) {
        var next = 1
        var fields: [SchemaNode] = []
        let place = "The footer's schema"
        do throws(DecodeFault) {
            guard let root = elements.first else { throw .malformed }
            for _ in 0..<min(root.childCount ?? 0, elements.count) {
                fields.append(try Self.node(elements, &next, depth: 1))
            }
            guard next == elements.count, fields.count == root.childCount ?? 0 else {
                throw .malformed
            }
        } catch {
            throw error.error(place)
        }
        try self.init(fields)
    }

    private static func node(
        _ elements: [SchemaElement], _ next: inout Int, depth: Int
    ) throws(DecodeFault) -> SchemaNode {
        guard depth <= depthMax else { throw .tooLarge }
        guard next < elements.count else { throw .truncated }
        let element = elements[next]
        next += 1
        guard let repetition = Repetition(rawValue: element.repetition ?? 0) else {
            throw .malformed
        }
        let logicalType =
            element.logicalType
            ?? element.convertedType.flatMap {
                LogicalType(
                    convertedCode: $0, precision: element.precision, scale: element.scale)
            }
        var content = SchemaNode.Content.group([])
        if let code = element.type, element.childCount ?? 0 == 0 {
            content = .primitive(try PhysicalType(code: code, byteCount: element.typeLength))
        } else {
            var children: [SchemaNode] = []
            for _ in 0..<min(element.childCount ?? 0, elements.count) {
                children.append(try node(elements, &next, depth: depth + 1))
            }
            content = .group(children)
        }
        return SchemaNode(
            name: element.name, repetition: repetition, content: content,
            logicalType: logicalType, fieldID: element.fieldID)
    }
}
