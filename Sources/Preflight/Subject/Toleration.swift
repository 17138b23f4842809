public import Value

/// What a pod says of taints that do not keep it away.
public struct Toleration: Sendable, Hashable {
    public var key: String
    /// `Exists`, or `Equal`, which an empty one stands for; others tolerate no taint of an accelerator.
    public var operation: String
    public var value: String
    /// Empty matches every effect.
    public var effect: String

    public init(key: String, operation: String = "Equal", value: String = "", effect: String = "") {
        self.key = key
        self.operation = operation
        self.value = value
        self.effect = effect
    }

    /// Reads a toleration as a pod's manifest has it.
    public init(_ toleration: Value) {
        self.init(
            key: toleration["key"]?.string ?? "", operation: toleration["operator"]?.string ?? "Equal",
            value: toleration["value"]?.string ?? "", effect: toleration["effect"]?.string ?? "")
    }

    /// As `ToleratesTaint` of Kubernetes' core types; its operators that compare numbers never hold, because a taint of
    /// an accelerator has none.
    func tolerates(_ taint: NodeFact.Taint) -> Bool {
        guard effect.isEmpty || effect == taint.effect else { return false }
        return switch operation {
        case "Exists": key.isEmpty || key == taint.key
        case "Equal", "": !key.isEmpty && key == taint.key && value == taint.value
        default: false
        }
    }

    var object: Value {
        [
            "key": .string(key), "operator": .string(operation), "value": .string(value), "effect": .string(effect),
        ]
    }
}
