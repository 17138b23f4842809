import Expressions
import Testing
import Value

/// Values that come from outside.
@Suite struct VariableTests {
    static let node: Value = [
        "metadata": ["name": "gpu-1", "labels": ["nvidia.com/gpu.count": "8", "zone": "a"], "annotations": [:]],
        "spec": ["taints": [["key": "gpu", "effect": "NoSchedule"]], "unschedulable": false],
        "status": [
            "allocatable": ["nvidia.com/gpu": "8", "memory": "1Ti", "cpu": "96"],
            "conditions": [["type": "Ready", "status": "True"], ["type": "DiskPressure", "status": "False"]],
            "nodeInfo": ["kubeletVersion": "v1.33.2+k3s1"],
            "addresses": [["type": "InternalIP", "address": "10.0.0.7"]],
        ],
        "created": "2026-01-02T03:04:05Z", "count": 3, "ratio": 0.25, "big": .number("9223372036854775808"),
        "none": .null,
    ]

    static let cases: [EvaluationCase] = [
        EvaluationCase("node.metadata.name", "gpu-1"),
        EvaluationCase("int(node.metadata.labels['nvidia.com/gpu.count']) * 2", 16),
        EvaluationCase("node.metadata.labels.`nvidia.com/gpu.count`", "8"),
        EvaluationCase("node.metadata.labels.nvidia__dot__com__slash__gpu__dot__count", "8"),
        EvaluationCase("node.metadata.?labels[?'missing'].orValue('none')", "none"),
        EvaluationCase("node.metadata.annotations.size()", 0),
        EvaluationCase("node.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')", true),
        EvaluationCase("node.status.conditions.filter(c, c.status == 'False').map(c, c.type)", ["DiskPressure"]),
        EvaluationCase("node.spec.taints.all(t, has(t.key) && !has(t.value))", true),
        EvaluationCase("node.spec.unschedulable || has(node.spec.providerID)", false),
        EvaluationCase("quantity(node.status.allocatable.memory).isGreaterThan(quantity('512Gi'))", true),
        EvaluationCase("quantity(node.status.allocatable['nvidia.com/gpu']).asInteger()", 8),
        EvaluationCase("semver(node.status.nodeInfo.kubeletVersion, true).minor()", 33),
        EvaluationCase("cidr('10.0.0.0/24').containsIP(node.status.addresses[0].address)", true),
        EvaluationCase("timestamp(node.created).getFullYear()", 2026),
        EvaluationCase("timestamp(node.created) + duration('1h') > timestamp('2026-01-02T04:00:00Z')", true),
        EvaluationCase("format.dns1123Subdomain().validate(node.metadata.name).hasValue()", false),
        EvaluationCase(
            "node.metadata.labels.transformList(k, v, k + '=' + v).sort().join(',')", "nvidia.com/gpu.count=8,zone=a"),
        EvaluationCase("node.status.allocatable.transformMap(k, v, k != 'cpu', v).size()", 2),
        EvaluationCase("node.count + 1", 4),
        EvaluationCase("node.count / 2", 1),
        EvaluationCase("node.ratio * 4.0", 1.0),
        EvaluationCase("node.ratio + 1", fails: .noSuchOverload),
        EvaluationCase("double(node.count) + node.ratio", 3.25),
        EvaluationCase("node.big", .number("9223372036854775808")),
        EvaluationCase("node.big > node.count", true),
        EvaluationCase("node.none == null && has(node.none)", true),
        EvaluationCase("node.none.x", fails: .noSuchOverload),
        EvaluationCase("node.?none.orValue('x')", .null),
        EvaluationCase("type(node) == map && type(node.spec.taints) == list && type(node.ratio) == double", true),
        EvaluationCase("node == node && node.spec != node.status", true),
        EvaluationCase("[node].map(n, n.metadata.name)", ["gpu-1"]),
        EvaluationCase("node.missing.x", fails: .noSuchKey),
        EvaluationCase("node.metadata.name.x", fails: .noSuchOverload),
        EvaluationCase("other", fails: .unknownVariable),
    ]

    @Test(arguments: cases) func objectsOfAClusterAreRead(_ test: EvaluationCase) throws {
        try test.check(["node": Self.node])
    }

    @Test func whatIsHandedOnIsAsItWas() throws {
        #expect(try Expression("node").evaluate(["node": Self.node]) == Self.node)
        #expect(try Expression("[node, {'n': node}]").evaluate(["node": Self.node]) == [Self.node, ["n": Self.node]])
        #expect(try Expression("optional.of(node)").evaluate(["node": Self.node]) == Self.node)
    }

    @Test func manyEvaluateAtOnce() async throws {
        let expression = try Expression("l.filter(x, x % k == 0).map(x, string(x).matches('^[0-9]+$')).size()")
        let list = Value.array((0..<200).map { .integer($0) })
        let counts = try await withThrowingTaskGroup(of: Int64.self) { group in
            for divisor in 1...20 {
                group.addTask {
                    try expression.evaluate(["l": list, "k": .integer(Int64(divisor))]).integer ?? -1
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(counts == Set((1...20).map { divisor in Int64((0..<200).count { $0 % divisor == 0 }) }))
    }
}
