import Testing
import Value

@testable import Preflight

/// Checks over objects that they ask for themselves.
@Suite struct ObjectsJudgingTests {
    private static let check = """
        needs: [helm]
        objects:
          classes: {group: scheduling.k8s.io, resource: priorityclasses, fields: [value]}
          services: {resource: services, namespaces: wanted, fields: [spec.type]}
        outcomes:
          - {when: helm == null, verdict: skip, message: no helm}
          - {when: classes == null, verdict: skip, message: not served}
          - when: size(classes) == 0
            verdict: fail
            message: none
            hint: add one
          - when: "!classes.exists(c, c.?value.orValue(0) > 100)"
            verdict: warn
            message: "all are low: ${classes.map(c, c.metadata.name + '=' + string(c.?value.orValue(0)))}"
            hint: raise one
          - when: has(classes[0].description)
            verdict: fail
            message: more than was asked for
            hint: h
          - when: "true"
            verdict: pass
            message: ${size(classes)} classes, ${size(services)} services

        """

    private static func judge(_ facts: String, want: String = "{}") throws -> CheckResult {
        let scenario = Scenario("objects", facts: facts, want: want, verdict: "")
        let checks = try CheckCatalog([try JudgeTests.check("a", check)])
        let report = try Preflight.judge(
            try scenario.gathered(), checks: checks, PreflightRequest(Subject(try scenario.wanted())))
        return try #require(report.results.first)
    }

    private static let helm = "helm: {version: '3'}"
    private static let classes = "objects/priorityclasses.scheduling.k8s.io"
    private static let services = "objects/services?namespaces=wanted"

    @Test(arguments: [
        (
            "\(classes): [{metadata: {name: a}, value: 1000, description: d}], \(services): []", "pass",
            "1 classes, 0 services"
        ),
        ("\(classes): [{metadata: {name: a}, value: 1}, {metadata: {name: b}}]", "warn", "all are low: a=1, b=0"),
        ("\(classes): []", "fail", "none"), ("\(classes): null", "skipped", "not served"),
        ("\(classes): forbidden", "unknown", "forbidden"), ("\(classes): timeout", "unknown", "timeout"),
        ("\(classes): unreachable", "unknown", "unreachable"),
        ("\(services): []", "unknown", "the fact '\(classes)' was not gathered"),
        ("\(classes): [{metadata: {name: a}, value: 1000}], \(services): forbidden", "unknown", "forbidden"),
    ])
    func objectsAreJudged(_ facts: String, _ verdict: String, _ says: String) throws {
        let result = try Self.judge("{\(Self.helm), \(facts)}")
        #expect(result.verdict.name == verdict, "\(result)")
        #expect(result.message.contains(says), "\(result)")
    }

    @Test func anEarlierOutcomeMayDecideWithoutThem() throws {
        let result = try Self.judge("{helm: null, \(Self.classes): forbidden}")
        #expect(result.verdict == .skipped("no helm"))
    }

