import BuiltIn
import Testing
import Value

@testable import Preflight

/// All that is wrong with a check's file, each with its place.
@Suite struct CheckLintTests {
    static let good = """
        apiVersion: groundcrew/v1
        kind: Check
        id: mine
        title: Mine
        category: own
        needs: [nodes]
        objects:
          classes:
            group: scheduling.k8s.io
            resource: priorityclasses
            fields: [value, preemptionPolicy]
        requires: [cluster]
        outcomes:
          - when: gpus.nodes == 0
            verdict: fail
            message: none
            hint: add some
          - when: classes.exists(c, c.value > 10 && c.?preemptionPolicy.orValue('') == 'Never')
            verdict: warn
            message: ${classes.map(c, c.metadata.name)}
            hint: see ${size(classes)}
            details: classes.map(c, c.metadata.name)
          - when: "true"
            verdict: pass
            message: ${gpus.nodes} nodes

        """

    static func changed(_ changes: [(old: String, new: String)]) throws -> String {
        var text = good
        for change in changes {
            let next = text.replacing(change.old, with: change.new, maxReplacements: 1)
            try #require(next != text, "there is no '\(change.old)'")
            text = next
        }
        return text
    }

    static func report(_ text: String, file: String = "mine.yaml") throws -> CheckLint.Report {
        let lint = CheckLint(besides: try CheckCatalog.builtIn())
        return try #require(lint.reports(of: [CheckLint.File(file, text)]).first)
    }

    @Test func nothingIsWrongWithAGoodOne() throws {
        let report = try Self.report(Self.good)
        #expect(report.findings == [], "\(report.findings.map(\.words))")
        #expect(report.id == "mine" && report.check?.id == "mine" && report.file == "mine.yaml")
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        /// Each finding: how it begins behind the file's name, and after `…` what else is in it.
        var finds: [String]

        init(_ description: String, _ old: String, _ new: String, _ finds: String...) {
            testDescription = description
            self.old = old
            self.new = new
            self.finds = finds
        }
    }

