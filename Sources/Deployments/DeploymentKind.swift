import Kubernetes
import Providers
import Value

/// Objects of one type that are deployments of the same providers.
struct DeploymentKind: Sendable {
    var type: ResourceType
    /// Nil where every object of the type is one.
    var selector: String?
    var providers: [Provider]

    func isSame(as other: DeploymentKind) -> Bool {
        (type.group, type.kind) == (other.type.group, other.type.kind) && selector == other.selector
    }

    /// Whether an operator brings the type, rather than Kubernetes.
    var isCustom: Bool { providers.contains { $0.definition.resource?.isCustom ?? false } }

    var options: ListOptions { ListOptions(labelSelector: selector) }

    /// Whether an object that was got by its name is among them; one that only the server could judge is.
    func holds(_ object: Value) -> Bool {
        selector.flatMap(PodSelector.init)?.matches(object) ?? true
    }
}
