import Testing
import Value

@testable import Preflight

/// What checks ask for against what their expressions read.
@Suite struct CheckUseLintTests {
    private static let registry = FactRegistry(
        sources: [FactSource("a", "a fact") { _ in .absent }, FactSource("b", "another") { _ in .absent }],
        variables: [
            FactVariable("want", from: [], form: "{}", "what is wanted") { $0.subject.value },
            FactVariable("a", from: ["a"], form: "text", "a fact") { _ in .null },
            FactVariable("both", from: ["a", "b"], form: "text", "two facts") { _ in .null },
            FactVariable("made", from: ["objects/services"], form: "[{x}]", "made of services") { _ in .null },
        ])

    /// - Parameters:
    ///   - lines: `needs` and `objects`.
    ///   - reads: an expression that the only condition reads.
    private static func words(_ lines: String, reads: String) throws -> [String] {
        let text = """
            apiVersion: groundcrew/v1
            kind: Check
            id: mine
            title: Mine
            category: own
            \(lines)
            outcomes:
              - {when: "\(reads)", verdict: pass, message: fine}
              - {when: "true", verdict: pass, message: fine}

            """
        let lint = CheckLint(besides: try CheckCatalog([]), registry: registry)
        let report = try #require(lint.reports(of: [CheckLint.File("mine.yaml", text)]).first)
        #expect(report.check != nil, "\(report.findings.map(\.words))")
        return report.findings.map { "\($0.severity.rawValue) \($0.path ?? ""): \($0.message)" }
    }

    private static let services = "objects: {s: {resource: services, fields: [spec.type, spec.ports.port]}}"

    @Test(
        arguments: [
            ("needs: [a]", "a == null", [String]()),
            ("needs: [a, b]", "both == null", []),
            ("needs: [a, b]", "a == null", ["warning needs[1]: names 'b', which is gathered and never looked at"]),
            (
                "needs: [a, b]", "want == null",
                [
                    "warning needs[0]: names 'a', which is gathered and never looked at; its variables are a, both",
                    "warning needs[1]: names 'b', which is gathered and never looked at; its variables are both",
                ]
            ),
            (services, "s.exists(x, x.spec.type == 'a' && x.spec.ports.all(p, p.port > 0))", []),
            (services, "s.exists(x, has(x.spec))", []), (services, "s.exists(x, x.spec == null)", []),
            (services, "s.exists(x, x.metadata.name == x.metadata.namespace)", ["warning", "warning"]),
            (
                services, "size(s) > 0",
                ["warning objects.s.fields[0]: names 'spec.type'", "warning objects.s.fields[1]"]
            ),
            (services, "s.map(x, string(x)) == ['']", []), (services, "string(s[0]) == ''", []),
            (services, "made == null", []), (services, "made == null && size(s) > 0", []),
            (services, "want == null", ["warning objects.s: is listed and never looked at"]),
            (
                services, "s.exists(x, x.spec.type == 'a' && x.spec.ports[0].port == x.spec.clusterIP)",
                [
                    "error outcomes[0].when: reads 'spec.clusterIP' of s, which is always missing: name it under objects.s.fields"
                ]
            ),
            (services, "made == null && s.exists(x, x.status.y)", ["error outcomes[0].when: reads 'status.y' of s"]),
            (
                services, "s.exists(x, x.spec.type == x.metadata.labels['a/b'] && x.spec.ports == null)",
                [
                    "error outcomes[0].when: reads 'metadata.labels['a/b']' of s"
                ]
            ),
            // One list under two names holds what both ask for.
            (
                "objects: {s: {resource: services, fields: [spec.type]}, t: {resource: services, fields: [status]}}",
                "s.exists(x, x.spec.type == x.status.y) && t.exists(x, x.status.z)", []
            ),
            (
                "objects: {s: {resource: services, fields: [spec.type]}, t: {resource: nodes2, fields: [status]}}",
                "s.exists(x, x.spec.type == x.status.y) && t.exists(x, x.status.z)",
                ["error outcomes[0].when: reads 'status.y' of s"]
            ),
            ("objects: {s: {resource: services}}", "size(s) > 0", []),
        ] as [(String, String, [String])])
    func useIsHeldAgainstWhatIsAskedFor(lines: String, reads: String, finds: [String]) throws {
        let found = try Self.words(lines, reads: reads)
        #expect(found.count == finds.count, "\(found)")
        for (found, wanted) in zip(found, finds) { #expect(found.hasPrefix(wanted), "\(found)") }
    }

    @Test func aMissingFieldIsToldOnceForEachList() throws {
        let text = """
            apiVersion: groundcrew/v1
            kind: Check
            id: mine
            title: Mine
            category: own
            objects: {s: {resource: services, fields: [spec.type]}}
            outcomes:
              - when: s.exists(x, x.spec.type == x.status.y)
                verdict: warn
                message: ${s.map(x, x.status.y)}
                hint: ${s.map(x, x.status.z)}
                details: s.map(x, x.status.y)
              - {when: "true", verdict: pass, message: fine}

            """
        let lint = CheckLint(besides: try CheckCatalog([]), registry: Self.registry)
        let findings = lint.reports(of: [CheckLint.File("mine.yaml", text)]).flatMap(\.findings)
        #expect(findings.map(\.path) == ["outcomes[0].when", "outcomes[0].hint"], "\(findings)")
        #expect(findings.map(\.line) == [8, 11])
    }
}