    static func expect(_ report: CheckLint.Report, _ finds: [String]) {
        let found = report.findings.map { String($0.words.dropFirst("mine.yaml:".count)) }
        #expect(found.count == finds.count, "\(found)")
        for (found, wanted) in zip(found, finds) {
            let parts = wanted.split(separator: "…").map(String.init)
            #expect(found.hasPrefix(parts.first ?? ""), "\(found)")
            for part in parts.dropFirst() { #expect(found.contains(part), "\(found)") }
        }
    }

    private static let shapes = [
        Bad("another form", "groundcrew/v1", "groundcrew/v2", "1:1: error: apiVersion is 'groundcrew/v2'"),
        Bad("another kind", "kind: Check", "kind: Checks", "2:1: error: kind is 'Checks' (did you mean 'Check'?)"),
        Bad("no kind", "kind: Check\n", "", "1:1: error: kind is required"),
        Bad("no title", "title: Mine\n", "", "1:1: error: title is required"),
        Bad("no category", "category: own\n", "", "1:1: error: category is required"),
        Bad("a title that is no text", "title: Mine", "title: [x]", "4:1: error: title is an array…must be a string"),
        Bad(
            "a requirement that is no text", "title: Mine", "title: Mine\nrequirement: 5",
            "5:1: error: requirement is an integer"),
        Bad(
            "unknown severity", "category: own", "category: own\nseverity: high",
            "6:1: error: severity is 'high'; it must be one of error, warning"),
        Bad("no id", "id: mine\n", "", "1:1: error: id is required"),
        Bad("what is no id", "id: mine", "id: My Check", "3:1: error: id is 'My Check'; it may hold only a-z"),
        Bad(
            "an id of another file", "id: mine", "id: other",
            "3:1: error: id is 'other', so the file must be called other.yaml, and not mine.yaml"),
        Bad(
            "an unknown key", "title: Mine", "titel: x\ntitle: Mine",
            "4:1: error: titel is not known here (did you mean 'title'?); known are apiVersion, appliesTo, category"),
        Bad(
            "for each of what is no list of servers", "needs: [nodes]", "forEach: nodes\nneeds: [nodes]",
            "6:1: error: forEach is 'nodes'; it must be one of nats, etcd"),
        Bad("a key twice", "title: Mine", "title: Mine\ntitle: Again", "5:"),
        Bad("facts that are no list", "needs: [nodes]", "needs: nodes", "6:1: error: needs is a string"),
    ]

    private static let facts = [
        Bad(
            "an unknown fact", "needs: [nodes]", "needs: [nodez]",
            "6:9: error: needs[0] names the unknown fact 'nodez' (did you mean 'nodes'?); known are "),
        Bad(
            "a fact twice", "needs: [nodes]", "needs: [nodes, nodes]", "6:16: warning: needs[1] names 'nodes' again"),
        Bad(
            "a fact that nobody looks at", "needs: [nodes]", "needs: [nodes, helm]",
            "6:16: warning: needs[1] names 'helm', which is gathered and never looked at; its variables are helm"),
        Bad(
            "a fact that is not named", "needs: [nodes]", "needs: []",
            "14:5: error: outcomes[0].when unknown variable \"gpus\"…; to see it, name nodes under needs",
            "25:5: error: outcomes[2].message unknown variable \"gpus\""),
        Bad(
            "a check that is not there", "requires: [cluster]", "requires: [clustr]",
            "12:12: error: requires[0] names the check 'clustr', which does not exist (did you mean 'cluster'?)"),
        Bad(
            "a check that requires itself", "requires: [cluster]", "requires: [cluster, mine]",
            "12:21: error: requires[1] names the check itself"),
        Bad(
            "an unknown variable", "gpus.nodes == 0", "gpu.nodes == 0",
            "14:5: error: outcomes[0].when unknown variable \"gpu\"…did you mean 'gpus'?"),
        Bad(
            "a variable of lists", "gpus.nodes == 0", "gpus.nodes == 0 && size(webhooks) == 0",
            "14:5: error: outcomes[0].when unknown variable \"webhooks\"…; to see it, ask for objects/"),
        Bad(
            "a variable of a server", "gpus.nodes == 0", "gpus.nodes == 0 && nats == null",
            "14:5: error: outcomes[0].when unknown variable \"nats\"…name nats under needs…and write forEach: nats"),
        Bad(
            "a fact of servers that nobody looks at", "needs: [nodes]", "needs: [nodes, nats]",
            "6:16: warning: needs[1] names 'nats', which is gathered and never looked at; its variables are nats"),
    ]

    private static let expressions = [
        Bad("syntax", "gpus.nodes == 0", "gpus.nodes ==", "14:5: error: outcomes[0].when "),
        Bad("an unknown function", "size(classes)", "sise(classes)", "21:5: error: outcomes[1].hint unknown function"),
        Bad(
            "no condition", "gpus.nodes == 0", "string(gpus.nodes)",
            "14:5: error: outcomes[0].when gives string, which is never true or false"),
        Bad(
            "details that are no list", "details: classes.map(c, c.metadata.name)", "details: string(size(classes))",
            "22:5: error: outcomes[1].details gives string; it must give a list"),
        Bad(
            "an unknown verdict", "verdict: fail", "verdict: failed",
            "15:5: error: outcomes[0].verdict is 'failed' (did you mean 'fail'?); it must be one of pass, warn, fail"),
        Bad("no verdict", "    verdict: fail\n", "", "14:5: error: outcomes[0].verdict is required"),
        Bad("no message", "    message: none\n", "", "14:5: error: outcomes[0].message is required"),
        Bad(
            "a failure without a hint", "    hint: add some\n", "",
            "14:5: error: outcomes[0].hint is required with the verdict fail: it says what to do next"),
        Bad(
            "a warning without a hint", "    hint: see ${size(classes)}\n", "",
            "18:5: error: outcomes[1].hint is required with the verdict warn"),
        Bad(
            "a misspelt key of an outcome", "    hint: add some", "    hnt: add some",
            "14:5: error: outcomes[0].hint is required with the verdict fail",
            "17:5: error: outcomes[0].hnt is not known here (did you mean 'hint'?)"),
        Bad(
            "no last outcome", "when: \"true\"", "when: gpus.nodes > 0",
            "13:1: error: outcomes must end with one whose 'when' is \"true\", so that none is left over"),
        Bad(
            "facts in appliesTo", "outcomes:\n",
            "appliesTo: {when: gpus.nodes > 0, otherwise: '${weather}'}\noutcomes:\n",
            "13:13: error: appliesTo.when unknown variable \"gpus\"…facts are gathered after it",
            "13:35: error: appliesTo.otherwise unknown variable \"weather\""),
        Bad(
            "a check that never applies", "outcomes:\n", "appliesTo: {when: 1 > 2, otherwise: never}\noutcomes:\n",
            "13:13: warning: appliesTo.when never holds, so that the check is always skipped"),
        Bad(
            "an outcome behind one that always holds", "when: gpus.nodes == 0", "when: 1 == 1",
            "18:5: warning: outcomes[1].when is never reached, nor is what follows: the outcome before it always holds"),
        Bad(
            "an outcome that never holds", "when: gpus.nodes == 0", "when: 'false'",
            "14:5: warning: outcomes[0].when never holds, so that the outcome never comes out"),
        Bad(
            "the same condition again", "  - when: \"true\"",
            "  - {when: 'gpus.nodes == 0', verdict: pass, message: m}\n  - when: \"true\"",
            "23:6: warning: outcomes[2].when is never reached: an outcome before it has the same 'when'"),
    ]

    private static let lists = [
        Bad(
            "an unknown key of a list", "    resource:", "    sort: x\n    resource:",
            "10:5: error: objects.classes.sort is not known here; known are fieldSelector, fields, group"),
        Bad(
            "a resource of which there is a fact", "    group: scheduling.k8s.io\n    resource: priorityclasses\n",
            "    resource: nodes\n", "9:5: error: objects.classes.resource is 'nodes', of which there is a fact"),
        Bad(
            "no resource", "    resource: priorityclasses\n", "", "8:3: error: objects.classes.resource is required"),
        Bad(
            "no path", "[value, preemptionPolicy]", "['a..b', value, preemptionPolicy]",
            "11:14: error: objects.classes.fields[0] cannot be read: "),
        Bad(
            "paths that are never read", "[value, preemptionPolicy]",
            "[value, metadata, metadata.uid, preemptionPolicy]",
            "11:21: error: objects.classes.fields[1] names all of metadata",
            "11:31: error: objects.classes.fields[2] names metadata.uid, which is never read"),
        Bad(
            "a field that is read and not kept", "[value, preemptionPolicy]", "[value]",
            "18:5: error: outcomes[1].when reads 'preemptionPolicy' of classes, which is always missing: name it under "
                + "objects.classes.fields"),
        Bad(
            "a field that is kept and not read", "[value, preemptionPolicy]",
            "[value, globalDefault, preemptionPolicy]",
            "11:21: warning: objects.classes.fields[1] names 'globalDefault', which is kept of each object and never "
                + "looked at"),
        Bad(
            "a list that nobody looks at", "objects:\n",
            "objects:\n  other: {resource: services, fields: [spec.type]}\n",
            "8:3: warning: objects.other is listed and never looked at"),
        Bad(
            "a name that is taken", "objects:\n", "objects:\n  drivers: {resource: services}\n",
            "8:3: error: objects.drivers is the name of a variable that the check has already; choose another"),
        Bad(
            "what is no name", "objects:\n", "objects:\n  Other: {resource: services}\n",
            "8:3: error: objects.Other cannot be a variable"),
    ]

    @Test(arguments: shapes + facts + expressions + lists)
    func aBadOneIsToldWithItsPlace(_ bad: Bad) throws {
        Self.expect(try Self.report(try Self.changed([(bad.old, bad.new)])), bad.finds)
    }

    @Test func allThatIsWrongIsToldInTheOrderOfTheFile() throws {
        let text = try Self.changed([
            ("kind: Check", "kind: Chek"), ("needs: [nodes]", "needs: [nodez, podz]"), ("[cluster]", "[clustr]"),
            ("    hint: add some\n", ""), ("c.value", "c.valu ="), ("verdict: pass", "verdict: ok"),
        ])
        let report = try Self.report(text)
        #expect(report.check == nil && report.id == "mine" && report.count(of: .error) == report.findings.count)
        Self.expect(
            report,
            [
                "2:1: error: kind", "6:9: error: needs[0]", "6:16: error: needs[1]", "12:12: error: requires[0]",
                "14:5: error: outcomes[0].hint", "17:5: error: outcomes[1].when", "23:5: error: outcomes[2].verdict",
            ])
    }

    @Test(arguments: ["title: {", "- a\n- b\n", "", "text", "a: *b\n", "\u{0}"])
    func whatIsNoCheckAtAllIsOneFinding(text: String) throws {
        let report = try Self.report(text)
        #expect(report.check == nil && report.id == nil)
        #expect(report.findings.count == 1 && report.findings[0].severity == .error, "\(report.findings)")
        #expect(report.findings[0].words.hasPrefix("mine.yaml:"), "\(report.findings[0].words)")
    }

    @Test func aHugeFileIsOneFinding() throws {
        let report = try Self.report(String(repeating: "#", count: PreflightLimits.checkBytes + 1))
        #expect(report.findings.map(\.words) == ["mine.yaml: error: is larger than 262144 bytes, the limit of a check"])
    }

    @Test func whatStandsThereIsQuoted() throws {
        let syntax = try Self.report(try Self.changed([("gpus.nodes == 0", "gpus.nodes ==")])).findings
        let quoted = syntax.first?.excerpt ?? ""
        #expect(quoted.contains("gpus.nodes ==") && quoted.contains("^"), "\(quoted)")
        let field = try Self.report(try Self.changed([("title: Mine", "title: [x]")])).findings
        #expect(field.first?.excerpt == "title: [x]\n^")
        let yaml = try Self.report("title: {").findings
        #expect(yaml.first?.line != nil)
    }

    @Test func aFindingIsShownToProgramsToo() throws {
        let finding = try #require(try Self.report(try Self.changed([("title: Mine", "title: [x]")])).findings.first)
        #expect(
            finding.value == [
                "severity": "error", "file": "mine.yaml", "line": 4, "column": 1, "path": "title",
                "message": "is an array; it must be a string",
            ])
        let whole = CheckFinding(.warning, file: "f", "is odd")
        #expect(whole.location == "f" && whole.words == "f: warning: is odd")
        #expect(whole.value["line"]?.isNull == true && whole.value["path"]?.isNull == true)
    }

