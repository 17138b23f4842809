import FoundationEssentials
import TestParts
import Testing
import Value

@testable import Charts

/// Templates that Helm refuses, one a line in `Fixtures/refusals`, refused in Helm's words.
@Suite struct RefusalTests {
    struct Case {
        var file: String
        var line: Int
        var template: String

        var place: String { "\(file):\(line): \(template)" }
    }

    static var folder: String { ConformanceTests.fixtures + "/refusals" }
    /// What the templates see is what the chart `functions` has.
    static var values: String { ConformanceTests.fixtures + "/functions/values.yaml" }

    /// The lines but for empty ones and comments; `⏎` stands for a line break.
    static func cases(in folder: String) throws -> [Case] {
        try ChartFolders.names(in: folder).filter { $0.hasSuffix(".txt") }.flatMap { name in
            try String(decoding: FileTree.read("\(folder)/\(name)"), as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }
                .map { Case(file: name, line: $0.offset + 1, template: String($0.element).replacing("⏎", with: "\n")) }
        }
    }

    @Test(.enabled(if: Helm.installed != nil, "the real Helm is missing: run .ci/parts"))
    func templatesAreRefusedInHelmsWords() async throws {
        let helm = try #require(Helm.installed)
        let cases = try Self.cases(in: Self.folder)
        #expect(cases.count > 400)
        let values = try ValuesInput(files: ValuesInput.files(at: [Self.values]) { [] }).merged()
        try await TestParts.withTemporaryFolder { folder in
            let charts = try cases.enumerated().map { index, test in
                try Self.chart("\(folder)/c\(index)", test.template)
            }
            let reasons = try helm.lint(charts, valueFile: Self.values)
            for (index, test) in cases.enumerated() {
                guard let expected = reasons[index] else {
                    Issue.record("Helm does not refuse \(test.place)")
                    continue
                }
                guard let reason = try Self.reason(charts[index], values) else {
                    Issue.record("only Helm refuses \(test.place)\n\(expected)")
                    continue
                }
                let isSame =
                    reason.split(whereSeparator: \.isNewline) == expected.split(whereSeparator: \.isNewline)
                #expect(isSame, "\(test.place)\nHelm: \(expected)\nours: \(reason)")
            }
            print("refused by both for the same reason: \(cases.count) templates")
        }
    }

    /// Why ours does not render the chart, under the conditions of `helm lint`.
    private static func reason(_ path: String, _ values: Object) throws -> String? {
        var options = RenderOptions()
        options.isLinting = true
        do {
            _ = try Renderer(options: options).render(
                try Chart.load(path: path), values: values,
                release: ReleaseIdentity(name: "test-release", namespace: "default"))
            return nil
        } catch let error as RenderError {
            return error.reason
        }
    }

    /// A chart whose only template is its notes, which Helm takes for no manifest whatever they say.
    private static func chart(_ path: String, _ template: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path + "/templates", withIntermediateDirectories: true)
        try Data("apiVersion: v2\nname: c\nversion: 1.0.0\n".utf8).write(to: URL(filePath: path + "/Chart.yaml"))
        try Data(template.utf8).write(to: URL(filePath: path + "/templates/NOTES.txt"))
        return path
    }
}
