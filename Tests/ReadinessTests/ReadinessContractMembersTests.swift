import Readiness
import Testing
import Value

/// What the expressions of a contract read, and where.
@Suite struct ReadinessContractMembersTests {
    private static let section: Value = [
        "let": ["a": "related.?one.hasValue()"],
        "rules": [
            ["when": "has(related.two) && a", "phase": "Running", "message": "is ${related.three.name}"],
            ["when": "true", "phase": "Pending", "reason": "${related['four'].reason}"],
        ],
        "replicas": ["desired": "related.five.replicas", "ready": "0"],
        "pods": ["selector": "a=${related.six.name}"],
        "endpoint": ["service": "${related.seven.name}", "port": "${related.eight.port}"],
    ]

    @Test func everyExpressionIsLookedAt() throws {
        let contract = try ReadinessContract(Self.section) { "file@\($0)" }
        let found = contract.members(of: "related")
        #expect(
            found.map { $0.path } == [
                "let.a", "rules[0].when", "rules[0].message", "rules[1].reason", "replicas.desired", "pods.selector",
                "endpoint.service", "endpoint.port",
            ])
        #expect(
            found.map { $0.members } == [
                ["one"], ["two"], ["three"], ["four"], ["five"], ["six"], ["seven"], ["eight"],
            ])
        #expect(found.first?.location == "file@let.a")
        #expect(!contract.readsWhole("related"))
    }

    @Test func aComputedNameIsTheWhole() throws {
        let contract = try ReadinessContract([
            "rules": [["when": "related[object.metadata.name].ready", "phase": "Running"]]
        ])
        #expect(contract.readsWhole("related") && contract.members(of: "related").isEmpty)
    }
}
