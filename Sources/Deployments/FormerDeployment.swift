import Charts
import Kubernetes
public import Providers
import Releases
public import Value

/// What an earlier run made of a deployment, as its release tells it.
public struct FormerDeployment: Sendable, Equatable {
    public var provider: String
    /// Of the release: the last that was deployed whole.
    public var revision: Int
    /// Nil where the release does not say.
    public var model: String?
    /// What was said by then, without the chart's defaults.
    public var values: Object

    public var engine: String? { values["engine"]?.string }

    public init(provider: String, revision: Int, values: Object) {
        self.provider = provider
        self.revision = revision
        self.values = values
        model = values["modelId"]?.string
    }
}

/// An earlier run whose values stay where nobody says otherwise now.
public struct KeptDeployment: Sendable {
    public var former: FormerDeployment
    /// The values that the user names now, which win over those of before; settings do not.
    public var named: Object
    /// Whether the engine is chosen anew.
    public var choosesEngine: Bool

    public init(_ former: FormerDeployment, named: Object, choosesEngine: Bool = false) {
        self.former = former
        self.named = named
        self.choosesEngine = choosesEngine
    }
}

extension DeploymentEngine {
    /// What groundcrew's release of the request's name holds; nil where there is none, and where it may not be read.
    ///
    /// - Throws: `DeploymentError` with code `unknownProvider` where it is one of a provider that is not loaded;
    ///   `KubernetesError` other than for a missing right, `ReleaseError` for a record that cannot be read.
    public func former(of request: DeploymentRequest) async throws -> FormerDeployment? {
        do {
            guard let record = try await lastWhole(request.name, namespace: request.namespace) else { return nil }
            if let other = UnknownProvider(of: record, in: registry) {
                throw other.refusal(toReplace: "\(request.namespace)/\(request.name)")
            }
            guard let provider = registry.providers.first(where: { $0.name == record.chartName }),
                record.labels.contains(all: .origin(provider: provider.name, role: .deployment))
            else { return nil }
            return FormerDeployment(provider: provider.name, revision: record.revision, values: record.values)
        } catch let error as KubernetesError where error.code == .forbidden {
            return nil  // Without that right nothing can be deployed either, which says why.
        }
    }

    /// The revision whose values the next one takes over: the last that was deployed whole, else the last.
    func lastWhole(_ release: String, namespace: String) async throws -> ReleaseRecord? {
        guard let last = try await driver.record(release, namespace: namespace), last.status != "uninstalled" else {
            return nil
        }
        guard last.status != "deployed" else { return last }
        return try await driver.history(release, namespace: namespace).last { $0.status == "deployed" } ?? last
    }
}
