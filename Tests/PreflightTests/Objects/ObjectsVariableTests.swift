import Testing
import Value

@testable import Preflight

/// The `objects` of a check's file.
@Suite struct ObjectsVariableTests {
    private static let file = """
        apiVersion: groundcrew/v1
        kind: Check
        id: mine
        title: Mine
        category: own
        objects:
          classes:
            group: scheduling.k8s.io
            resource: priorityclasses
            fields: [value, 'metadata.annotations["a/b"]']
        outcomes:
          - when: classes == null || size(classes) == 0
            verdict: fail
            message: none
            hint: add some
          - when: "true"
            verdict: pass
            message: ${classes.map(c, c.metadata.name)}

        """

    private static func check(_ old: String = "", _ new: String = "") throws -> CheckDefinition {
        let text = old.isEmpty ? file : file.replacing(old, with: new, maxReplacements: 1)
        try #require(old.isEmpty || text != file)
        return try CheckDefinition(yaml: text, file: "mine.yaml")
    }

    @Test func aListIsDeclaredAndSeen() throws {
        let check = try Self.check()
        #expect(check.objects.map(\.name) == ["classes"])
        #expect(check.objects[0].wish.query == ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses"))
        #expect(check.objects[0].wish.fields.map(\.description) == ["metadata.annotations['a/b']", "value"])
        #expect(check.facts == ["objects/priorityclasses.scheduling.k8s.io"])
    }

