import Expressions
import Testing

@Suite struct MembersTests {
    @Test(
        arguments: [
            ("related.weights", ["weights"]), ("related.?weights.?status.orValue('')", ["weights"]),
            ("related['a'] == 1 && related[?'b'].hasValue()", ["a", "b"]), ("has(related.c)", ["c"]),
            ("[1].exists(x, related.d == x) ? related.e : 0", ["d", "e"]), ("object.related.f", []),
            ("related == {}", []), ("related[object.name]", []), ("related.a.b", ["a"]),
        ] as [(String, Set<String>)])
    func whatIsReadByName(text: String, names: Set<String>) throws {
        #expect(try Expression(text).members(of: "related") == names)
    }

    @Test(arguments: [
        ("related.a", false), ("related[?'a']", false), ("has(related.a)", false), ("object.related", false),
        ("related", true), ("related.a == 1 || related[object.name] == 2", true), ("'a' in related", true),
        ("object[related.a]", false), ("related[related.a]", true),
    ])
    func whatIsReadAsAWhole(text: String, isWhole: Bool) throws {
        #expect(try Expression(text).readsWhole("related") == isWhole)
    }

    @Test func aTemplateReadsWhatItsExpressionsRead() throws {
        let template = try MessageTemplate("related.x ${related.a} and ${object.b + related.?c.orValue('')}")
        #expect(template.members(of: "related") == ["a", "c"])
        #expect(template.freeVariables == ["related", "object"])
        #expect(!template.isConstant && !template.readsWhole("related"))
        #expect(try MessageTemplate("${related.a} ${related}").readsWhole("related"))
        let plain = try MessageTemplate("related.x $${a}")
        #expect(plain.isConstant)
    }
}
