import GoTemplate
import Testing

@Suite struct TemplateSetTests {
    private static func set(
        _ missingKey: TemplateSet.MissingKey = .default, _ texts: [(name: String, text: String)]
    ) throws -> TemplateSet {
        var functions = TemplateFunctions()
        functions.add("include", [.string, .any]) { try $0.execution.include($0.string(0), $0[1]) }
        functions.add("tpl", [.string, .any]) { try $0.execution.evaluate($0.bytes(0), name: "gotpl", $0[1]) }
        functions.add("fail", [.string]) { throw TemplateError.call($0.string(0)) }
        let set = TemplateSet(functions: functions, missingKey: missingKey)
        for (name, text) in texts { try set.parse(text, name: name) }
        return set
    }

    private static func text(_ set: TemplateSet, _ name: String, _ data: TemplateValue = .nil) throws -> String {
        String(decoding: try set.execute(name, data), as: UTF8.self)
    }

    @Test func laterDefinitionsWin() throws {
        let set = try Self.set(
            .default,
            [
                ("a", "{{ define \"x\" }}1{{ end }}"), ("b", "{{ define \"x\" }}2{{ end }}"),
                ("c", "{{ template \"x\" }}"),
            ])
        #expect(try Self.text(set, "c") == "2")
    }

    @Test func emptyDefinitionsReplaceNothing() throws {
        let set = try Self.set(
            .default,
            [
                ("a", "{{ define \"x\" }}1{{ end }}"), ("b", "{{ define \"x\" }} {{/* c */}} {{ end }}"),
                ("c", "{{ template \"x\" }}"),
            ])
        #expect(try Self.text(set, "c") == "1")
    }

