import Charts
import Testing

/// F56: where Helm cuts a template's output.
@Suite struct ManifestSplitterTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var text: String
        var documents: [String]
    }

    @Test(arguments: [
        Case(description: "nothing", text: "", documents: []),
        Case(description: "white space", text: " \n\t\n", documents: []),
        Case(description: "one document", text: "a: 1\n", documents: ["a: 1\n"]),
        Case(description: "two documents", text: "a: 1\n---\nb: 2\n", documents: ["a: 1\n", "b: 2\n"]),
        Case(description: "a mark first", text: "---\na: 1\n", documents: ["a: 1\n"]),
        Case(description: "marks around", text: "---\n---\na: 1\n---\n", documents: ["a: 1\n"]),
        Case(description: "space after the mark", text: "a: 1\n--- \t\nb: 2", documents: ["a: 1\n", "b: 2"]),
        Case(
            description: "glued documents", text: "---apiVersion: v1\nkind: A\n---apiVersion: v1\nkind: B",
            documents: ["apiVersion: v1\nkind: A\n", "apiVersion: v1\nkind: B"]),
        Case(description: "four dashes", text: "a: 1\n----\nb: 2", documents: ["a: 1\n", "-\nb: 2"]),
        Case(description: "an indented mark", text: "a: |\n  ---\n  b\n", documents: ["a: |\n  ---\n  b\n"]),
        Case(description: "leading space", text: "\n\n  a: 1\n", documents: ["a: 1\n"]),
        Case(description: "space before a document", text: "a: 1\n---\n\n\n  b: 2\n", documents: ["a: 1\n", "b: 2\n"]),
        Case(description: "a comment alone", text: "# note\n---\na: 1", documents: ["# note\n", "a: 1"]),
        Case(description: "a comment after the mark", text: "a: 1\n--- # x\nb: 2", documents: ["a: 1\n", "# x\nb: 2"]),
        Case(description: "carriage returns", text: "a: 1\r\n---\r\nb: 2\r\n", documents: ["a: 1\r\n", "b: 2\r\n"]),
        Case(description: "a mark in the middle of a line", text: "a: x---y\n", documents: ["a: x---y\n"]),
        Case(description: "only marks", text: "---\n---\n", documents: []),
    ])
    func documentsAreCutAsHelmCutsThem(test: Case) {
        #expect(ManifestSplitter.split(test.text) == test.documents)
    }

    @Test func installOrderIsHelms() {
        let kinds = ["Zebra", "Ingress", "Alpha", "Pod", "Namespace", "Service", "Alpha", "PriorityClass", ""]
        #expect(
            KindOrder.install.sorted(kinds) { $0 } == [
                "PriorityClass", "Namespace", "Service", "Pod", "Ingress", "", "Alpha", "Alpha", "Zebra",
            ])
    }

    @Test func uninstallOrderIsNoMirror() {
        let kinds = ["Namespace", "Service", "Deployment", "ValidatingWebhookConfiguration", "Thing"]
        #expect(
            KindOrder.uninstall.sorted(kinds) { $0 } == [
                "ValidatingWebhookConfiguration", "Service", "Deployment", "Namespace", "Thing",
            ])
    }

    @Test func equalKindsKeepTheirOrder() {
        let objects = (0..<50).map { ($0 % 2 == 0 ? "Secret" : "Custom", $0) }
        let sorted = KindOrder.install.sorted(objects) { $0.0 }
        #expect(sorted.map(\.1) == Array(stride(from: 0, to: 50, by: 2)) + Array(stride(from: 1, to: 50, by: 2)))
    }
}
