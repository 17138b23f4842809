public import Value

/// How many replicas a deployment is to have, as values of its chart.
public struct ScaleChange: Sendable, Equatable {
    /// Numbers of replicas alone, and nulls, which leave a number to the chart again.
    public let values: Object

    /// - Parameters:
    ///   - replicas: the value of that name; nil leaves it as it is.
    ///   - values: of the chart; they win.
    /// - Throws: `DeploymentError` with code `invalidRequest` where nothing is asked for, and for what is no number of
    ///   replicas.
    public init(replicas: Int64?, values: Object) throws(DeploymentError) {
        let asked: Object = replicas.map { ["replicas": .integer($0)] as Object } ?? [:]
        self.values = asked.merged(with: values)
        let leaves = self.values.leaves
        guard !leaves.isEmpty else {
            throw DeploymentError(
                .invalidRequest, "nothing is to be scaled",
                hint: "say --replicas N, or name another number of the chart's: --set decodeReplicas=N")
        }
        for leaf in leaves {
            let name = leaf.path.joined(separator: ".")
            guard leaf.path.last?.lowercased().hasSuffix("replicas") == true else {
                throw DeploymentError(
                    .invalidRequest, "\(name) is not a number of replicas, and scaling changes nothing else",
                    hint: "groundcrew deploy changes the rest of a deployment")
            }
            guard leaf.value.isNull || leaf.value.integer.map({ $0 >= 0 }) == true else {
                throw DeploymentError(
                    .invalidRequest, "\(name) is \(leaf.value.json()), which is not a number of replicas")
            }
        }
    }

    /// What changes from some values to others, among those that this asks for, in its order.
    ///
    /// - Parameters:
    ///   - before: with the chart's defaults.
    ///   - after: with the chart's defaults.
    func changes(from before: Object, to after: Object) -> [ScaledValue] {
        values.leaves.compactMap { leaf in
            func number(in values: Object) -> Int64? {
                leaf.path.reduce(Value.object(values)) { $0?[$1] }?.integer
            }
            let (old, new) = (number(in: before), number(in: after))
            return old == new ? nil : ScaledValue(name: leaf.path.joined(separator: "."), before: old, after: new)
        }
    }
}

/// A number of replicas that changes.
public struct ScaledValue: Sendable, Equatable {
    /// Of the value, such as `frontend.replicas`.
    public var name: String
    /// Nil where the chart leaves it open.
    public var before: Int64?
    public var after: Int64?

    /// Such as `replicas 3, was 1`.
    public var words: String {
        "\(name) \(after.map(String.init) ?? "unset"), was \(before.map(String.init) ?? "unset")"
    }

    public var value: Value {
        [
            "name": .string(name), "before": before.map(Value.integer) ?? .null,
            "after": after.map(Value.integer) ?? .null,
        ]
    }
}