    // MARK: With others

    private static func reports(_ files: (name: String, text: String)...) throws -> [CheckLint.Report] {
        CheckLint(besides: try CheckCatalog.builtIn()).reports(of: files.map { CheckLint.File($0.name, $0.text) })
    }

    private static func plain(_ id: String, requires: String = "") -> String {
        """
        apiVersion: groundcrew/v1
        kind: Check
        id: \(id)
        title: T
        category: own
        requires: [\(requires)]
        outcomes: [{when: "true", verdict: pass, message: fine}]

        """
    }

    @Test func filesMayRequireEachOthersChecks() throws {
        let reports = try Self.reports(("b.yaml", Self.plain("b", requires: "a")), ("a.yaml", Self.plain("a")))
        #expect(reports.map(\.file) == ["b.yaml", "a.yaml"])
        #expect(reports.allSatisfy { $0.findings.isEmpty && $0.check != nil }, "\(reports.flatMap(\.findings))")
    }

    @Test func aCircleIsFound() throws {
        let reports = try Self.reports(
            ("d/a.yaml", Self.plain("a", requires: "b")), ("d/b.yaml", Self.plain("b", requires: "a")))
        let findings = reports.flatMap(\.findings)
        #expect(findings.count == 1 && findings[0].message.contains("a, b require each other"), "\(findings)")
        #expect(findings[0].file == "d/a.yaml" && findings[0].path == "requires")
    }

