import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

@Suite struct DeletionVectorDescriptorTests {
    /// Descriptors of the protocol's text and of delta-kernel's tests.
    @Test(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
    func `descriptors lead where other implementations say`() throws {
        let path = try #require(SharedVectors.path("delta-inline-dv/inline.json"))
        let cases = try JSONValue.parse(String(contentsOfFile: path, encoding: .utf8))["cases"]
        for each in try #require(cases?.array) {
            let value = try #require(each["descriptor"])
            let storage = try #require(value["storageType"]?.string)
            let descriptor = try DeletionVectorDescriptor(
                storage: #require(DeletionVectorDescriptor.Storage(rawValue: storage)),
                pathOrInlineDv: #require(value["pathOrInlineDv"]?.string),
                offset: value["offset"]?.integer,
                sizeInBytes: #require(value["sizeInBytes"]?.integer),
                cardinality: #require(value["cardinality"]?.integer))
            #expect(try descriptor.relativePath() == each["relativePath"]?.string)
            if let id = each["uniqueId"]?.string { #expect(descriptor.uniqueId == id) }
            if let bytes = try descriptor.inlineBytes() {
                #expect(bytes.count == Int(descriptor.sizeInBytes))
                let again = DeletionVectorDescriptor(
                    inline: bytes, cardinality: descriptor.cardinality)
                #expect(again == descriptor)
            }
        }
    }

    @Test func `the portable bitmap begins with its magic number`() throws {
        let descriptor = DeletionVectorDescriptor(
            storage: .inline,
            pathOrInlineDv: "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L",
            offset: nil, sizeInBytes: 44, cardinality: 6)
        let bytes = try #require(try descriptor.inlineBytes())
        #expect(Hex.encode(bytes.prefix(4)) == "d1d33964")
    }

    @Test func `a file is named by its UUID`() throws {
        let uuid = "d2c639aa-8816-431a-aaf6-d3fe2512ff61"
        let descriptor = try #require(
            DeletionVectorDescriptor(uuid: uuid, offset: 1, sizeInBytes: 2, cardinality: 3))
        #expect(descriptor.pathOrInlineDv == "^-aqEH.-t@S}K{vb[*k^")
        #expect(try descriptor.relativePath() == "deletion_vector_\(uuid).bin")
        #expect(
            DeletionVectorDescriptor(uuid: "x", offset: 1, sizeInBytes: 2, cardinality: 3) == nil)
    }

    @Test(arguments: ["", "short", "~~~~~~~~~~~~~~~~~~~~", "####################"])
    func `what is no UUID or bitmap is refused`(text: String) {
        let file = DeletionVectorDescriptor(
            storage: .file, pathOrInlineDv: text, offset: 1, sizeInBytes: 2, cardinality: 3)
        #expect(throws: DeltaError.self) { try file.relativePath() }
        let inline = DeletionVectorDescriptor(
            storage: .inline, pathOrInlineDv: text, offset: nil, sizeInBytes: .max, cardinality: 3)
        #expect(throws: DeltaError.self) { try inline.inlineBytes() }
    }
}
