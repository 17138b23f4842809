public import Providers
public import Releases

/// An operator as it will be installed.
public struct OperatorPlan: Sendable {
    /// With the user's overrides.
    public var definition: OperatorDefinition
    /// The providers that it is for, by name, in the order in which they were asked for.
    public var providers: [String]
    public var release: ReleaseRequest
    /// Labels of releases that groundcrew made of the same operator for other providers.
    public var sharedOrigins: [ReleaseLabels] = []
    /// The versions that those which need it can do with, as ranges.
    public var ranges: [String] = []
    /// Nil for a chart of the user's whose version is only known once it is fetched.
    public var version: String?

    /// Nil until the cluster was looked at.
    public var decision: OperatorDecision?
    /// Whose what is there is; nil until the cluster was looked at.
    public var owner: OperatorOwner?
    /// What could not be looked at for the decision, in the server's words.
    public var unseen: [String] = []

    /// What the record of somebody else's release is given, so that it counts as groundcrew's.
    public var adoptionLabels: ReleaseLabels { release.labels.merging([ReleaseLabels.adoptedKey: name]) { $1 } }

    /// The release that it is about: the one that is there, or the one that is made.
    public var place: OperatorDecision.Place {
        decision?.release ?? OperatorDecision.Place(namespace: release.namespace, name: release.name)
    }

    public var name: String { definition.name }
    /// What the chart is called in messages.
    public var chart: String { definition.chartTitle }
    public var crds: [OperatorDefinition.CRD] { definition.crds }
    /// Those that every version of it brings.
    var requiredCRDs: [OperatorDefinition.CRD] { crds.filter { !$0.isOptional } }
    public var podSelector: String? { definition.podSelector }

    /// Name and version, where one is known.
    public var title: String { version.map { "\(name) \($0)" } ?? name }
}
