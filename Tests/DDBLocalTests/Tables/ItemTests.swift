import DDBJSON
import DDBLocal
import Testing

@Suite struct ItemTests {
    @Test func `an item comes back in canonical form`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.put(
                """
                { "pk" : {"S":"a\\u0041\\/"}, "n": {"N":"+0012.500"}, "e": {"N":"-17e5"},
                  "z": {"N":"0.0e126"}, "b":{"B":"AAE="}, "t":{"BOOL":true}, "u":{"NULL":true},
                  "m":{"M":{"x":{"L":[{"S":""},{"M":{}}]}}}, "ss":{"SS":["b","a"]},
                  "ns":{"NS":["1.0","20"]}, "bs":{"BS":["AA=="]}, "é\\n":{"S":"\\ud83d\\ude00"} }
                """)
            let reply = try await caller.call(
                "GetItem", #"{"TableName":"music","Key":{"pk":{"S":"aA/"}}}"#)
            #expect(
                reply.text
                    == #"{"Item":{"pk":{"S":"aA/"},"n":{"N":"12.5"},"e":{"N":"-1700000"},"#
                    + #""z":{"N":"0"},"b":{"B":"AAE="},"t":{"BOOL":true},"u":{"NULL":true},"#
                    + #""m":{"M":{"x":{"L":[{"S":""},{"M":{}}]}}},"ss":{"SS":["b","a"]},"#
                    + #""ns":{"NS":["1","20"]},"bs":{"BS":["AA=="]},"é\n":{"S":"😀"}}}"#)
        }
    }

    @Test(arguments: [
        (
            #"{"n":{"S":"x"}}"#,
            "One or more parameter values were invalid: Missing the key pk in the item"
        ),
        (
            #"{"pk":{"N":"1"}}"#,
            "One or more parameter values were invalid: Type mismatch for key pk expected: S "
                + "actual: N"
        ),
        (
            #"{"pk":{"S":""}}"#,
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
                + "cannot"
                + " contain an empty string value. Key: pk"
        ),
        (
            #"{"pk":{"S":"a"},"x":{}}"#,
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"S":"a","N":"1"}}"#,
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
                + "the"
                + " supported datatypes"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"NULL":false}}"#,
            "One or more parameter values were invalid: Null attribute value types must have the "
                + "value"
                + " of true"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"SS":[]}}"#,
            "One or more parameter values were invalid: An string set  may not be empty"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"SS":["a","b","a"]}}"#,
            "One or more parameter values were invalid: Input collection [a, b, a] contains "
                + "duplicates."
        ),
        (#"{"pk":{"S":"a"},"x":{"NS":["1","1.0"]}}"#, "Input collection contains duplicates"),
        (
            #"{"pk":{"S":"a"},"x":{"BS":["AA==","AA=="]}}"#,
            "One or more parameter values were invalid: Input collection [AA==, AA==]of type BS "
                + "contains"
                + " duplicates."
        ),
        (
            #"{"pk":{"S":"a"},"x":{"N":"x"}}"#,
            "The parameter cannot be converted to a numeric value: x"
        ),
        (#"{"pk":{"S":"a"},"x":{"N":""}}"#, "The parameter cannot be converted to a numeric value"),
        (
            #"{"pk":{"S":"a"},"x":{"N":"123456789012345678901234567890123456789"}}"#,
            "Attempting to store more than 38 significant digits in a Number"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"N":"1e126"}}"#,
            "Number overflow. Attempting to store a number with magnitude larger than supported "
                + "range"
        ),
        (
            #"{"pk":{"S":"a"},"x":{"N":"1e-131"}}"#,
            "Number underflow. Attempting to store a number with magnitude smaller than supported "
                + "range"
        ),
    ])
    func `an item that DynamoDB would not take is refused in its words`(
        item: String, message: String
    ) async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let reply = try await caller.put(item)
            #expect(reply.status == 400)
            #expect(reply.code == "ValidationException")
            #expect(reply.message == message)
            let scan = try await caller.call("Scan", #"{"TableName":"music"}"#)
            #expect(scan.value["Count"]?.integer == 0)
        }
    }

    @Test func `a value may nest 32 levels and no more`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let nested = { (depth: Int) in
                #"{"pk":{"S":"a"},"x":"# + String(repeating: #"{"L":["#, count: depth)
                    + #"{"S":"x"}"# + String(repeating: "]}", count: depth) + "}"
            }
            #expect(try await caller.put(nested(32)).status == 200)
            let reply = try await caller.put(nested(33))
            #expect(reply.message?.hasPrefix("Nesting Levels have exceeded") == true)
        }
    }

    @Test func `an item may have 400 KB and no more`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let item = { (count: Int) in
                #"{"pk":{"S":"a"},"x":{"S":"\#(String(repeating: "x", count: count))"}}"#
            }
            #expect(try await caller.put(item(409_600 - 4)).status == 200)
            let reply = try await caller.put(item(409_600 - 3))
            #expect(reply.message == "Item size has exceeded the maximum allowed size")
        }
    }

    @Test func `keys have their own limits`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(sort: "S")
            let item = { (partition: Int, sort: Int) in
                let text = { (count: Int) in String(repeating: "x", count: count) }
                return #"{"pk":{"S":"\#(text(partition))"},"sk":{"S":"\#(text(sort))"}}"#
            }
            #expect(try await caller.put(item(2048, 1024)).status == 200)
            #expect(
                try await caller.put(item(2049, 1)).message
                    == "One or more parameter values were invalid: Size of hashkey has exceeded the"
                    + " maximum size limit of2048 bytes")
            #expect(
                try await caller.put(item(1, 1025)).message
                    == "One or more parameter values were invalid: Aggregated size of all range"
                    + " keys"
                    + " has exceeded the size limit of 1024 bytes")
        }
    }

    @Test func `a condition that fails gives the item where asked to`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            try await caller.put(#"{"pk":{"S":"a"},"n":{"N":"1"}}"#)
            let reply = try await caller.put(
                #"{"pk":{"S":"a"}}"#,
                more: #","ConditionExpression":"attribute_not_exists(pk)","#
                    + #""ReturnValuesOnConditionCheckFailure":"ALL_OLD""#)
            #expect(
                reply.text
                    == #"{"__type":"com.amazonaws.dynamodb.v20120810#"#
                    + #"ConditionalCheckFailedException","#
                    + #""message":"The conditional request failed","#
                    + #""Item":{"pk":{"S":"a"},"n":{"N":"1"}}}"#)
        }
    }

    @Test func `updates make items and return what is asked for`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let update = { (expression: String, values: String, returns: String) in
                #"{"TableName":"music","Key":{"pk":{"S":"a"}},"#
                    + #""UpdateExpression":"\#(expression)","#
                    + #""ExpressionAttributeValues":\#(values),"#
                    + #""ReturnValues":"\#(returns)"}"#
            }
            let made = try await caller.call(
                "UpdateItem",
                update("SET n = :n, l = :l", #"{":n":{"N":"5"},":l":{"L":[]}}"#, "ALL_OLD"))
            #expect(made.text == "{}")
            let added = try await caller.call(
                "UpdateItem", update("ADD n :n", #"{":n":{"N":"-7"}}"#, "UPDATED_NEW"))
            #expect(added.text == #"{"Attributes":{"n":{"N":"-2"}}}"#)
            let old = try await caller.call(
                "UpdateItem", update("ADD n :n", #"{":n":{"N":"1"}}"#, "UPDATED_OLD"))
            #expect(old.text == #"{"Attributes":{"n":{"N":"-2"}}}"#)
            let key = try await caller.call(
                "UpdateItem", update("SET pk = :n", #"{":n":{"S":"b"}}"#, "NONE"))
            #expect(
                key.message
                    == "One or more parameter values were invalid: Cannot update attribute pk. This"
                    + " attribute is part of the key")
        }
    }

    @Test func `legacy parameters are refused with what replaced them`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let reply = try await caller.put(
                #"{"pk":{"S":"a"}}"#, more: #","Expected":{"pk":{"Exists":false}}"#)
            #expect(
                reply.message
                    == "The local endpoint does not take the legacy parameter Expected; use"
                    + " ConditionExpression instead.")
        }
    }

    @Test func `capacity is counted by the sizes of items`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let text = String(repeating: "x", count: 5000)
            let put = try await caller.put(
                #"{"pk":{"S":"a"},"x":{"S":"\#(text)"}}"#,
                more: #","ReturnConsumedCapacity":"TOTAL""#)
            #expect(put.text == #"{"ConsumedCapacity":{"TableName":"music","CapacityUnits":5.0}}"#)
            // A delete costs what is deleted.
            for (isConsistent, units) in [(false, "1.0"), (true, "2.0")] {
                let get = try await caller.call(
                    "GetItem",
                    #"{"TableName":"music","Key":{"pk":{"S":"a"}},"#
                        + #""ReturnConsumedCapacity":"TOTAL","#
                        + #""ConsistentRead":\#(isConsistent)}"#)
                #expect(get.value["ConsumedCapacity"]?["CapacityUnits"]?.numberText == units)
            }
            let delete = try await caller.call(
                "DeleteItem",
                #"{"TableName":"music","Key":{"pk":{"S":"a"}},"ReturnConsumedCapacity":"INDEXES"}"#)
            #expect(
                delete.text
                    == #"{"ConsumedCapacity":{"TableName":"music","CapacityUnits":5.0,"#
                    + #""Table":{"CapacityUnits":5.0}}}"#)
        }
    }
}
