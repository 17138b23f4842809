import Value

/// A label selector as objects have it, with `matchLabels` and `matchExpressions`.
struct ObjectSelector: Sendable, Hashable {
    private enum Operation: String { case isIn = "In", isNotIn = "NotIn", exists = "Exists", absent = "DoesNotExist" }

    private struct Requirement: Sendable, Hashable {
        var key: String
        /// Nil for one that no server knows, which nothing fits.
        var operation: Operation?
        var values: [String]
    }

    private var requirements: [Requirement] = []

    /// - Parameter selector: nil and an empty one select everything.
    init(_ selector: Value?) {
        for (key, value) in selector?["matchLabels"]?.object ?? [:] {
            requirements.append(Requirement(key: key, operation: .isIn, values: [value.string ?? ""]))
        }
        for expression in selector?["matchExpressions"]?.array ?? [] {
            requirements.append(
                Requirement(
                    key: expression["key"]?.string ?? "",
                    operation: expression["operator"]?.string.flatMap(Operation.init),
                    values: ClusterObject.texts(expression["values"])))
        }
    }

    var isEmpty: Bool { requirements.isEmpty }

    func matches(_ labels: Object) -> Bool { requirements.allSatisfy { Self.holds($0, labels) } }

    private static func holds(_ requirement: Requirement, _ labels: Object) -> Bool {
        let value = labels[requirement.key]?.string
        return switch requirement.operation {
        case .isIn: value.map(requirement.values.contains) ?? false
        case .isNotIn: !(value.map(requirement.values.contains) ?? false)
        case .exists: value != nil
        case .absent: value == nil
        case nil: false
        }
    }
}
