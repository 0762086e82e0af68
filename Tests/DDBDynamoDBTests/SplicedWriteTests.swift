import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import Testing

@Suite struct SplicedWriteTests {
    private func items() throws -> SplicedItems {
        try SplicedItems(
            [
                #"{"p":{"S":"a"},"v\u0031":{"N":"1.50"}}"#,
                #"-{"x":{"S":"y"},"v1":{"S":"\u0032"},"p":{"S":"b"}}"#, #"{"p":{"S":"c"}}"#,
                #"{"p":{"S":"d"},"v1":{"L":[]}}"#,
            ], sort: nil)
    }

    private func text(_ request: SplicedWrite) -> String {
        String(decoding: request.body, as: UTF8.self)
    }

    @Test func `a put happens over what is older, and a delete of what is not newer`() throws {
        let items = try items()
        let maker = try SplicedWriteMaker(
            table: "t", schema: items.identifier.schema, newerWins: "v1")
        let put = try maker.request(for: items.writes[0], of: items.batch)
        #expect(
            text(put)
                == #"{"TableName":"t","Item":{"p":{"S":"a"},"v\u0031":{"N":"1.50"}},"#
                + ##""ConditionExpression":"attribute_not_exists(#v) OR #v < :v","##
                + ##""ExpressionAttributeNames":{"#v":"v1"},"##
                + #""ExpressionAttributeValues":{":v":{"N":"1.50"}},"#
                + #""ReturnConsumedCapacity":"TOTAL"}"#)
        let delete = try maker.request(for: items.writes[1], of: items.batch)
        #expect(
            text(delete)
                == #"{"TableName":"t","Key":{"p":{"S":"b"}},"#
                + ##""ConditionExpression":"attribute_not_exists(#v) OR #v <= :v","##
                + ##""ExpressionAttributeNames":{"#v":"v1"},"##
                + #""ExpressionAttributeValues":{":v":{"S":"\u0032"}},"#
                + #""ReturnConsumedCapacity":"TOTAL"}"#)
        #expect(String(decoding: delete.image, as: UTF8.self) == #"{"p":{"S":"b"}}"#)
        #expect("\(delete)" == "SplicedWrite(t, delete)")
    }

    @Test func `a delete may take the version from its old image`() throws {
        let items = try items()
        let maker = try SplicedWriteMaker(
            table: "t", schema: items.identifier.schema, newerWins: "v1")
        let request = try maker.request(
            for: items.writes[2], versionImage: items.writes[0].image, of: items.batch)
        #expect(text(request).contains(#"{":v":{"N":"1.50"}}"#))
        #expect(text(request).contains(#""Item":{"p":{"S":"c"}}"#))
    }

    @Test func `without a condition there is none`() throws {
        let items = try items()
        let maker = try SplicedWriteMaker(
            table: "t", schema: items.identifier.schema, returnConsumedCapacity: .none)
        #expect(
            try items.writes[1...2].map { text(try maker.request(for: $0, of: items.batch)) } == [
                #"{"TableName":"t","Key":{"p":{"S":"b"}}}"#,
                #"{"TableName":"t","Item":{"p":{"S":"c"}}}"#,
            ])
    }

    @Test func `an item whose version is missing or has no order is refused with the path`() throws
    {
        let items = try items()
        let maker = try SplicedWriteMaker(
            table: "t", schema: items.identifier.schema, newerWins: "v1")
        for write in items.writes[2...3] {
            let error = #expect(throws: AttributeError.self) {
                try maker.request(for: write, of: items.batch)
            }
            #expect(error?.code == .version)
            #expect(error?.path == "v1")
        }
    }

    @Test(arguments: ["", "p"])
    func `an attribute that cannot tell is refused before anything is sent`(name: String) throws {
        let schema = try items().identifier.schema
        let error = #expect(throws: ClientError.self) {
            try SplicedWriteMaker(table: "t", schema: schema, newerWins: name)
        }
        #expect(error?.code == .invalidCall)
    }

    @Test func `a condition that does not hold is an answer, and other refusals are errors`()
        async throws
    {
        let items = try items()
        let maker = try SplicedWriteMaker(
            table: "t", schema: items.identifier.schema, newerWins: "v1")
        let put = try maker.request(for: items.writes[0], of: items.batch)
        let delete = try maker.request(for: items.writes[1], of: items.batch)
        let client = try ScriptedClient(steps: [
            .reply(#"{"ConsumedCapacity":{"TableName":"t","CapacityUnits":2}}"#),
            .refusal("ConditionalCheckFailedException"), .refusal("ValidationException"),
        ])
        let first = try await client.dynamoDB.write(spliced: put)
        #expect(first.isApplied && first.consumedCapacity?.capacityUnits == 2)
        #expect(try await client.dynamoDB.write(spliced: delete).isApplied == false)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.write(spliced: put)
        }
        #expect(error?.code == .validation)
        #expect(
            client.transport.exchanges.map { $0.request.headers["x-amz-target"] } == [
                "DynamoDB_20120810.PutItem", "DynamoDB_20120810.DeleteItem",
                "DynamoDB_20120810.PutItem",
            ])
        #expect(client.bodies == [text(put), text(delete), text(put)])
    }
}
