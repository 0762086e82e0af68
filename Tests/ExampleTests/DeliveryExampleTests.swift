import DDBTestSupport
import Foundation
import Testing

@Suite struct DeliveryExampleTests {
    @Test func `a package that imports DDBDelivery alone delivers the last value of each key`()
        throws
    {
        let scratch = try ScratchFolder()
        let lines = (0..<500).map { "k\(1000 + $0 % 100) \($0)" }
        try scratch.write("lines.txt", Array(lines.joined(separator: "\n").utf8))
        let output = try ExamplePackage.run(
            "DeliveryExample", standardInput: scratch.path + "/lines.txt")
        let expected = (0..<100).map { "k\(1000 + $0) \(400 + $0)" }
        let printed = output.split(separator: "\n").map(String.init)
        #expect(printed.suffix(101).dropLast() == expected[...], "\(output)")
        let counts = try #require(printed.last).split(separator: " ").compactMap { Int($0) }
        #expect(counts.count == 2 && counts.reduce(0, +) == 500, "\(output)")
    }

    @Test func `the snippet of the page about deliveries is that of the example`() throws {
        let page = try String(contentsOfFile: Checkout.path("Docs/Delivery.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "```swift\n").dropFirst()
        let example = try String(
            contentsOfFile: Checkout.path(
                "Docs/Examples/DeliveryExample/Sources/DeliveryExample/Writer.swift"),
            encoding: .utf8)
        #expect(!blocks.isEmpty)
        for block in blocks {
            let snippet = block.components(separatedBy: "```")[0]
            #expect(example.contains(snippet), "\(snippet)")
        }
    }
}
