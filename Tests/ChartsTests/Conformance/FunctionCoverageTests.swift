import Testing

@testable import Charts
@testable import GoTemplate

/// The charts of this suite together use every function and keyword that Helm 4.3.1 knows, and ours knows no other.
@Suite struct FunctionCoverageTests {
    /// Sprig's, without what Helm takes out, Helm's own and those of Go's text/template.
    static func names() throws -> Set<String> {
        let text = String(decoding: try FileTree.read(ConformanceTests.fixtures + "/functions.txt"), as: UTF8.self)
        return Set(text.split(separator: "\n").map(String.init))
    }

    /// Those that a renderer adds and those that every template has.
    private static let others = [
        "include", "tpl", "required", "fail", "lookup", "and", "call", "eq", "ge", "gt", "html", "index", "js", "le",
        "len", "lt", "ne", "not", "or", "print", "printf", "println", "slice", "urlquery",
    ]

    @Test func oursAreHelmsFunctionsAndNoOthers() throws {
        let ours = Set(HelmFunctions.standard.names).union(Self.others)
        let helms = try Self.names()
        #expect(helms.count == 251)
        #expect(helms.subtracting(ours).sorted() == [], "Helm's alone")
        #expect(ours.subtracting(helms).sorted() == [], "ours alone")
    }

    @Test(arguments: others) func theOthersAreKnownToTheParser(name: String) throws {
        // Parsed within Helm's set, where `slice` is Sprig's.
        let error = try #require(throws: RenderError.self) {
            _ = try ChartText.render("{{ \(name) nosuchfunction }}")
        }
        #expect(error.reason.contains("\"nosuchfunction\" not defined"))
    }

    @Test func chartsUseEveryFunction() throws {
        // No value that a template can reach is a function that `call` could call: it can but be refused.
        let used = try Self.tokens(.identifier).union(["call"])
        #expect(try RefusalTests.cases(in: RefusalTests.folder).contains { $0.template.contains("call ") })
        #expect(try Self.names().subtracting(used).sorted() == [])
    }

    @Test func chartsUseEveryKeyword() throws {
        for (word, kind) in Token.keywords { #expect(!(try Self.tokens(kind).isEmpty), "\(word)") }
    }

    /// The words of a kind in all templates that are compared with Helm's.
    private static func tokens(_ kind: Token.Kind) throws -> Set<String> {
        var found: Set<String> = []
        for text in try templates() {
            for token in Lexer.tokens(of: text).tokens where token.kind == kind {
                found.insert(String(decoding: text[token.start..<token.end], as: UTF8.self))
            }
        }
        return found
    }

    /// Of charts that Helm renders: templates, and the lines that the chart `functions` evaluates.
    private static func templates() throws -> [[UInt8]] {
        let fixtures = ConformanceTests.fixtures
        let charts = ChartFolders.cases(below: fixtures).filter { $0.valueFiles.isEmpty }.map(\.chart)
        let files = try charts.filter { !$0.contains("/failing-") }.flatMap { path in
            try Chart.load(path: path).allTemplates.map(\.bytes)
        }
        let lines = try RefusalTests.cases(in: fixtures + "/functions/cases").map { Array($0.template.utf8) }
        return files + lines
    }
}

extension Chart {
    fileprivate var allTemplates: [ChartFile] { templates + dependencies.flatMap(\.allTemplates) }
}
