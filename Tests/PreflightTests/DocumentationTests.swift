import Schemas
import Testing
import Value

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct DocumentationTests {
    /// The folder of the project, two above this file's.
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    private static func guide() throws -> String {
        try String(contentsOfFile: root + "/docs/checks.md", encoding: .utf8)
    }

    /// Examples in the guide, in their order.
    private static func examples() throws -> [String] {
        let guide = try guide()
        return guide.split(separator: "```yaml\n").dropFirst().compactMap { part in
            part.firstRange(of: "```").map { String(part[..<$0.lowerBound]) }
        }
    }

    @Test func theGuidesTablesAreThoseOfTheSource() throws {
        let guide = try Self.guide()
        let begin = try #require(guide.firstRange(of: FactGuide.begin)).lowerBound
        let end = try #require(guide.firstRange(of: FactGuide.end)).upperBound
        let text = FactGuide().text
        #expect(guide[begin..<end] == text, "docs/checks.md is stale; between its marks belongs:\n\(text)")
    }

    @Test func theGuideNamesEveryStateAndCause() throws {
        let guide = try Self.guide()
        let names =
            [
                "up", "unhealthy", "other", "refused", "hanging", "lost", "timeout", "unresolved", "unreachable",
                "untrusted",
            ]
            + ["notOffered", "tooFew", "unusable", "tooSmall", "allAllocated", "fragmented", "tooFewFree"]
        for name in names { #expect(guide.contains("`\(name)`"), "\(name)") }
    }

    @Test func theGuideNamesEveryKeyOfACheck() throws {
        let guide = try Self.guide()
        let keys = CheckDefinition.schema.keywords["properties"]?.object?.keys ?? []
        let lists = ["group", "resource", "namespaces", "labelSelector", "fieldSelector", "names", "fields"]
        for key in keys + lists { #expect(guide.contains("\(key):"), "\(key)") }
        for category in ReportCategory.order { #expect(guide.contains("`\(category)`"), "\(category)") }
    }

    /// Of a cluster without anything in it.
    private static let nothing: Facts = {
        var facts = Facts()
        let lists = Set(FactRegistry.builtIn.variables.flatMap(\.facts)).filter(\.isObjects)
        for name in lists.union([.nodes, .pods, .nodeUse]) { facts[name] = .known([]) }
        facts[.resourceSlices] = .absent
        return facts
    }()

    /// Those of an object's form, such as `a` and `b` of `{a, b [{c}]}`; none of a list's.
    private static func members(of form: String) -> [String] {
        guard form.hasPrefix("{"), form.hasSuffix("}") else { return [] }
        var depth = 0
        var text = ""
        for character in form.dropFirst().dropLast() {
            if "{[".contains(character) { depth += 1 }
            if depth == 0 { text.append(character) }
            if "}]".contains(character) { depth -= 1 }
        }
        return text.split(separator: ",").map { $0.filter { $0 != " " } }
    }

    @Test func formsAreWhatExpressionsSee() throws {
        var seen: Set<String> = []
        for variable in FactRegistry.builtIn.variables {
            let facts = JudgedFacts(Self.nothing, subject: Subject())
            // Some are of facts that even a cluster without anything has.
            guard let keys = (try? variable.make(facts))?.object?.keys else { continue }
            #expect(Self.members(of: variable.form).sorted() == keys.sorted(), "\(variable.name)")
            seen.insert(variable.name)
        }
        #expect(seen.isSuperset(of: ["want", "gpus", "drivers", "placement", "dra"]), "\(seen.sorted())")
    }

    /// Every member of what is wanted, at every depth that is the same for all.
    @Test func theFormOfWhatIsWantedNamesEveryMember() throws {
        let subject = Subject([
            "providers": [["name": "p"]], "operators": [["name": "o"]], "kubernetes": [["versions": ">=1.30"]],
            "helm": [["versions": ">=3"]], "crds": [["name": "a.b"]], "alternatives": [["crds": ["a.b"]]],
            "nats": [["url": "nats://a"]], "etcd": [["url": "http://a"]], "drivers": [["least": 1]],
            "deployments": [["name": "d"]],
        ])
        let form = try #require(FactRegistry.builtIn.variable("want")).form
        for (key, value) in try #require(subject.value.object) {
            #expect(form.contains(key), "\(key)")
            for member in value[0]?.object?.keys ?? [] { #expect(form.contains(member), "\(key).\(member)") }
        }
    }

    @Test func theGuidesExamplesLoad() throws {
        let checks = try Self.examples().filter { $0.hasPrefix("apiVersion") }.map { text in
            try CheckDefinition(yaml: text, file: "example.yaml")
        }
        #expect(checks.map(\.id) == ["enough-nodes", "inference-priority"])
        #expect(checks.last?.objects.isEmpty == false)
    }

    @Test(arguments: [
        (
            "[{metadata: {name: inference}, value: 1000}, {metadata: {name: batch}, value: 10}]", "pass",
            "nobody preempts"
        ),
        (
            "[{metadata: {name: inference}, value: 1000}, {metadata: {name: urgent}, value: 5000}]", "fail",
            "pods of urgent preempt"
        ),
        (
            """
            [{metadata: {name: inference}, value: 1000},
             {metadata: {name: calm}, value: 5000, preemptionPolicy: Never},
             {metadata: {name: system-node-critical}, value: 2000001000}]
            """, "pass", "nobody preempts"
        ),
        ("[{metadata: {name: batch}, value: 10}]", "fail", "there is no PriorityClass inference"),
        ("[]", "fail", "there is no PriorityClass inference"), ("null", "unknown", "does not serve"),
        ("forbidden", "unknown", "cannot list"), ("timeout", "unknown", "cannot list"),
    ])
    func theGuidesExampleOfObjectsWorks(_ classes: String, _ verdict: String, _ says: String) throws {
        let text = try #require(try Self.examples().first { $0.contains("id: inference-priority") })
        let check = try CheckDefinition(yaml: text, file: "inference-priority.yaml")
        let fact = try #require(check.facts.first)
        let facts = try Scenario("guide", facts: "{\(fact): \(classes)}", verdict: "").gathered()
        let checks = try CheckCatalog(try CheckCatalog.builtIn().checks + [check])
        let report = try Preflight.judge(facts, checks: checks, PreflightRequest(only: [check.id]))
        let result = try #require(report.results.first)
        #expect(result.verdict.name == verdict, "\(result)")
        #expect(result.message.contains(says), "\(result)")
    }

    // MARK: The tables

    @Test func aTableHasARowForEach() {
        let registry = FactRegistry(
            sources: [
                FactSource("b", "the second | other") { _ in .absent }, FactSource("a", "the first") { _ in .absent },
            ],
            variables: [
                FactVariable("always", from: [], form: "{x}", "always there") { _ in .null },
                FactVariable("both", from: ["a", "b"], form: "[{y, z}]", "of both") { _ in .null },
                FactVariable("each", from: ["a"], form: "{x}", "of one", within: [.nats, .etcd]) { _ in .null },
                FactVariable("reach", from: ["objects/services"], form: "{x}", "of lists") { _ in .null },
            ])
        #expect(
            FactGuide(registry).text == """
                \(FactGuide.begin)

                | fact | what it is |
                | --- | --- |
                | `a` | the first |
                | `b` | the second \\| other |

                | of | variable | what it is |
                | --- | --- | --- |
                | (always) | `always {x}` | always there |
                | `a`, `b` | `both [{y, z}]` | of both |
                | `a`, `forEach: etcd\\|nats` | `each {x}` | of one |
                | `objects/services` | `reach {x}` | of lists |

                \(FactGuide.end)
                """)
    }
}
