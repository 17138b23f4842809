import Testing
import Value
import YAML

@Suite struct YAMLErrorTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        /// `‸` marks the place of the error.
        let marked: String
        var testDescription: String { marked.debugDescription }

        var text: String { marked.filter { $0 != "‸" } }

        var place: (line: Int, column: Int) {
            let head = marked.prefix { $0 != "‸" }
            let lines = head.split(separator: "\n", omittingEmptySubsequences: false)
            return (lines.count, (lines.last?.unicodeScalars.count ?? 0) + 1)
        }
    }

    @Test(
        arguments: [
            "a: 1\nb: ‸*nothing\n", "a: 1\n‸a: 2\n", "é: [日, ‸!!int x]\n",
            "a:\n  ‸<<: 5\n".replacing("‸<<: 5", with: "<<: ‸5"),
            "{‸[a]: b}", "a: ‸@b\n", "a:\n‸\tb: 1\n", "a: ‸\u{1}\n", "é: 日‸\u{7F}", "a: b‸: c\n",
            "---\na: 1\n‸---\nb: 2\n",
        ].map { Sample(marked: $0) })
    func pointsAtThePlace(_ sample: Sample) {
        #expect { try YAML.decode(sample.text, file: "f.yaml") } throws: { error in
            guard let error = error as? YAMLError else { return false }
            return error.file == "f.yaml" && (error.line, error.column) == sample.place
        }
    }

    @Test func printsTheLineAndACaret() {
        #expect { try YAML.decode("a: 1\r\nb: \t*x # y\r\n", file: "f.yaml") } throws: { error in
            "\(error)" == "f.yaml:2:5: no anchor 'x' stands before this alias\nb: \t*x # y\n   \t^"
        }
    }

    @Test func quotesNothingWhenTheTextHoldsSecrets() {
        var rules = YAMLRules.strict
        rules.quotesSource = false
        #expect { try YAML.decode("token: [hunter2", file: "f.yaml", rules: rules) } throws: { error in
            !"\(error)".contains("hunter2") && "\(error)".hasPrefix("f.yaml:")
        }
    }

    @Test func cutsLongLinesAndControlCharacters() {
        #expect { try YAML.decode("a: [" + String(repeating: "x", count: 5000), file: "f") } throws: { error in
            "\(error)".utf8.count < 500
        }
        #expect { try YAML.decode("a: \u{1B}[31m", file: "f") } throws: { !"\($0)".contains("\u{1B}") }
    }
}
