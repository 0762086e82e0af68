import DDBTestSupport
import Foundation
import Testing

/// What other people's readers make of our files, and of files that they wrote themselves.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct TableComparisonTests {
    @Test func `the reader of exports takes the sample apart`() throws {
        let sample = try TestPython.run("export_reader.py", Checkout.path("Tools/SampleData"))
        let lines = sample.split(separator: "\n")
        #expect(lines.last == #"{"items": 21244}"#)
        for line in [
            #"{"attribute": "total", "type": ["decimal", 5, 2]}"#,
            #"{"attribute": "externalId", "type": ["json"]}"#,
            #"{"attribute": "ledger", "type": ["digits"]}"#,
            #"{"attribute": "returnReason", "type": ["string"]}"#,
        ] {
            #expect(lines.contains { $0 == line })
        }
    }
}
