import Expressions
import Value

/// CEL, by itself and within a message.
enum ExpressionTarget {
    @Sendable static func run(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        var limits = ExpressionLimits()
        limits.cost = 200_000
        limits.resultSize = 1 << 20
        do { _ = try MessageTemplate(text, limits: limits).render(variables) } catch { _ = "\(error)" }
        let values: [Value]
        do {
            let expression = try Expression(text, limits: limits)
            values = [
                try expression.evaluate(variables, limits: limits), try expression.evaluate(variables, limits: limits),
            ]
        } catch {
            _ = "\(error)"
            return
        }
        try Finding.require(values[0].json() == values[1].json(), "two evaluations differ: \(values)")
    }

    private static let variables: [String: Value] = [
        "s": "text ünï", "i": 42, "f": 1.5, "b": true, "n": .null, "list": [3, 1, 2], "words": ["b", "a", "c"],
        "map": ["a": 1, "b": ["c": [1, 2, 3]]], "quantity": "1.5Gi", "version": "v1.30.4-gke.100",
        "time": "2024-02-29T12:30:00Z",
        "nodes": [["name": "n1", "gpus": 8, "ready": true], ["name": "n2", "gpus": 0, "ready": false]],
    ]
}