    @Test func missingKeysAreWhatTheModeSays() throws {
        let map = TemplateValue.stringMap(["a": "1"])
        #expect(try Self.text(try Self.set(.default, [("t", "{{ .b }}")]), "t", map) == "<no value>")
        #expect(try Self.text(try Self.set(.zero, [("t", "[{{ .b }}]")]), "t", map) == "[]")
        let error = #expect(throws: TemplateError.self) {
            try Self.text(try Self.set(.error, [("t", "{{ .b }}")]), "t", map)
        }
        #expect(error?.message == "template: t:1:3: executing \"t\" at <.b>: map has no entry for key \"b\"")
        #expect(error?.line == 1)
        #expect(error?.column == 3)
    }

    @Test func fieldsOfNothingAreNothingUnlessStrict() throws {
        #expect(try Self.text(try Self.set(.zero, [("t", "{{ (.a).b }}")]), "t", .dictionary([:])) == "<no value>")
        let error = #expect(throws: TemplateError.self) {
            try Self.text(try Self.set(.error, [("t", "{{ .b }}")]), "t", .nil)
        }
        #expect(error?.message == "template: t:1:3: executing \"t\" at <.b>: nil data; no entry for key \"b\"")
    }

    @Test func unknownNamesAreErrors() throws {
        let set = try Self.set(.default, [])
        let error = #expect(throws: TemplateError.self) { try set.execute("nope", .nil) }
        #expect(error?.code == .notFound)
        #expect(error?.message == "template: no template \"nope\" associated with template \"gotpl\"")
    }

    @Test func errorsNameEveryTemplateOnTheWay() throws {
        let set = try Self.set(
            .zero,
            [
                ("inner", "\n{{ define \"in\" }}{{ .a.b }}{{ end }}"), ("outer", "x {{ include \"in\" . }}"),
            ])
        let error = #expect(throws: TemplateError.self) { try set.execute("outer", .dictionary([:])) }
        #expect(
            error?.message == """
                template: outer:1:5: executing "outer" at <include "in" .>: error calling include: template: \
                inner:2:22: executing "in" at <.a.b>: nil pointer evaluating interface {}.b
                """)
    }

    @Test func whatTplDefinesIsGoneAfterwards() throws {
        let set = try Self.set(
            .default,
            [
                ("t", "{{ define \"x\" }}outer{{ end }}{{ tpl .text . }} {{ include \"x\" . }}")
            ])
        let data = TemplateValue.dictionary(["text": .string("{{ define \"x\" }}inner{{ end }}{{ include \"x\" . }}")])
        #expect(try Self.text(set, "t", data) == "inner outer")
        #expect(set.names == ["t", "x"])
    }

    @Test func tplOfNothingIsNothingWithinAnother() throws {
        let set = try Self.set(.default, [("t", "[{{ tpl .outer . }}]")])
        let data = TemplateValue.dictionary([
            "outer": .string("<{{ tpl .empty . }}|{{ tpl .comment . }}>"), "empty": .string(" "),
            "comment": .string("{{/* nothing */}}"),
        ])
        #expect(try Self.text(set, "t", data) == "[< |>]")
    }

    @Test func functionsFailWithTheirOwnWords() throws {
        let set = try Self.set(.default, [("t", "{{ fail \"no\" }}")])
        let error = #expect(throws: TemplateError.self) { try set.execute("t", .nil) }
        #expect(error?.message == "template: t:1:3: executing \"t\" at <fail \"no\">: error calling fail: no")
    }

    @Test func copiesDoNotChangeTheOriginal() throws {
        let set = try Self.set(.default, [("a", "1")])
        let copy = set.copy()
        try copy.parse("2", name: "b")
        #expect(set.names == ["a"])
        #expect(copy.names == ["a", "b"])
    }

    @Test func bytesThatAreNoTextPassThrough() throws {
        let set = try Self.set(.default, [("t", "{{ . }}|{{ len . }}|{{ printf \"%x\" . }}|{{ print . . | len }}")])
        #expect(try set.execute("t", .rawString([0xFF, 0x41])) == [0xFF, 0x41] + Array("|2|ff41|4".utf8))
    }

    @Test func hostObjectsHaveFieldsAndMethods() throws {
        final class Point: TemplateObject {
            init() { super.init(type: GoType(name: "*test.Point", kind: .ptr)) }
            override var fields: [(name: String, value: TemplateValue)] { [("X", .int(1)), ("Y", .string("b"))] }
            override func member(_ name: String) -> Member? {
                switch name {
                case "X": .field(.int(1), .int)
                case "Any": .field(.nil, .any)
                case "Add":
                    .method(
                        TemplateFunction([.int], variadic: .int) { .int($0.values.indices.map($0.int).reduce(0, +)) })
                default: nil
                }
            }
        }
        let data = TemplateValue.dictionary(["p": .object(Point())])
        func text(_ template: String) throws -> String {
            try Self.text(try Self.set(.zero, [("t", template)]), "t", data)
        }
        #expect(try text("{{ .p.X }} {{ .p.Add 1 2 3 }} {{ 4 | .p.Add 5 }} {{ (.p.Add 1) }}") == "1 6 9 1")
        #expect(try text("{{ .p }} {{ printf \"%+v %T\" .p .p }}") == "&{1 b} &{X:1 Y:b} *test.Point")
        for (template, message) in [
            ("{{ .p.Nope }}", "can't evaluate field Nope in type interface {}"),
            ("{{ with .p }}{{ .Nope }}{{ end }}", "can't evaluate field Nope in type *test.Point"),
            ("{{ .p.X 1 }}", "X has arguments but cannot be invoked as function"),
            ("{{ .p.Add }}", "wrong number of args for Add: want at least 1 got 0"),
            ("{{ .p.Add \"x\" }}", "expected integer; found \"x\""),
            ("{{ .p.Any.x }}", "nil pointer evaluating interface {}.x"),
        ] {
            let error = #expect(throws: TemplateError.self) { try text(template) }
            #expect(error?.message.hasSuffix(">: " + message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func methodsOfMapsHideTheirEntries() throws {
        let map = TemplateMap(type: GoType(name: "engine.files", kind: .map), element: .bytes)
        map["Get"] = .bytes([1])
        map["b"] = .bytes([65, 66])
        map.methods["Get"] = TemplateFunction([.string]) { .string("got " + $0.string(0)) }
        let set = try Self.set(
            .zero, [("t", "{{ .Get \"x\" }} {{ .b }} {{ range $k, $v := . }}{{ $k }}{{ len $v }}{{ end }}")])
        #expect(try Self.text(set, "t", .map(map)) == "got x [65 66] Get1b2")
    }

    @Test func functionsAsValuesAreCalled() throws {
        let data = TemplateValue.dictionary(["f": .function(TemplateFunction([.int]) { .int($0.int(0) * 2) })])
        let set = try Self.set(.default, [("t", "{{ call .f 21 }}"), ("u", "{{ .f }}"), ("v", "{{ call .f }}")])
        #expect(try Self.text(set, "t", data) == "42")
        #expect(throws: TemplateError.self) { try set.execute("u", data) }
        let error = #expect(throws: TemplateError.self) { try set.execute("v", data) }
        #expect(error?.message.hasSuffix("error calling call: wrong number of args: got 0 want 1") == true)
    }
}