    @Test(arguments: [
        (
            "    namespaces: wanted",
            ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses", namespaces: .wanted)
        ),
        (
            "    namespaces: [b, a]",
            ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses", namespaces: .named(["a", "b"]))
        ),
        ("    namespaces: null", ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses")),
        (
            "    names: [high, low]",
            ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses", names: ["high", "low"])
        ),
        (
            "    labelSelector: a=b\n    fieldSelector: c=d",
            ObjectsQuery(
                group: "scheduling.k8s.io", resource: "priorityclasses", labelSelector: "a=b", fieldSelector: "c=d")
        ),
        ("    labelSelector: ''", ObjectsQuery(group: "scheduling.k8s.io", resource: "priorityclasses")),
    ])
    func aQuestionIsReadAsItStands(_ lines: String, _ query: ObjectsQuery) throws {
        let check = try Self.check("    fields:", "\(lines)\n    fields:")
        #expect(check.objects.map(\.wish.query) == [query])
    }

    @Test func fieldsMayBeLeftOut() throws {
        let check = try Self.check("    fields: [value, 'metadata.annotations[\"a/b\"]']\n", "")
        #expect(check.objects[0].wish.fields.isEmpty)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        var says: [String]

        init(_ name: String, _ old: String, _ new: String, says: [String]) {
            testDescription = name
            self.old = old
            self.new = new
            self.says = says
        }
    }

    private static let many = (1...33).map { "f\($0)" }.joined(separator: ", ")
    private static let lists = (1...17).map { "  a\($0): {resource: services}" }.joined(separator: "\n")
    private static let names = (1...65).map { "n\($0)" }.joined(separator: ", ")

    private static let bad: [Bad] = [
        Bad(
            "nodes", "group: scheduling.k8s.io\n    resource: priorityclasses", "resource: nodes",
            says: ["mine.yaml:8", "there is a fact: write needs: [nodes]"]),
        Bad(
            "pods", "group: scheduling.k8s.io\n    resource: priorityclasses", "group: ''\n    resource: pods",
            says: ["write needs: [pods]"]),
        Bad(
            "data of secrets", "group: scheduling.k8s.io\n    resource: priorityclasses\n    fields: [value,",
            "resource: secrets\n    fields: [data.token,",
            says: ["names 'data.token' of secrets; only metadata and type of a secret are ever read"]),
        Bad("all of metadata", "[value,", "[metadata,", says: ["name what is read of it, such as metadata.labels"]),
        Bad("uid", "[value,", "[metadata.uid,", says: ["metadata.uid, which is never read"]),
        Bad(
            "what kubectl keeps", #"["a/b"]"#, #"["kubectl.kubernetes.io/last-applied-configuration"]"#,
            says: ["is never read"]),
        Bad("an index", "[value,", "['rules[0].a',", says: ["mine.yaml:10", "leave the index out"]),
        Bad("too many fields", "[value,", "[\(many),", says: ["names 34 fields; at most 32 are read"]),
        Bad("too many lists", "objects:\n", "objects:\n\(lists)\n", says: ["declares 18 lists; a check may have 16"]),
        Bad("too many names", "fields:", "names: [\(names)]\n    fields:", says: ["has 65 names", "1 to 64"]),
        Bad("no names", "fields:", "names: []\n    fields:", says: ["has 0 names"]),
        Bad(
            "names with a selector", "fields:", "names: [a]\n    labelSelector: b=c\n    fields:",
            says: ["does not go with a selector"]),
        Bad("no namespaces", "fields:", "namespaces: []\n    fields:", says: ["is empty; leave it out for all"]),
        Bad("a word for namespaces", "fields:", "namespaces: all\n    fields:", says: ["it must be one of wanted"]),
        Bad(
            "namespaces of another kind", "fields:", "namespaces: 5\n    fields:",
            says: ["it must be a list of strings"]),
        Bad("an unknown key", "fields:", "fieldz:", says: ["mine.yaml:10", "did you mean 'fields'"]),
        Bad("no resource", "    resource: priorityclasses\n", "", says: ["resource is required"]),
        Bad("a kind for a resource", "priorityclasses", "PriorityClass", says: ["a plural in lower case"]),
        Bad("no group", "scheduling.k8s.io", "scheduling/v1", says: ["it must be the name of an API group"]),
        Bad("nothing", "classes:\n    group", "none:\n  classes:\n    group", says: ["is null; it must be an object"]),
        Bad(
            "a list",
            "  classes:\n    group: scheduling.k8s.io\n    resource: priorityclasses\n"
                + "    fields: [value, 'metadata.annotations[\"a/b\"]']\n", "  - classes\n",
            says: ["mine.yaml:6", "it must be an object"]),
        Bad("a word of CEL", "classes:", "package:", says: ["cannot be a variable", "no word of CEL"]),
        Bad("another word of CEL", "classes:", "'true':", says: ["cannot be a variable"]),
        Bad("a name with a dash", "classes:", "priority-classes:", says: ["hold only letters and digits"]),
        Bad("a name in capitals", "classes:", "Classes:", says: ["must begin with a-z"]),
        Bad("what is wanted", "classes:", "want:", says: ["mine.yaml:7", "is the name of a variable"]),
        Bad("the server of forEach", "classes:", "each:", says: ["choose another"]),
        Bad(
            "a variable of a fact that it needs", "objects:\n  classes:", "needs: [helm]\nobjects:\n  helm:",
            says: ["is the name of a variable that the check has already"]),
        Bad("objects as a fact", "objects:", "needs: [objects/services]\nobjects:", says: ["unknown fact"]),
    ]

    @Test(arguments: bad) func aBadOneIsRefusedWithItsPlace(_ bad: Bad) throws {
        let error = try #require(throws: PreflightError.self) { try Self.check(bad.old, bad.new) }
        #expect(error.code == .invalidCheck)
        for part in bad.says { #expect("\(error)".contains(part), "\(error)") }
    }

    /// Such a check goes on loading when a fact comes to have a variable of the name.
    @Test func aNameOfAnotherFactsVariableIsFree() throws {
        let check = try CheckDefinition(
            yaml: Self.file.replacing("classes", with: "helm").replacing("priorityhelm", with: "priorityclasses"),
            file: "mine.yaml")
        #expect(check.objects.map(\.name) == ["helm"])
    }

    @Test func aVariableOfListsIsSeenByWhoAsksForThem() throws {
        let registry = FactRegistry(
            sources: [],
            variables: [
                FactVariable("reach", from: ["objects/services", "objects/endpoints"], form: "[{a}]", "of lists") { _ in
                    .null
                }
            ])
        func check(_ lists: String) throws -> CheckDefinition {
            try CheckDefinition(
                yaml: """
                    apiVersion: groundcrew/v1
                    kind: Check
                    id: mine
                    title: Mine
                    category: own
                    objects: \(lists)
                    outcomes: [{when: reach == null, verdict: skip, message: m}, {when: 'true', verdict: pass, message: m}]
                    """, file: "mine.yaml", registry: registry)
        }
        _ = try check("{services: {resource: services}, endpoints: {resource: endpoints}}")
        #expect(throws: PreflightError.self) { try check("{services: {resource: services}}") }
        #expect(throws: PreflightError.self) {
            try check("{services: {resource: services, namespaces: wanted}, endpoints: {resource: endpoints}}")
        }
        #expect(throws: PreflightError.self) {
            try check("{reach: {resource: services}, endpoints: {resource: endpoints}, services: {resource: services}}")
        }
    }
}
