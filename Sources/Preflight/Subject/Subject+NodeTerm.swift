public import Value

extension Subject {
    /// One of the terms of a required node affinity; all of its requirements hold together, and one without any holds
    /// for no node.
    public struct NodeTerm: Sendable, Hashable {
        public var requirements: [Requirement]

        public struct Requirement: Sendable, Hashable {
            /// A label, or a field such as `metadata.name`.
            public var key: String
            /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`; any other never holds.
            public var operation: String
            public var values: [String]
            public var isField: Bool

            public init(key: String, operation: String, values: [String] = [], isField: Bool = false) {
                self.key = key
                self.operation = operation
                self.values = values
                self.isField = isField
            }
        }

        public init(_ requirements: [Requirement]) { self.requirements = requirements }

        /// Reads a term as a pod's manifest has it.
        public init(_ term: Value) {
            requirements = Self.requirements(term["matchExpressions"], areFields: false)
            requirements += Self.requirements(term["matchFields"], areFields: true)
        }

        private static func requirements(_ list: Value?, areFields: Bool) -> [Requirement] {
            (list?.array ?? []).map { item in
                Requirement(
                    key: item["key"]?.string ?? "", operation: item["operator"]?.string ?? "",
                    values: (item["values"]?.array ?? []).compactMap(\.string), isField: areFields)
            }
        }

        /// Those of a pod's `affinity` that are required.
        public static func required(by affinity: Value?) -> [NodeTerm] {
            let required = affinity?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
            return (required?["nodeSelectorTerms"]?.array ?? []).map { NodeTerm($0) }
        }
    }
}

extension Subject.NodeTerm {
    /// The labels that it looks at.
    var labels: [String] { requirements.filter { !$0.isField }.map(\.key) }

    func holds(for node: NodeFact) -> Bool {
        !requirements.isEmpty
            && requirements.allSatisfy { item in
                guard item.isField else { return item.holds(for: node.labels[item.key]) }
                return item.key == "metadata.name" && item.holds(for: node.name)
            }
    }

    /// The form of a manifest.
    var value: Value {
        func list(_ isField: Bool) -> Value {
            .array(
                requirements.filter { $0.isField == isField }.map { item in
                    [
                        "key": .string(item.key), "operator": .string(item.operation),
                        "values": .array(item.values.map(Value.string)),
                    ]
                })
        }
        return ["matchExpressions": list(false), "matchFields": list(true)]
    }
}

extension Subject.NodeTerm: CustomStringConvertible {
    /// Such as `zone In (a, b), gpu Exists`.
    public var description: String {
        requirements.map { item in
            let values = item.values.isEmpty ? "" : " (\(item.values.joined(separator: ", ")))"
            return "\(item.key) \(item.operation)\(values)"
        }.joined(separator: ", ")
    }
}

extension Subject.NodeTerm.Requirement {
    /// As apimachinery's label selectors judge it; nil where there is no such label.
    fileprivate func holds(for label: String?) -> Bool {
        switch operation {
        case "In": label.map(values.contains) ?? false
        case "NotIn": !(label.map(values.contains) ?? false)
        case "Exists": label != nil
        case "DoesNotExist": label == nil
        case "Gt": compares(label, >)
        case "Lt": compares(label, <)
        default: false
        }
    }

    private func compares(_ label: String?, _ holds: (Int64, Int64) -> Bool) -> Bool {
        guard let number = label.flatMap({ Int64($0) }), values.count == 1, let bound = Int64(values[0]) else {
            return false
        }
        return holds(number, bound)
    }
}
