import DDBSchema
import Testing

@Suite struct TableColumnsTests {
    func columns(
        _ fields: [AttributeName: AttributeShape?], keys: [AttributeName] = [],
        limits: ShapeLimits = ShapeLimits()
    ) -> TableColumns {
        TableColumns(shape: MapShape(fields), keys: keys, limits: limits)
    }

    @Test(
        arguments: [
            (NumberShape(0), .integer), (NumberShape(.max), .integer),
            (NumberShape(.min), .integer),
            (
                NumberShape(fitsInt64: false, integerDigits: 3, scale: 2),
                .decimal(precision: 5, scale: 2)
            ),
            (
                NumberShape(fitsInt64: false, integerDigits: 0, scale: 9),
                .decimal(precision: 9, scale: 9)
            ),
            (
                NumberShape(fitsInt64: false, integerDigits: 20, scale: 0),
                .decimal(precision: 20, scale: 0)
            ),
            (
                NumberShape(fitsInt64: false, integerDigits: 19, scale: 19),
                .decimal(precision: 38, scale: 19)
            ),
            (NumberShape(fitsInt64: false, integerDigits: 19, scale: 20), .digits),
            (NumberShape(fitsInt64: false, integerDigits: 126, scale: 0), .digits),
        ] as [(NumberShape, ColumnType)])
    func `numbers take the narrowest column that holds them`(shape: NumberShape, type: ColumnType) {
        #expect(shape.columnType == type)
    }

    @Test func `integers and decimals join to a decimal wide enough for both`() {
        let wide = NumberShape(123_456_789).joined(
            NumberShape(fitsInt64: false, integerDigits: 1, scale: 3))
        #expect(wide.columnType == .decimal(precision: 12, scale: 3))
    }

    @Test func `keys stand first, the others in the order of their bytes`() {
        let made = columns(
            ["a": .string, "pk": .string, "Z": .boolean, "sk": .number(NumberShape(1))],
            keys: ["pk", "sk"])
        #expect(made.columns.map(\.name) == ["pk", "sk", "Z", "a"])
    }

    @Test func `of names that differ by case the first by bytes keeps its own`() {
        let made = columns(["name": .string, "Name": .string, "NAME": .string])
        #expect(made.columns.map(\.attribute.description) == ["NAME", "Name", "name"])
        #expect(made.columns.map(\.name) == ["NAME", "Name__2", "name__3"])
    }

    @Test func `a name of ours, and one that looks like a renamed one, are told apart`() {
        let made = columns(["_REST": .string, "x": .string, "X": .string, "x__2": .string])
        #expect(made.columns.map(\.name) == ["X", "_REST__2", "x__2", "x__2__2"])
    }

    @Test func `composed and decomposed names are two attributes`() {
        let made = columns(["\u{E9}": .string, "e\u{301}": .string])
        #expect(made.columns.count == 2)
        #expect(Set(made.columns.map { Array($0.attribute.utf8) }).count == 2)
        #expect(made.columns[0].name.lowercased() != made.columns[1].name.lowercased())
    }

    @Test func `only names that files refuse get a physical name`() {
        let made = columns([
            "a.b": .string, "a b": .string, "a\tb": .string, "emoji\u{1F600}": .string,
        ])
        #expect(made.usesColumnMapping)
        let physical = Dictionary(
            uniqueKeysWithValues: made.columns.map { ($0.name, $0.physicalName) })
        #expect(physical["a.b"] == "a.b")
        #expect(physical["emoji\u{1F600}"] == "emoji\u{1F600}")
        #expect(physical["a b"]?.hasPrefix("col-") == true)
        #expect(physical["a\tb"]?.hasPrefix("col-") == true)
        #expect(physical["a b"] != physical["a\tb"])
        #expect(!columns(["a.b": .string]).usesColumnMapping)
    }

    @Test func `a name that SQL cannot spell gets one that it can`() {
        let made = columns(["": .string, "_empty": .string, "a\0b": .map(MapShape(["": .boolean]))])
        #expect(made.columns.map(\.name) == ["_empty", "_empty__2", "a\u{2400}b"])
        #expect(made.columns.map(\.attribute) == ["", "_empty", "a\0b"])
        #expect(made.columns.last.map { "\($0.type)" } == "struct<_empty:boolean>")
    }

    @Test func `what only NULL and empty containers were seen of has no column`() {
        let made = columns([
            "null": nil, "list": .list(nil), "map": .map(MapShape()),
            "nested": .map(MapShape(["n": nil])), "lists": .list(.list(nil)),
        ])
        #expect(made.columns.isEmpty)
    }

    @Test func `containers become structs, lists and sets`() {
        let made = columns([
            "m": .map(MapShape(["a": .string, "b": .list(.number(NumberShape(1)))])),
            "l": .list(.mixed), "ss": .stringSet, "ns": .numberSet(NumberShape(5)),
        ])
        let types = Dictionary(uniqueKeysWithValues: made.columns.map { ($0.name, $0.type) })
        #expect(types["l"] == .list(.json))
        #expect(types["ss"] == .set(.string))
        #expect(types["ns"] == .set(.integer))
        #expect(types["m"]?.leafCount == 2)
        #expect(types["m"]?.attributeType == "M")
        #expect(types["ns"]?.attributeType == "NS")
        #expect(types["l"]?.attributeType == "L<JSON>")
    }

    @Test func `what goes past the columns becomes JSON text, then has no column`() {
        var limits = ShapeLimits()
        limits.columnsMax = 3 + SystemColumn.allCases.count
        let wide = AttributeShape.map(MapShape(["x": .string, "y": .string, "z": .string]))
        let made = columns(
            ["a": .string, "b": wide, "c": .string, "d": .string], limits: limits)
        #expect(made.columns.map(\.name) == ["a", "b", "c"])
        #expect(made.columns.map(\.type) == [.string, .json, .string])
        #expect(made.withoutRoom.map(\.description) == ["d"])
    }

    @Test func `record mode has the keys and the record`() {
        let shape = MapShape(["pk": .string, "other": .boolean])
        let made = TableColumns(recordWithKeys: ["pk"], shape: shape, limits: ShapeLimits())
        #expect(made.columns.map(\.name) == ["pk"])
        #expect(made.hasRecord)
    }
}
