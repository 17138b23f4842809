import Value

/// A field selector in its text form: `metadata.name=a,status.phase!=Running`.
struct FieldSelector: Sendable {
    struct Term: Sendable, Hashable {
        var path: String
        var value: String
        var isEqual: Bool
    }

    var terms: [Term]

    init(_ text: String, for resource: ResourceDefinition) throws {
        terms = try text.split(separator: ",").map { part in
            for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
                guard let range = part.range(ofText: sign) else { continue }
                let path = String(part[..<range.lowerBound])
                guard Self.isSupported(path, resource) else {
                    throw StatusError.badRequest(
                        Self.hasOwnFields(resource)
                            ? "field label not supported: \(path)"
                            : "\"\(path)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    )
                }
                return Term(path: path, value: String(part[range.upperBound...]), isEqual: isEqual)
            }
            throw StatusError.badRequest("invalid selector: '\(text)'; can't understand '\(part)'")
        }
    }

    /// The name that objects must have, where the selector says it.
    var name: String? { terms.first { $0.path == "metadata.name" && $0.isEqual }?.value }

    func matches(_ object: Value) -> Bool {
        terms.allSatisfy { term in
            let found = object.value(at: term.path.split(separator: ".").map(String.init)[...])
            let text =
                switch found {
                case .string(let text): text
                case .bool(let flag): flag ? "true" : "false"
                case .integer(let number): String(number)
                default: term.path == "spec.unschedulable" ? "false" : ""
                }
            return (text == term.value) == term.isEqual
        }
    }

    private static let further: [String: [String]] = [
        "pods": [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        "nodes": ["spec.unschedulable"],
        "namespaces": ["status.phase"],
        "secrets": ["type"],
        "services": ["spec.clusterIP", "spec.type"],
        "replicasets": ["status.replicas"],
        "jobs": ["status.successful"],
        "events": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ],
    ]

    /// True for types that have fields of their own to select by; the others say so in other words.
    private static func hasOwnFields(_ resource: ResourceDefinition) -> Bool {
        !resource.isCustom && further[resource.plural] != nil
    }

    private static func isSupported(_ path: String, _ resource: ResourceDefinition) -> Bool {
        if path == "metadata.name" || path == "metadata.namespace" { return true }
        return !resource.isCustom && (further[resource.plural] ?? []).contains(path)
    }
}
