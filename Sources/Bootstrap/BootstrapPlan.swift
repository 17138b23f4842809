public import Deployments
public import Operators
public import Preflight
public import Providers
import Releases
public import Value

/// Everything a run will do, in order.
public struct BootstrapPlan: Sendable {
    public var file: BootstrapFile
    /// Operators' releases, each once, in the order of their providers' definitions.
    public var operators: [OperatorPlan]
    /// What the file names, and what its models need, each once.
    public var providers: [Provider]
    public var models: [DeploymentPlan]
    /// How models are exposed that are to be, by their places.
    public var exposures: [Int: DeploymentExposure] = [:]
    /// What providers were chosen by, for each model.
    var facts: [SelectionFacts]
    /// What was read of the cluster to make it: the checks that follow go by it.
    public var reading = ClusterReading()

    /// Where the run's journal is kept: the namespace of what it changes first.
    public var namespace: String {
        operators.first?.place.namespace ?? models.first?.request.namespace ?? "default"
    }

    /// Names of providers that the file names and that none of its models is served by.
    public var providersAlone: [String] {
        let serving = Set(models.map(\.provider.name))
        return providers.map(\.name).filter { !serving.contains($0) }
    }

    /// What the journal says of the whole, besides each release's own plan.
    public var journal: Object {
        [
            "subject": "bootstrap", "verb": "bootstrap",
            "operators": .array(operators.map { .string($0.title) }), "models": .array(models.map { .string($0.id) }),
        ]
    }
}
