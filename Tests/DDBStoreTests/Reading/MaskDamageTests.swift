import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// A vector that is not what the log says is an error, never other rows.
@Suite struct MaskDamageTests {
    static let mask = RowSet(Array(stride(from: 0, to: 200, by: 3)))

    /// A table one part of which is masked by a vector in a file.
    static func make() async throws -> (fixture: StoreFixture, vector: String) {
        let fixture = StoreFixture()
        let lines = (0..<200).map { "{\"pk\":{\"S\":\"\($0)\"}}" }
        let table = try await fixture.load(lines)
        var log = try await MaskedLog(fixture.blobs)
        try await log.mask([table.parts[0].name: mask], inlineByteCountMax: 0)
        let names = try await fixture.blobs.listAll(prefix: "t/deletion_vector_").map(\.path)
        try #require(names.count == 1)
        return (fixture, names[0])
    }

    /// Expects that everything that reads rows says `damaged`, and of which part.
    static func expectDamage(_ fixture: StoreFixture, _ note: String) async throws {
        let table = try await fixture.store.table("t")
        let part = table.parts[0]
        func isDamage(_ error: any Error) -> Bool {
            guard let error = error as? StoreError, error.code == .damaged else { return false }
            return error.message.contains(part.name) && error.disposition == .corrupt
        }
        await #expect("\(note)") { _ = try await table.deletedRows(of: part) } throws: {
            isDamage($0)
        }
        await #expect("\(note)") { _ = try await table.items(of: part) } throws: { isDamage($0) }
        await #expect("\(note)") {
            var scan = try table.scan()
            _ = try await scan.next()
        } throws: {
            isDamage($0)
        }
        let faults = try await table.verify().faults
        #expect(faults.count == 1, "\(note)")
        #expect(faults.first?.hasPrefix(part.name) == true, "\(note)")
    }

    @Test func `every flipped byte of a vector's file is found`() async throws {
        let (fixture, vector) = try await Self.make()
        let bytes = try await fixture.blobs.read(vector)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            _ = try await fixture.blobs.put(vector, damaged, condition: .always)
            let table = try await fixture.store.table("t")
            await #expect("byte \(place)") {
                _ = try await table.deletedRows(of: table.parts[0])
            } throws: {
                ($0 as? StoreError)?.code == .damaged
            }
        }
        try await Self.expectDamage(fixture, "the last byte")
        _ = try await fixture.blobs.put(vector, bytes, condition: .always)
        let table = try await fixture.store.table("t")
        #expect(try await table.deletedRows(of: table.parts[0]) == Self.mask)
    }

    @Test func `a vector that is missing or short is found`() async throws {
        let (fixture, vector) = try await Self.make()
        let bytes = try await fixture.blobs.read(vector)
        for count in [0, 1, 5, bytes.count / 2, bytes.count - 1] {
            _ = try await fixture.blobs.put(
                vector, Array(bytes.prefix(count)), condition: .always)
            try await Self.expectDamage(fixture, "\(count) bytes")
        }
        try await fixture.blobs.delete(vector)
        try await Self.expectDamage(fixture, "missing")
    }

    @Test(arguments: ["sizeInBytes", "cardinality", "offset", "pathOrInlineDv"])
    func `a log that says other than the vector is found`(member: String) async throws {
        let (fixture, _) = try await Self.make()
        let path = "t/_delta_log/00000000000000000001.json"
        let text = String(decoding: try await fixture.blobs.read(path), as: UTF8.self)
        // The removal before has no vector, so the member is there once.
        let changed: String
        if member == "pathOrInlineDv" {
            let pattern = /"pathOrInlineDv":"(.{20})"/
            let name = try #require(try pattern.firstMatch(in: text)).1
            changed = text.replacing(name, with: String(name.reversed()))
        } else {
            let pattern = try Regex("\"\(member)\":(\\d+)", as: (Substring, Substring).self)
            let match = try #require(try pattern.firstMatch(in: text))
            let number = try #require(Int(match.1))
            changed = text.replacing(match.0, with: "\"\(member)\":\(number + 1)")
        }
        #expect(changed != text)
        _ = try await fixture.blobs.put(path, Array(changed.utf8), condition: .always)
        try await Self.expectDamage(fixture, member)
    }

    @Test func `a vector of more rows than the part has is found`() async throws {
        let fixture = StoreFixture()
        let table = try await fixture.load((0..<50).map { "{\"pk\":{\"S\":\"\($0)\"}}" })
        var log = try await MaskedLog(fixture.blobs)
        try await log.mask([table.parts[0].name: RowSet([3, 50])])
        try await Self.expectDamage(fixture, "row 50 of 50")
    }

    @Test func `a vector outside the folder is refused by name`() async throws {
        let (fixture, _) = try await Self.make()
        let path = "t/_delta_log/00000000000000000001.json"
        let text = String(decoding: try await fixture.blobs.read(path), as: UTF8.self)
        let changed = text.replacing("\"storageType\":\"u\"", with: "\"storageType\":\"p\"")
        #expect(changed != text)
        _ = try await fixture.blobs.put(path, Array(changed.utf8), condition: .always)
        let table = try await fixture.store.table("t")
        await #expect { _ = try await table.items(of: table.parts[0]) } throws: {
            ($0 as? DeltaError)?.code == .foreignFile
        }
    }
}
