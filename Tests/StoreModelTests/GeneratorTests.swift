import DDBAttributes
import StoreModel
import Testing

/// The model and its generator by themselves.
@Suite struct GeneratorTests {
    static let shapes: [ModelShape] = {
        var composite = ModelShape()
        composite.keys = [.number, .binary]
        composite.isMapped = true
        var binary = ModelShape()
        binary.keys = [.binary]
        binary.partitionCount = 0
        return [ModelShape(), composite, binary]
    }()

    @Test(arguments: shapes.indices)
    func `every change is a line that the decoder takes, with the key that the model names`(
        index: Int
    ) throws {
        let shape = Self.shapes[index]
        let generator = ChangeGenerator(seed: 1, shape: shape)
        for commit in [1, 2, 50, 300] {
            let changes = try generator.changes(ofCommit: commit, count: 300)
            let batches = try ChangeBatches.batches(of: changes, batchBytes: 8 << 10)
            let records = batches.flatMap { batch in batch.records.map { (batch, $0) } }
            #expect(records.count == changes.count)
            for (change, (batch, record)) in zip(changes, records) {
                #expect((record.operation == .put) == (change.image != nil))
                guard record.newImage >= 0 else { continue }
                let item = batch.item(at: record.newImage)
                #expect(shape.keyNames.allSatisfy { item[$0] != nil })
            }
        }
    }

    @Test func `a commit is the same whatever was asked for before`() throws {
        let generator = ChangeGenerator(seed: 7, shape: ModelShape())
        let first = try generator.changes(ofCommit: 9, count: 50).map(\.line)
        _ = try generator.changes(ofCommit: 10, count: 50)
        #expect(try generator.changes(ofCommit: 9, count: 50).map(\.line) == first)
        let other = ChangeGenerator(seed: 8, shape: ModelShape())
        #expect(try other.changes(ofCommit: 9, count: 50).map(\.line) != first)
    }

    @Test func `the model keeps the last change of a key and drops what it has`() throws {
        func change(
            _ key: String, _ image: String?, _ order: (epoch: Int, sequence: Int)?
        ) -> GeneratedChange {
            GeneratedChange(
                key: key, image: image, partition: order.map { _ in "p" },
                epoch: order?.epoch ?? 0, sequence: order?.sequence ?? 0, line: "")
        }
        let one = #"{"pk":{"S":"a"},"n":{"N":"1"}}"#
        let two = #"{"pk":{"S":"a"},"n":{"N":"2"}}"#
        var model = TableModel(keyNames: ["pk"])
        var effect = model.commit([change("Sa", two, (0, 10)), change("Sa", one, (0, 9))])
        #expect(model.lines == [two])
        #expect(effect == TableModel.Effect(putCount: 1))
        effect = model.commit([change("Sa", one, (0, 10)), change("Sb", nil, nil)])
        #expect(model.lines == [two])
        #expect(effect == TableModel.Effect(droppedCount: 1))
        effect = model.commit([change("Sa", nil, (1, 1)), change("Sa", one, (0, 11))])
        #expect(model.lines == [])
        #expect(effect == TableModel.Effect(maskedCount: 1, deletedCount: 1))
        model.commit([change("Sa", one, nil), change("Sa", two, nil)])
        #expect(model.lines == [two])
        #expect(try model.differences(from: []).count == 1)
        let item: Item = ["pk": .string("a"), "n": .number(DecimalNumber(2))]
        #expect(try model.differences(from: [item]) == [])
        #expect(try model.differences(from: [item, item]).count == 1)
        #expect(
            try model.differences(from: [["pk": .string("a"), "n": .number(DecimalNumber(1))]])
                .count == 1)
    }
}
