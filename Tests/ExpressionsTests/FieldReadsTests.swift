import Expressions
import Testing

/// Which fields an expression reads of a list of objects.
@Suite struct FieldReadsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        /// With dots between keys; empty for objects that are read whole.
        var fields: Set<String>
        var testDescription: String { text }

        init(_ text: String, _ fields: String...) {
            self.text = text
            self.fields = Set(fields)
        }
    }

    private static func dotted(_ fields: Set<[String]>) -> Set<String> {
        Set(fields.map { $0.joined(separator: ".") })
    }

    @Test(arguments: [
        // No field at all.
        Case("size(objs) == 0"), Case("objs.size() > 2"), Case("objs == null"), Case("null != objs"),
        Case("objs == []"), Case("other.exists(o, o.a)"), Case("objs.exists(o, true)"), Case("objs.map(o, 1)"),
        Case("[1].exists(objs, objs == 1)"), Case("objs.all(o, other.x)"),
        // Through macros to each element.
        Case("objs.exists(o, o.a == 1)", "a"), Case("objs.all(o, o.a.b > 1)", "a.b"),
        Case("objs.filter(o, o.a)[0].b", "a", "b"), Case("objs.filter(o, o.a).map(o, o.b).join(', ')", "a", "b"),
        Case("objs.map(o, o.a, o.b)", "a", "b"), Case("objs.exists_one(o, o.a)", "a"),
        Case("objs.sortBy(o, o.a).map(o, o.b)", "a", "b"),
        Case("objs.map(o, o.items).flatten().map(i, i.a)", "items.a"),
        Case("objs.map(o, o.items.filter(i, i.a))[0][0].b", "items.a", "items.b"),
        Case("objs.transformList(i, o, o.a + string(i))", "a"), Case("objs.exists(i, o, i > 0 && o.a)", "a"),
        Case("objs.transformMapEntry(i, o, {o.a: o.b})", "a", "b"), Case("objs.transformMap(i, o, o.a)", "a"),
        Case("objs.exists(o, o.items.exists(i, i.a == o.b))", "items.a", "b"),
        // Keys in every form.
        Case("objs[0]['a'].b", "a.b"), Case("objs[0].labels['a/b']", "labels.a/b"),
        Case("objs.exists(o, o.?a.?b.orValue('') == '')", "a.b"),
        Case("objs.exists(o, o.?labels[?'a/b'].hasValue())", "labels.a/b"), Case("objs.exists(o, has(o.a.b))", "a.b"),
        Case("objs.exists(o, o.labels[other] == '')", "labels"),
        Case("objs.exists(o, o.labels.exists(k, k == 'x'))", "labels"),
        Case("objs.exists(o, o.labels.exists(k, v, v == 'x'))", "labels"),
        // What hands on, and what does not.
        Case("objs.exists(o, o.?a.orValue({}).b == 1)", "a.b"), Case("objs[0].?a.value().b", "a.b"),
        Case("objs.first().value().a", "a"), Case("objs.reverse().last().value().a", "a"),
        Case("objs.slice(0, 1).map(o, o.a)", "a"), Case("(objs + other)[0].a", "a"),
        Case("optional.of(objs[0]).value().a", "a"), Case("objs[0].?a.optMap(x, x.b).orValue(0)", "a.b"),
        Case("objs[0].?a.optFlatMap(x, x.?b).orValue(0)", "a.b"), Case("cel.bind(o, objs[0], o.a + o.b)", "a", "b"),
        Case("cel.bind(some, objs.filter(o, o.a), some.map(o, o.b))", "a", "b"),
        Case("(other ? objs[0] : objs[1]).a", "a"), Case("[objs[0], objs[1]].exists(o, o.a)", "a"),
        Case("{'k': objs[0].a}.k == objs[1].b", "a", "b"), Case("size(objs[0].a) > 0 && !objs[0].b", "a", "b"),
        Case("objs[0].a == objs[1].b || other", "a", "b"), Case("objs[int(objs[0].a)].b", "a", "b"),
        Case("'x' in objs.map(o, o.a)", "a"), Case("-objs[0].a", "a"), Case(".objs[0].a", "a"),
        // Whole objects.
        Case("objs", ""), Case("objs.map(o, o)", ""), Case("string(objs[0])", ""), Case("objs[0] in other", ""),
        Case("objs.filter(o, o.a)", "", "a"), Case("[objs[0]]", ""),
        // Another variable of the same name inside.
        Case("other.map(objs, objs.a)"), Case("cel.bind(objs, other, objs.a)"),
        Case("other.map(objs, .objs[0].b)", "b"),
    ])
    func whatIsRead(_ row: Case) throws {
        #expect(Self.dotted(try Expression(row.text).fields(of: "objs")) == row.fields)
    }

    @Test func aTemplateReadsWhatItsExpressionsRead() throws {
        let template = try MessageTemplate("objs.x ${objs.map(o, o.a)} and ${size(objs)} of ${objs[0].b}")
        #expect(Self.dotted(template.fields(of: "objs")) == ["a", "b"])
        #expect(try MessageTemplate("objs.a $${objs[0].a}").fields(of: "objs").isEmpty)
    }

    @Test(
        arguments: [
            ("true", "bool"), ("objs.exists(o, o)", "bool"), ("a == b", "bool"), ("'a' + 'b'", "string"),
            ("objs.map(o, o)", "list"), ("[1]", "list"), ("{}", "map"), ("1", "int"), ("null", "null"),
            ("a", nil), ("a.b", nil), ("a ? 1 : 'x'", nil), ("objs[0]", nil), ("a + b", nil), ("!a", nil),
        ] as [(String, String?)])
    func whatComesOutAsFarAsTheTextTells(text: String, kind: String?) throws {
        #expect(try Expression(text).resultKind == kind)
    }
}
