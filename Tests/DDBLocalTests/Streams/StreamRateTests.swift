import DDBBase
import DDBJSON
import DDBLocal
import Testing

@Suite struct StreamRateTests {
    private static func isThrottled(_ world: StreamWorld, _ operation: String) throws -> Bool {
        let members = operation == "ListStreams" ? [] : world.arnMember
        let refusal = try world.refusal(operation, members)
        #expect(refusal?.hasPrefix("ThrottlingException: ") ?? true, "\(refusal ?? "")")
        return refusal != nil
    }

    @Test(arguments: [("DescribeStream", 10), ("ListStreams", 5)])
    func `calls of a second are counted`(operation: String, perSecond: Int) throws {
        let world = StreamWorld { $0 = StreamSettings() }
        for _ in 0..<perSecond { #expect(try !Self.isThrottled(world, operation)) }
        #expect(try Self.isThrottled(world, operation))
        // The other operation has calls of its own.
        let other = operation == "ListStreams" ? "DescribeStream" : "ListStreams"
        #expect(try !Self.isThrottled(world, other))
        world.advance(seconds: 0.9)
        #expect(try Self.isThrottled(world, operation))
        world.advance(seconds: 0.1)
        for _ in 0..<perSecond { #expect(try !Self.isThrottled(world, operation)) }
        #expect(try Self.isThrottled(world, operation))
    }

    @Test func `a second is over by the endpoint's clock or by the machine's`() throws {
        let world = StreamWorld { $0.describesPerSecond = 1 }
        #expect(try !Self.isThrottled(world, "DescribeStream"))
        #expect(try Self.isThrottled(world, "DescribeStream"))
        world.now = world.now.advanced(byMicroseconds: 1_000_000)
        #expect(try !Self.isThrottled(world, "DescribeStream"))
        #expect(try Self.isThrottled(world, "DescribeStream"))
        world.nanoseconds += 1_000_000_000
        #expect(try !Self.isThrottled(world, "DescribeStream"))
    }

    @Test func `calls that are refused for other reasons count as well`() throws {
        let world = StreamWorld { $0.describesPerSecond = 2 }
        for _ in 0..<2 {
            let refusal = try world.refusal("DescribeStream", [("StreamArn", .string("short"))])
            #expect(refusal?.hasPrefix("ValidationException") == true)
        }
        #expect(try Self.isThrottled(world, "DescribeStream"))
    }

    @Test func `a stream is being enabled and disabled for a while`() throws {
        let world = StreamWorld(transition: .seconds(5))
        let status = { try world.describe()["StreamStatus"]?.string }
        #expect(try status() == "ENABLING")
        // It records all the same.
        world.insert(0..<3)
        #expect(try world.drain(world.iterator(world.shards()[0].id)).count == 3)
        world.advance(seconds: 4.9)
        #expect(try status() == "ENABLING")
        world.advance(seconds: 0.1)
        #expect(try status() == "ENABLED")
        world.engine.disable(tableARN: world.table.arn, at: world.now)
        #expect(try status() == "DISABLING")
        world.advance(seconds: 5)
        #expect(try status() == "DISABLED")
    }
}
