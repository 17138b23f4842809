import Testing
import Value

@Suite struct ValuePathTests {
    @Test(
        arguments: [
            ("", [], ""), (".", [], ""), ("a", [.key("a")], "a"), (".a.b", [.key("a"), .key("b")], "a.b"),
            (
                "spec.containers[0].image", [.key("spec"), .key("containers"), .index(0), .key("image")],
                "spec.containers[0].image"
            ),
            ("metadata.labels['a/b']", [.key("metadata"), .key("labels"), .key("a/b")], "metadata.labels['a/b']"),
            (#"["a.b"].c"#, [.key("a.b"), .key("c")], "['a.b'].c"), (#"['it\'s']"#, [.key("it's")], #"['it\'s']"#),
            ("['']", [.key("")], "['']"), ("[1][2]", [.index(1), .index(2)], "[1][2]"), ("['0']", [.key("0")], "0"),
            ("é-1_x", [.key("é-1_x")], "é-1_x"), (#"['\\']"#, [.key("\\")], #"['\\']"#),
        ] as [(String, [ValuePath.Step], String)])
    func readsAndWritesPaths(_ text: String, _ steps: [ValuePath.Step], _ description: String) throws {
        let path = try ValuePath(text)
        #expect(path.steps == steps)
        #expect(path.description == description)
        #expect(try ValuePath(path.description) == path)
    }

    @Test(arguments: [
        ("a.", 3), ("a..b", 3), ("a[", 3), ("a[]", 3), ("a[x]", 3), ("a[-1]", 3), ("a[1", 4), ("a['b", 5), ("a['b'", 6),
        ("a[0]b", 5), ("a[99999999999999999999]", 3),
    ])
    func saysWhereTextIsNoPath(_ text: String, _ column: Int) {
        #expect { try ValuePath(text) } throws: { ($0 as? ValuePathError)?.column == column }
    }

    private let pod: Value = ["spec": ["containers": [["name": "a"], ["name": "b"]]], "n": .null]

    @Test func findsValues() throws {
        #expect(try pod[ValuePath("spec.containers[1].name")] == "b")
        #expect(try pod[ValuePath("spec.containers[2].name")] == nil)
        #expect(try pod[ValuePath("spec.containers.name")] == nil)
        #expect(try pod[ValuePath("n")] == .null)
        #expect(pod[ValuePath()] == pod)
    }

    @Test func setsReplacesAppendsAndRemoves() throws {
        var value = pod
        value[try ValuePath("spec.containers[1].name")] = "c"
        value[try ValuePath("spec.containers[2].name")] = "d"
        value[try ValuePath("metadata.labels['a/b']")] = "x"
        value[try ValuePath("n.list[0]")] = 1
        value[try ValuePath("spec.containers[0]")] = nil
        #expect(
            value == [
                "spec": ["containers": [["name": "c"], ["name": "d"]]], "n": ["list": [1]],
                "metadata": ["labels": ["a/b": "x"]],
            ])
        value[try ValuePath("metadata.labels['a/b']")] = nil
        #expect(value["metadata"] == ["labels": [:]])
    }

    @Test func leavesOtherKindsOfValuesAlone() throws {
        var value: Value = ["a": 1, "b": [1]]
        value[try ValuePath("a.x")] = 2
        value[try ValuePath("b[5]")] = 2
        value[try ValuePath("b.x")] = 2
        value[try ValuePath("c.d")] = nil
        #expect(value == ["a": 1, "b": [1]])
    }
}
