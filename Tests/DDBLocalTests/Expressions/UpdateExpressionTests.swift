import DDBAttributes
import DDBLocal
import Testing

@Suite struct UpdateExpressionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        /// The attributes besides the key, before and after.
        let before: String
        let after: String
        var values = ""
        var names = ""

        init(
            _ text: String, _ before: String, _ after: String, _ values: String = "",
            names: String = ""
        ) {
            self.text = text
            self.before = before
            self.after = after
            self.values = values
            self.names = names
        }

        var testDescription: String { text }
    }

    static let sets = [
        Case("SET a = :v", "{}", #"{"a":{"S":"x"}}"#, #"{":v":{"S":"x"}}"#),
        Case("set a=:v", #"{"a":{"N":"1"}}"#, #"{"a":{"S":"x"}}"#, #"{":v":{"S":"x"}}"#),
        Case(
            "SET b = a, a = b", #"{"a":{"N":"1"},"b":{"N":"2"}}"#,
            #"{"a":{"N":"2"},"b":{"N":"1"}}"#),
        Case("SET n = pk", "{}", #"{"n":{"S":"key"}}"#),
        Case("SET a = a + :v", #"{"a":{"N":"1"}}"#, #"{"a":{"N":"3.5"}}"#, #"{":v":{"N":"2.5"}}"#),
        Case("SET a = :v - a", #"{"a":{"N":"1"}}"#, #"{"a":{"N":"1.5"}}"#, #"{":v":{"N":"2.5"}}"#),
        Case("SET a = (a + :v)", #"{"a":{"N":"1"}}"#, #"{"a":{"N":"2"}}"#, #"{":v":{"N":"1"}}"#),
        Case(
            "SET a = if_not_exists(a, :z) + :v", "{}", #"{"a":{"N":"2"}}"#,
            #"{":v":{"N":"2"},":z":{"N":"0"}}"#),
        Case(
            "SET a = if_not_exists(a, if_not_exists(b, :v))", #"{"b":{"N":"7"}}"#,
            #"{"a":{"N":"7"},"b":{"N":"7"}}"#, #"{":v":{"N":"2"}}"#),
        Case(
            "SET a = list_append(a, :v)", #"{"a":{"L":[{"N":"1"}]}}"#,
            #"{"a":{"L":[{"N":"1"},{"S":"x"}]}}"#, #"{":v":{"L":[{"S":"x"}]}}"#),
        Case(
            "SET a = list_append(:v, if_not_exists(a, :e))", "{}", #"{"a":{"L":[{"S":"x"}]}}"#,
            #"{":v":{"L":[{"S":"x"}]},":e":{"L":[]}}"#),
        Case(
            "SET m.b = :v, m.c.d = :v, #n.x = :v REMOVE m.x, #n.y",
            #"{"m":{"M":{"x":{"N":"3"},"c":{"M":{"y":{"N":"3"}}}}},"n":{"M":{"y":{"N":"2"}}}}"#,
            #"""
            {"m":{"M":{"c":{"M":{"y":{"N":"3"},"d":{"S":"v"}}},"b":{"S":"v"}}},
            "n":{"M":{"x":{"S":"v"}}}}
            """#, #"{":v":{"S":"v"}}"#, names: "#n=n"),
        Case(
            "SET #a.#b = :v", #"{"a.b":{"M":{}}}"#, #"{"a.b":{"M":{"c[0]":{"S":"v"}}}}"#,
            #"{":v":{"S":"v"}}"#, names: "#a=a.b,#b=c[0]"),
        Case(
            "SET l[1] = :v", #"{"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]}}"#,
            #"{"l":{"L":[{"N":"0"},{"S":"v"},{"N":"2"}]}}"#, #"{":v":{"S":"v"}}"#),
        // Beyond the end elements are appended, in the order of their indexes.
        Case(
            "SET l[9] = :v, l[7] = :w", #"{"l":{"L":[{"N":"0"}]}}"#,
            #"{"l":{"L":[{"N":"0"},{"S":"w"},{"S":"v"}]}}"#,
            #"{":v":{"S":"v"},":w":{"S":"w"}}"#),
        Case(
            "SET l[0].a[1].b = :v", #"{"l":{"L":[{"M":{"a":{"L":[{"N":"0"},{"M":{}}]}}}]}}"#,
            #"{"l":{"L":[{"M":{"a":{"L":[{"N":"0"},{"M":{"b":{"S":"v"}}}]}}}]}}"#,
            #"{":v":{"S":"v"}}"#),
        Case(
            "SET a = l[1]", #"{"l":{"L":[{"N":"0"},{"N":"1"}]}}"#,
            #"{"l":{"L":[{"N":"0"},{"N":"1"}]},"a":{"N":"1"}}"#),
    ]

    static let others = [
        Case("REMOVE a", #"{"a":{"N":"1"},"b":{"N":"2"}}"#, #"{"b":{"N":"2"}}"#),
        Case("REMOVE a, c", #"{"b":{"N":"2"}}"#, #"{"b":{"N":"2"}}"#),
        Case("REMOVE a SET b = a", #"{"a":{"N":"1"}}"#, #"{"b":{"N":"1"}}"#),
        Case("REMOVE m.x", #"{"m":{"M":{}}}"#, #"{"m":{"M":{}}}"#),
        // Indexes are those before the update.
        Case(
            "REMOVE l[0], l[2], l[9]", #"{"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"},{"N":"3"}]}}"#,
            #"{"l":{"L":[{"N":"1"},{"N":"3"}]}}"#),
        Case(
            "REMOVE l[0] SET l[1] = :v, l[5] = :v", #"{"l":{"L":[{"N":"0"},{"N":"1"}]}}"#,
            #"{"l":{"L":[{"S":"v"},{"S":"v"}]}}"#, #"{":v":{"S":"v"}}"#),
        Case("ADD a :v", #"{"a":{"N":"1.5"}}"#, #"{"a":{"N":"-8.5"}}"#, #"{":v":{"N":"-10"}}"#),
        Case("ADD a :v", "{}", #"{"a":{"N":"-10"}}"#, #"{":v":{"N":"-10"}}"#),
        Case(
            "ADD a :v", #"{"a":{"SS":["a"]}}"#, #"{"a":{"SS":["b","a"]}}"#,
            #"{":v":{"SS":["a","b"]}}"#),
        Case(
            "ADD a :v", #"{"a":{"NS":["1"]}}"#, #"{"a":{"NS":["1","2"]}}"#,
            #"{":v":{"NS":["1.0","2"]}}"#),
        Case("ADD a :v", "{}", #"{"a":{"BS":["AQ=="]}}"#, #"{":v":{"BS":["AQ=="]}}"#),
        Case(
            "ADD m.c :v, l[3] :v", #"{"m":{"M":{}},"l":{"L":[]}}"#,
            #"{"m":{"M":{"c":{"N":"1"}}},"l":{"L":[{"N":"1"}]}}"#, #"{":v":{"N":"1"}}"#),
        Case(
            "DELETE a :v", #"{"a":{"SS":["a","b","c"]}}"#, #"{"a":{"SS":["b"]}}"#,
            #"{":v":{"SS":["a","c","d"]}}"#),
        Case("DELETE a :v", #"{"a":{"NS":["1","2"]}}"#, "{}", #"{":v":{"NS":["2.0","1"]}}"#),
        Case(
            "DELETE a :v", #"{"a":{"BS":["AQ==","Ag=="]}}"#, #"{"a":{"BS":["Ag=="]}}"#,
            #"{":v":{"BS":["AQ=="]}}"#),
        Case("DELETE a :v", "{}", "{}", #"{":v":{"SS":["a"]}}"#),
        Case(
            "DELETE d :s ADD c :n REMOVE b SET a = :n",
            #"{"d":{"SS":["x"]},"b":{"N":"1"},"c":{"N":"1"}}"#,
            #"{"a":{"N":"1"},"c":{"N":"2"}}"#, #"{":s":{"SS":["x"]},":n":{"N":"1"}}"#),
    ]

    @Test(arguments: sets + others)
    func `an update leaves the item as it should`(_ sample: Case) throws {
        var inputs = try ExpressionSamples.inputs(sample.values, names: sample.names)
        let update = try UpdateExpression(
            parsing: sample.text, inputs: &inputs, keys: ["pk", "sk"])
        try inputs.checkAllUsed()
        var before = try ExpressionSamples.item(sample.before)
        before["pk"] = .string("key")
        var after = try ExpressionSamples.item(sample.after)
        after["pk"] = .string("key")
        #expect(try update.apply(to: before, key: ["pk": .string("key")]) == after)
        if before.count == 1 {
            #expect(try update.apply(to: nil, key: ["pk": .string("key")]) == after)
        }
    }

    @Test func `the parts that are updated are returned within what encloses them`() throws {
        let item = try ExpressionSamples.item(
            #"{"pk":{"S":"k"},"a":{"M":{"b":{"S":"dog"},"c":{"L":[{"N":"1"},{"N":"2"}]}}}}"#)
        func parts(_ text: String) throws -> (old: Item, new: Item) {
            var inputs = try ExpressionSamples.inputs(#"{":v":{"N":"7"}}"#)
            let update = try UpdateExpression(parsing: text, inputs: &inputs, keys: ["pk"])
            let new = try update.apply(to: item, key: [:])
            return (update.updatedParts(of: item), update.updatedParts(of: new))
        }
        let both = try parts("SET a.c[1] = :v, a.b = :v")
        #expect(
            try both.old
                == ExpressionSamples.item(#"{"a":{"M":{"b":{"S":"dog"},"c":{"L":[{"N":"2"}]}}}}"#))
        #expect(
            try both.new
                == ExpressionSamples.item(#"{"a":{"M":{"b":{"N":"7"},"c":{"L":[{"N":"7"}]}}}}"#))
        let added = try parts("SET a.x = :v")
        #expect(added.old == Item())
        #expect(try added.new == ExpressionSamples.item(#"{"a":{"M":{"x":{"N":"7"}}}}"#))
        // An element that was appended is not where the path says, so it is not found.
        #expect(try parts("SET a.c[100] = :v").new == Item())
        // And one that moved up is found where another was removed.
        let removed = try parts("REMOVE a.c[0]").new
        #expect(try removed == ExpressionSamples.item(#"{"a":{"M":{"c":{"L":[{"N":"2"}]}}}}"#))
    }
}
