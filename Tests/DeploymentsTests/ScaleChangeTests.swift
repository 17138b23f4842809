import Testing
import Value

@testable import Deployments

@Suite struct ScaleChangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var replicas: Int64?
        var values: Object = [:]
        var asked: Object
        var testDescription: String { "\(replicas.map(String.init) ?? "-") \(Value.object(values).json())" }
    }

    @Test(arguments: [
        Case(replicas: 3, asked: ["replicas": 3]), Case(replicas: 0, asked: ["replicas": 0]),
        Case(values: ["decodeReplicas": 2], asked: ["decodeReplicas": 2]),
        Case(values: ["decodeReplicas": .null], asked: ["decodeReplicas": .null]),
        Case(replicas: 1, values: ["prefillReplicas": 2], asked: ["replicas": 1, "prefillReplicas": 2]),
        Case(replicas: 1, values: ["replicas": 2], asked: ["replicas": 2]),
        Case(values: ["frontend": ["replicas": 2]], asked: ["frontend": ["replicas": 2]]),
        Case(values: ["autoscaling": ["minReplicas": 2]], asked: ["autoscaling": ["minReplicas": 2]]),
        Case(values: ["replicas": 2.0], asked: ["replicas": 2.0]),
    ])
    func takesNumbersOfReplicas(test: Case) throws {
        #expect(try ScaleChange(replicas: test.replicas, values: test.values).values == test.asked)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var values: Object
        var words: String
        var testDescription: String { Value.object(values).json() }
    }

    @Test(arguments: [
        Refusal(values: [:], words: "nothing is to be scaled"),
        Refusal(values: ["frontend": [:]], words: "frontend is not a number of replicas"),
        Refusal(values: ["engine": "sglang"], words: "engine is not a number of replicas"),
        Refusal(values: ["resources": ["gpu": 2]], words: "resources.gpu is not a number of replicas"),
        Refusal(values: ["replicas": "many"], words: #"replicas is "many", which is not a number of replicas"#),
        Refusal(values: ["replicas": 1.5], words: "replicas is 1.5, which is not a number of replicas"),
        Refusal(values: ["replicas": -1], words: "replicas is -1, which is not a number of replicas"),
        Refusal(values: ["replicas": [1]], words: "replicas is [1], which is not a number of replicas"),
        Refusal(values: ["replicas": true], words: "replicas is true, which is not a number of replicas"),
        Refusal(values: ["replicas": 1, "labels": ["a": "b"]], words: "labels.a is not a number of replicas"),
    ])
    func refusesWhatIsNoNumberOfReplicas(test: Refusal) throws {
        let error = try #require(throws: DeploymentError.self) {
            try ScaleChange(replicas: nil, values: test.values)
        }
        #expect(error.code == .invalidRequest)
        #expect(error.message.hasPrefix(test.words), "\(error.message)")
    }

    @Test func whatIsAskedForIsComparedAndNothingElse() throws {
        let change = try ScaleChange(replicas: 3, values: ["frontend": ["replicas": 1], "decodeReplicas": 4])
        let before: Object = ["replicas": 1, "frontend": ["replicas": 1], "decodeReplicas": .null, "engine": "vllm"]
        let after: Object = ["replicas": 3, "frontend": ["replicas": 1], "decodeReplicas": 4, "engine": "sglang"]
        let changes = change.changes(from: before, to: after)
        #expect(
            changes == [
                ScaledValue(name: "replicas", before: 1, after: 3),
                ScaledValue(name: "decodeReplicas", before: nil, after: 4),
            ])
        #expect(changes.map(\.words) == ["replicas 3, was 1", "decodeReplicas 4, was unset"])
        #expect(changes[1].value == ["name": "decodeReplicas", "before": .null, "after": 4])
        #expect(change.changes(from: after, to: after).isEmpty)
    }

    @Test func aNumberThatIsTakenBackIsUnset() throws {
        let change = try ScaleChange(replicas: nil, values: ["decodeReplicas": .null])
        #expect(change.changes(from: ["decodeReplicas": 2], to: [:]).map(\.words) == ["decodeReplicas unset, was 2"])
    }
}