    @Test func fieldsThatWereNotRecordedMakeItUnknown() throws {
        var facts = try Scenario(
            "objects", facts: "{\(Self.helm), \(Self.classes): [{metadata: {name: a}}], \(Self.services): []}",
            verdict: ""
        ).gathered()
        facts.objects[FactName(Self.classes)] = RecordedObjects(fields: .paths(["globalDefault"]))
        let checks = try CheckCatalog([try JudgeTests.check("a", Self.check)])
        let result = try #require(try Preflight.judge(facts, checks: checks, PreflightRequest()).results.first)
        #expect(
            result.unknown?.message
                == "the facts were gathered without the fields value of priorityclasses.scheduling.k8s.io")
        #expect(result.hint == "record the snapshot again with this check selected")
    }

    /// Each check sees the fields that it names, whatever others ask for of the same list.
    @Test func checksDoNotSeeWhatOthersAskFor() throws {
        func check(_ id: String, _ fields: String) throws -> CheckDefinition {
            try JudgeTests.check(
                id,
                """
                objects:
                  classes: {group: scheduling.k8s.io, resource: priorityclasses, fields: [\(fields)]}
                outcomes: [{when: 'true', verdict: pass, message: '${classes[0]}'}]
                """)
        }
        let checks = try CheckCatalog([try check("a", "value"), try check("b", "description"), try check("c", "")])
        let facts = try Scenario(
            "objects", facts: "{\(Self.classes): [{metadata: {name: x}, value: 7, description: d}]}", verdict: ""
        ).gathered()
        let messages = try Preflight.judge(facts, checks: checks, PreflightRequest()).results.map(\.message)
        #expect(messages[0].contains("7") && !messages[0].contains("description"), "\(messages)")
        #expect(messages[1].contains("description") && !messages[1].contains("7"), "\(messages)")
        #expect(!messages[2].contains("7") && messages[2].contains("x"), "\(messages)")
    }

    @Test func variablesOfListsSeeTheFieldsThatTheCheckAsksFor() throws {
        let registry = FactRegistry(
            sources: [],
            variables: [
                FactVariable("types", from: ["objects/services"], form: "[text]", "types") {
                    (facts) throws(UnknownReason) in
                    let services = try facts.known("objects/services").array ?? []
                    return .array(services.map { $0["spec"]?["type"] ?? "none" })
                }
            ])
        func check(_ id: String, _ fields: String) throws -> CheckDefinition {
            try CheckDefinition(
                yaml: """
                    apiVersion: groundcrew/v1
                    kind: Check
                    id: \(id)
                    title: T
                    category: c
                    objects: {services: {resource: services, fields: [\(fields)]}}
                    outcomes: [{when: 'true', verdict: pass, message: '${types}'}]
                    """, file: "\(id).yaml", registry: registry)
        }
        var facts = Facts(facts: ["objects/services": .known([["spec": ["type": "NodePort"]]])])
        let judge = Judge(
            try CheckCatalog([try check("a", "spec.type"), try check("b", "status")]), registry: registry)
        #expect(try judge.judge(facts, PreflightRequest()).map(\.message) == ["NodePort", "none"])
        facts.objects["objects/services"] = RecordedObjects(fields: .paths(["spec"]))
        let results = try judge.judge(facts, PreflightRequest())
        #expect(results[0].message == "NodePort")
        #expect(results[1].unknown?.code == .notGathered)
    }

    /// What a variable is not made of must not change it: it may be there, or come later.
    @Test func aVariableSeesItsOwnFactsAlone() throws {
        let registry = FactRegistry(
            sources: ["a", "b"].map { name in FactSource(FactName(name), "a fact") { _ in .absent } },
            variables: [
                FactVariable("own", from: ["a"], form: "text", "of a") { (facts) throws(UnknownReason) in
                    guard case .known(let other) = facts.fact("b") else { return try facts.known("a") }
                    return other
                }
            ])
        let check = try CheckDefinition(
            yaml: """
                apiVersion: groundcrew/v1
                kind: Check
                id: a
                title: T
                category: c
                needs: [a, b]
                outcomes: [{when: 'true', verdict: pass, message: '${own}'}]
                """, file: "a.yaml", registry: registry)
        let facts = Facts(facts: ["a": .known("mine"), "b": .known("another's")])
        let results = try Judge(try CheckCatalog([check]), registry: registry).judge(facts, PreflightRequest())
        #expect(results.map(\.message) == ["mine"])
    }

    @Test func aFactIsCutAsItsValueIs() throws {
        let query = ObjectsQuery(resource: "services")
        let wish = ObjectsWish(query, fields: [try FieldPath("spec.type")])
        var facts = Facts(facts: [query.fact: .known([["spec": ["type": "NodePort", "clusterIP": "10.0.0.1"]]])])
        facts["objects/configmaps"] = .absent
        let judged = JudgedFacts(facts, subject: Subject(), wishes: [query.fact: wish])
        #expect(judged.fact(query.fact) == .known([["spec": ["type": "NodePort"]]]))
        #expect(try judged.known(query.fact) == [["spec": ["type": "NodePort"]]])
        #expect(judged.fact("objects/configmaps") == .absent)
        facts.objects[query.fact] = RecordedObjects(fields: .paths(["status"]))
        let other = JudgedFacts(facts, subject: Subject(), wishes: [query.fact: wish])
        guard case .unknown(let reason) = other.fact(query.fact) else {
            Issue.record("\(other.fact(query.fact))")
            return
        }
        #expect(reason.code == .notGathered)
    }
}
