import Testing
import Value
import YAML

@Suite struct YAMLStrictRulesTests {
    @Test func refusesDuplicateKeysAndNamesBothLines() {
        #expect { try YAML.decode("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", file: "f.yaml") } throws: { error in
            "\(error)" == "f.yaml:5:3: the key \"c\" occurs twice, first in line 3\n  c: 3\n  ^"
        }
        #expect(throws: YAMLError.self) { try YAML.decode("{1: a, '1': b}", file: "f.yaml") }
    }

    @Test func refusesAFurtherDocument() throws {
        #expect { try YAML.decode("a: 1\n---\nb: 2\n", file: "f") } throws: { error in
            (error as? YAMLError)?.code == .furtherDocument && (error as? YAMLError)?.line == 2
        }
        #expect(try YAML.decode("---\na: 1\n...\n", file: "f") == ["a": 1])
    }

    @Test func letsTheMappingsOwnMembersWin() throws {
        let text = "x: &x {a: 1, b: 2}\ny: &y {a: 5, c: 3}\nz:\n  a: 0\n  <<: [*x, *y]\n  c: 9\n"
        #expect(try YAML.decode(text, file: "f")["z"] == ["a": 0, "b": 2, "c": 9])
    }

    @Test func keepsWhatJSONWouldLose() throws {
        #expect(try YAML.decode("[1.0, .inf]", file: "f") == [.float(1), .float(.infinity)])
    }

    @Test func keepsTheOrderOfKeys() throws {
        #expect(try YAML.decode("b: 1\na: 2\nc: 3", file: "f").object?.keys == ["b", "a", "c"])
    }

    // MARK: - Marks

    private let text = """
        # a check
        kind: Check
        spec:
          outcomes:
            - when: x
              then: pass
            - {when: "y", then: fail}
          facts: &facts [a, b]
          more: *facts
        """

    @Test(arguments: [
        ("", 2, 1), ("kind", 2, 1), ("spec", 3, 1), ("spec.outcomes", 4, 3), ("spec.outcomes[0]", 5, 7),
        ("spec.outcomes[0].then", 6, 7),
        ("spec.outcomes[1]", 7, 7), ("spec.outcomes[1].then", 7, 19), ("spec.facts[1]", 8, 21), ("spec.more[0]", 8, 18),
        ("spec.more", 9, 3),
        ("spec.missing.deeper", 3, 1), ("spec.outcomes[7]", 4, 3), ("missing", 2, 1),
    ])
    func marksWhereValuesStand(_ path: String, _ line: Int, _ column: Int) throws {
        let document = try YAML.decodeDocument(text, file: "check.yaml")
        #expect(try document.mark(of: ValuePath(path)) == Mark(file: "check.yaml", line: line, column: column))
        #expect(try document.location(of: ValuePath(path)) == "check.yaml:\(line):\(column)")
    }

    @Test func marksNothingUnderHelmsRules() throws {
        let document = try YAML.decodeDocument(text, file: "check.yaml", rules: .helm)
        #expect(document.mark(of: ValuePath()) == nil)
        #expect(document.location(of: ValuePath()) == "check.yaml")
    }
}
