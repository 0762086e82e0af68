import DDBTestSupport
import Foundation
import Testing

@Suite struct AttributesExampleTests {
    @Test func `a package that imports DDBAttributes alone builds and runs`() throws {
        let scratch = try ScratchFolder()
        let lines = """
            {"id":{"S":"a"},"total":{"N":"12345678901234567890.123"}}
            {"id":{"S":"b"}}
            {"id":{"S":"c"},"total":{"N":"1E+20"}}

            """
        try scratch.write("items.jsonl", Array(lines.utf8))
        let output = try ExamplePackage.run(
            "AttributesExample", standardInput: scratch.path + "/items.jsonl")
        #expect(
            output.hasSuffix(
                """
                string("a") 12345678901234567890.123
                string("c") 100000000000000000000
                {"largest":{"N":"100000000000000000000"}}

                """), "\(output)")
    }
}
