import Kubernetes
import Testing
import Value

@testable import Releases

/// What a change of a CRD would do, without a cluster.
@Suite struct CRDChangeTests {
    private func findings(_ old: Value, _ new: Value, stored: [String] = ["v1"]) -> [CRDFinding] {
        CRDChange.findings(
            from: CRDChangeCase.crd(old, group: "example.com", stored: stored),
            to: CRDChangeCase.crd(new, group: "example.com"))
    }

    @Test(arguments: CRDChangeCase.all)
    func eachChangeIsFoundAtItsPlace(_ row: CRDChangeCase) throws {
        let found = findings(row.old, row.new)
        let match = try #require(
            found.first { $0.kind == row.kind && $0.path == row.path }, "\(found.map(\.description))")
        #expect(match.effect == row.effect)
        #expect(match.message.contains(row.words), "\(match.message)")
        // What is found beside it is never worse.
        #expect(found.allSatisfy { $0 == match || $0.effect == .harmless || row.effect != .harmless }, "\(found)")
    }

    /// Every class has a row.
    @Test func noClassIsLeftOut() {
        var classes = Set(CRDFinding.Class.allCases)
        for row in CRDChangeCase.all { classes.remove(row.kind) }
        #expect(classes == [.groupChanged, .conversionRefused])
    }

    // MARK: - What the server refuses

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var old = "Webhook"
        var new: String? = "None"
        /// Fields that the server names; none means in its message alone.
        var fields: [String] = []
        var message = "is invalid"
        var isKnown = false
        var kind: CRDFinding.Class?
        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "a webhook that goes", fields: ["spec.conversion.webhookClientConfig"], kind: .conversionRefused),
        Refusal(
            name: "a webhook that is left out", new: nil, fields: ["spec.names", "spec.conversion.webhook"],
            kind: .conversionRefused),
        Refusal(
            name: "in words alone", message: "spec.conversion.webhook: Forbidden", kind: .conversionRefused),
        Refusal(
            name: "beside what is refused already", fields: ["spec.conversion.webhook"], isKnown: true,
            kind: .conversionRefused),
        Refusal(name: "something else", fields: ["spec.versions[0].schema"], kind: .unknownChange),
        Refusal(
            name: "a webhook that comes", old: "None", new: "Webhook", fields: ["spec.conversion.webhook"],
            kind: .unknownChange),
        Refusal(name: "what is known to be refused", fields: ["spec.scope"], isKnown: true),
    ])
    func aRefusalIsNamedByWhatItIsAbout(row: Refusal) throws {
        let status: Value = [
            "details": [
                "causes": .array(
                    row.fields.map { ["reason": "FieldValueForbidden", "field": .string($0), "message": "Forbidden"] })
            ]
        ]
        func crd(_ strategy: String?) -> Value {
            guard let strategy else { return ["spec": [:]] }
            return ["spec": ["conversion": ["strategy": .string(strategy)]]]
        }
        let known = CRDFinding(.scopeChanged, "spec.scope", "of the CRD: its scope would change", .refused)
        let found = CRDChange.refusal(
            by: KubernetesError(.invalid, row.message, status: status), from: crd(row.old), to: crd(row.new),
            beside: row.isKnown ? [known] : [])
        #expect(found?.kind == row.kind)
        guard row.kind != nil else { return }
        let finding = try #require(found)
        #expect(finding.effect == .refused)
        #expect(finding.path == (row.kind == .conversionRefused ? "spec.conversion.webhook" : "spec"))
        #expect(finding.message.contains(row.message), "\(finding)")
    }

    @Test func whatLoosensIsNoFinding() {
        func same(_ old: Value, _ new: Value, _ note: Comment) {
            func of(_ x: Value) -> Value {
                CRDChangeCase.spec(["type": "object", "properties": ["x": x]])
            }
            #expect(findings(of(old), of(new)) == [], note)
        }
        same(["type": "string", "enum": ["a"]], ["type": "string", "enum": ["b", "a"]], "a value more")
        same(["type": "string", "enum": ["a"]], ["type": "string"], "no enum")
        same(["type": "integer", "minimum": 5], ["type": "integer", "minimum": 1], "a lower minimum")
        same(["type": "integer", "minimum": 5], ["type": "integer"], "no minimum")
        same(["type": "integer", "maximum": 5], ["type": "integer", "maximum": 9], "a higher maximum")
        same(
            ["type": "integer", "maximum": 5, "exclusiveMaximum": true], ["type": "integer", "maximum": 5],
            "a bound included")
        same(["type": "integer", "multipleOf": 4], ["type": "integer", "multipleOf": 2], "a divisor")
        same(["type": "string"], ["type": "string", "minLength": 0], "no length is below zero")
        same(["type": "string", "pattern": "a"], ["type": "string"], "no pattern")
        same(["type": "string", "format": "date"], ["type": "string"], "no format")
        same(["type": "string", "description": "a"], ["type": "string", "description": "b", "title": "c"], "prose")
        same(["type": "string"], ["type": "string", "nullable": false], "what absence says, too")
        same(
            ["type": "array", "items": ["type": "string"], "uniqueItems": true],
            ["type": "array", "items": ["type": "string"]], "twice")
        same(["type": "object"], ["type": "object", "properties": ["y": ["type": "string"]]], "a field more")
        same(
            ["type": "object", "properties": ["y": ["type": "string"]], "required": ["y"]],
            ["type": "object", "properties": ["y": ["type": "string"]]], "a required field less")
        same(["type": "object"], ["type": "object", "x-kubernetes-preserve-unknown-fields": true], "unknown fields")
        same(
            ["type": "object", "additionalProperties": ["type": "string"]],
            ["type": "object", "x-kubernetes-preserve-unknown-fields": true], "keys of one's own, kept as unknown")
        same(
            ["anyOf": [["type": "integer"], ["type": "string"]], "x-kubernetes-int-or-string": true],
            ["anyOf": [["type": "string"], ["type": "integer"]], "x-kubernetes-int-or-string": true], "another order")
        same(
            ["type": "string", "x-kubernetes-validations": [["rule": "a", "message": "b"]]],
            ["type": "string", "x-kubernetes-validations": [["rule": "a", "message": "c"]]], "other words")
    }

    @Test func whatEveryObjectHasIsNoField() {
        func crd(_ fields: Object) -> Value {
            CRDChangeCase.spec([
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": ["type": "object", "properties": .object(fields)]],
                ]
            ])
        }
        let implied: Object = [
            "apiVersion": ["type": "string"], "kind": ["type": "string"], "metadata": ["type": "object"],
        ]
        #expect(findings(crd(implied), crd([:])) == [])
        #expect(findings(crd([:]), crd(implied)) == [])
        #expect(findings(crd(["other": ["type": "string"]]), crd([:])).map(\.kind) == [.fieldRemoved])
    }

    @Test func theGroupIsPartOfTheName() {
        let found = CRDChange.findings(
            from: CRDChangeCase.crd(CRDChangeCase.spec(["type": "object"]), group: "a.example.com"),
            to: CRDChangeCase.crd(CRDChangeCase.spec(["type": "object"]), group: "b.example.com"))
        #expect(found.map(\.kind) == [.groupChanged])
        #expect(found.first?.effect == .refused)
    }

    @Test func aStoredVersionThatStaysIsNone() {
        let versions = [
            CRDChangeCase.version("v1", ["type": "object"]),
            CRDChangeCase.version("v2", ["type": "object"], storage: false),
        ]
        #expect(findings(CRDChangeCase.spec(versions), CRDChangeCase.spec(versions), stored: ["v1", "v2"]) == [])
        let gone = findings(
            CRDChangeCase.spec(versions), CRDChangeCase.spec([versions[0]]), stored: ["v1", "v2"])
        #expect(gone.map(\.kind) == [.storedVersionRemoved])
        #expect(gone.first?.version == "v2")
    }

    /// What two versions differ in already is no news, and a webhook knows better than their names.
    @Test func crossingsAreToldOnce() {
        let rich = CRDChangeCase.version("v1", ["type": "object", "properties": ["x": ["type": "string"]]])
        let poor = CRDChangeCase.version("v2", ["type": "object"], storage: false)
        let both = CRDChangeCase.spec([rich, poor])
        #expect(findings(both, both.merged(with: ["names": ["singular": "wheel"]])).map(\.kind) == [.namesChanged])
        let converted = both.merged(with: ["conversion": ["strategy": "Webhook"]])
        #expect(findings(CRDChangeCase.spec([rich]), converted).map(\.kind) == [.conversionChanged])
        let unconverted = findings(converted, both)
        #expect(unconverted.contains { $0.kind == .fieldRemoved && $0.version == "v1→v2" }, "\(unconverted)")
    }

    @Test func aSchemaWithoutEndIsUnknownBelowTheLimit() {
        func nested(_ leaf: String, depth: Int) -> Value {
            var value: Value = ["type": .string(leaf)]
            for _ in 0..<depth { value = ["type": "object", "properties": ["a": value]] }
            return value
        }
        let deep = findings(
            CRDChangeCase.spec(nested("string", depth: CRDLimits.schemaDepth + 5)),
            CRDChangeCase.spec(nested("integer", depth: CRDLimits.schemaDepth + 5)))
        #expect(deep.map(\.kind) == [.unknownChange])
        #expect(deep.first?.message.contains("\(CRDLimits.schemaDepth) levels") == true)
        let shallow = findings(
            CRDChangeCase.spec(nested("string", depth: CRDLimits.schemaDepth - 5)),
            CRDChangeCase.spec(nested("integer", depth: CRDLimits.schemaDepth - 5)))
        #expect(shallow.map(\.kind) == [.typeChanged])
    }

    @Test func findingsSayTheirPathAndClass() {
        let finding = CRDFinding(.fieldRemoved, "spec.versions[v1].schema.spec.x", "would go", version: "v1", .unsafe)
        #expect(finding.description == "spec.versions[v1].schema.spec.x would go (field-removed)")
        #expect(
            finding.value == [
                "class": "field-removed", "version": "v1", "path": "spec.versions[v1].schema.spec.x",
                "message": "would go", "effect": "unsafe",
            ])
    }
}