    @Test func anIDTwiceIsFound() throws {
        let reports = try Self.reports(("x/a.yaml", Self.plain("a")), ("y/a.yml", Self.plain("a")))
        #expect(reports[0].findings.isEmpty && reports[0].check != nil)
        #expect(reports[1].findings.map(\.words) == ["y/a.yml:3:1: error: id is 'a', which is also that of x/a.yaml"])
        #expect(reports[1].check == nil)
    }

    @Test func theCatalogTakesThoseThatCanBeUsed() throws {
        let lint = CheckLint(besides: try CheckCatalog.builtIn())
        let reports = lint.reports(of: [
            CheckLint.File("helm.yaml", Self.plain("helm")), CheckLint.File("new.yaml", Self.plain("new")),
            CheckLint.File("bad.yaml", Self.plain("bad", requires: "nobody")),
        ])
        let catalog = try lint.catalog(with: reports)
        let builtIn = try CheckCatalog.builtIn().checks.count
        #expect(catalog["helm"]?.title == "T" && catalog["new"] != nil && catalog["bad"] == nil)
        #expect(catalog.checks.count == builtIn + 1)
    }

    // MARK: Agreement

    /// What lint calls an error, the reader or the catalog refuses, unless it is one that only lint can tell.
    @Test(arguments: shapes + facts + expressions + lists)
    func lintAndReaderAgree(_ bad: Bad) throws {
        let text = try Self.changed([(bad.old, bad.new)])
        let report = try Self.report(text)
        var refusal: String?
        do { _ = try CheckDefinition(yaml: text, file: "mine.yaml") } catch { refusal = "\(error)" }
        if refusal != nil { #expect(report.count(of: .error) > 0 && report.check == nil, "\(refusal ?? "")") }
        if report.count(of: .error) == 0 { #expect(refusal == nil && report.check != nil, "\(refusal ?? "")") }
    }

    @Test func theBuiltInChecksAreWellMade() throws {
        let catalog = try CheckCatalog.builtIn()
        let files = BuiltIn.files(below: "checks").filter { $0.path.hasSuffix(".yaml") && !$0.path.contains("/") }
            .map { CheckLint.File("checks/\($0.path)", $0.text) }
        let reports = CheckLint(besides: catalog).reports(of: files)
        #expect(reports.count == catalog.checks.count)
        let words = reports.flatMap(\.findings).map(\.words)
        #expect(words == [], "\(words.joined(separator: "\n"))")
    }
}
