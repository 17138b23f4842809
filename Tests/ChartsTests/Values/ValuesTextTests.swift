import Testing

@testable import Charts

/// How a file is split into documents.
@Suite struct ValuesTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var documents: [String]
        /// What is wrong with the line that ends the reading.
        var problem: String?

        init(_ name: String, _ text: String, _ documents: [String], problem: String? = nil) {
            testDescription = name
            self.text = text
            self.documents = documents
            self.problem = problem
        }
    }

    @Test(arguments: [
        Case("one", "a: 1\n", ["a: 1\n"]), Case("without a line break", "a: 1", ["a: 1\n"]),
        Case("two", "a: 1\n---\nb: 2\n", ["a: 1\n", "b: 2\n"]),
        Case("a separator before the first", "---\na: 1\n", ["---\na: 1\n"]),
        Case("a comment after a separator", "a: 1\n--- # next\nb: 2\n", ["a: 1\n", "b: 2\n"]),
        Case("nothing after the last", "a: 1\n---\n", ["a: 1\n"]),
        Case("a separator alone", "---\n", ["---\n"]),
        Case("more dashes than three", "a: 1\n----\n", [], problem: "invalid Yaml document separator: -"),
        Case("a broken one at once", "--- a: 1\n", [], problem: "invalid Yaml document separator: a: 1"),
        Case("a broken one after a document", "a: 1\n--- b\n", [], problem: "invalid Yaml document separator: b"),
        Case(
            "a broken one after two", "a: 1\n---\nb: 2\n--- c\nd: 4\n---\ne: 5\n", ["a: 1\n"],
            problem: "invalid Yaml document separator: c"),
        Case(
            "the document that it ends is lost", "a: 1\n---\nb: 2\n---\nc: 3\n--- d\n", ["a: 1\n", "b: 2\n"],
            problem: "invalid Yaml document separator: d"),
    ])
    func linesOfDashesEndDocuments(_ item: Case) throws {
        let leading = ValuesText.leadingDocuments(Array(item.text.utf8))
        #expect(leading.documents == item.documents)
        #expect(leading.error?.message == item.problem)
        guard let problem = item.problem else {
            let documents = try ValuesText.documents(Array(item.text.utf8))
            #expect(documents == item.documents)
            return
        }
        let error = try #require(throws: ChartError.self) { try ValuesText.documents(Array(item.text.utf8)) }
        #expect(error.message == problem && error.code == .badFile)
    }
}
