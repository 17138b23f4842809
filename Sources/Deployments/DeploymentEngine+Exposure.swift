public import Exposure
import Kubernetes
public import Providers
import Readiness
public import Releases
import Value
import Waiting

extension DeploymentEngine {
    /// What the cluster has that could take the deployment's requests; what may not be seen is left open.
    ///
    /// - Throws: `KubernetesError` for a cluster that cannot be asked.
    public func exposureFacts(for request: DeploymentRequest) async throws -> ExposureFacts {
        let (name, namespace) = (request.name, request.namespace)
        var facts = ExposureFacts()
        facts.routeVersions = try await versions(serving: "HTTPRoute", in: GatewayAPI.group)
        facts.poolVersions = try await versions(serving: "InferencePool", in: GatewayAPI.poolGroup)
        facts.classes = try await unlessForbidden {
            try await all("GatewayClass", facts.routeVersions, in: nil).map(GatewayClassFact.init)
        }
        facts.gateways = try await unlessForbidden {
            do {
                return try await all("Gateway", facts.routeVersions, in: nil).map(GatewayFact.init)
            } catch let error as KubernetesError where error.code == .forbidden {
                return try await all("Gateway", facts.routeVersions, in: namespace).map(GatewayFact.init)
            }
        }
        facts.namespaceLabels = try await unlessForbidden {
            let found = try await client.getIfPresent(.namespaces, namespace)
            let labels = found?["metadata"]?["labels"]?.object ?? ["kubernetes.io/metadata.name": .string(namespace)]
            return Dictionary(labels.map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first })
        }
        facts.former = try await route(heldFor: name, namespace: namespace)?.plan.parent
        facts.isStandardOwn = try await unlessForbidden { try await isStandardOwn() } ?? false
        return facts
    }

    /// How the deployment will be exposed; nil where its request does not ask for it. Changes nothing.
    ///
    /// - Parameter facts: nil asks the cluster.
    /// - Throws: `DeploymentError` with code `invalidRequest`, over an `ExposureError`, for what cannot be done; that
    ///   the standard Gateway is missing is for the plan to say.
    public func exposure(
        of plan: DeploymentPlan, considering facts: ExposureFacts? = nil
    ) async throws -> DeploymentExposure? {
        guard case .gateway? = plan.request.exposure else { return nil }
        if let facts { return try plan.exposure(considering: facts) }
        return try plan.exposure(considering: try await exposureFacts(for: plan.request))
    }

    /// The same once a class that has just come has been taken up by its controller.
    ///
    /// - Throws: `DeploymentError` with code `operatorMissing` where nothing takes requests from outside.
    public func settledExposure(of plan: DeploymentPlan) async throws -> DeploymentExposure? {
        guard case .gateway? = plan.request.exposure else { return nil }
        var found: DeploymentExposure?
        do {
            found = try await waiter().ask(GatewayAPI.classLimits) { () -> Verdict<DeploymentExposure> in
                let facts = try await exposureFacts(for: plan.request)
                let exposure = try plan.exposure(considering: facts)
                let isComing = facts.classes?.contains { $0.isStandard && $0.isAccepted == nil } ?? false
                guard exposure.plan.needsOperator, isComing else { return .proven(exposure) }
                return .notYet("GatewayClass \(StandardGateway.className) is accepted by nobody yet")
            }
        } catch is AskError {
            found = try await exposure(of: plan)
        }
        guard let found, found.values != nil, found.plan.needsOperator else { return found }
        let rejected = found.plan.rejected.map { "; \($0.name) \($0.reason)" }.joined()
        throw DeploymentError(
            .operatorMissing, "no Gateway can take requests for \(plan.id): \(found.plan.reason)\(rejected)",
            hint: "groundcrew install \(StandardGateway.operatorName), or name what is there with --gateway-class or "
                + "--gateway; nothing was changed")
    }

    /// The manifest of the route that `serve` would apply.
    public func preview(_ exposure: DeploymentExposure, of plan: DeploymentPlan) async throws -> ReleasePreview? {
        guard let values = exposure.values else { return nil }
        return try await driver.preview(try routeRequest(plan, values, timeout: .seconds(60)))
    }

    /// Whether groundcrew has set up the standard Gateway, pools included.
    ///
    /// What was adopted is as its first owner set it up, and what was installed as its user's values say.
    public func isStandardOwn() async throws -> Bool {
        guard let item = registry.sharedOperators.first(where: { $0.name == StandardGateway.operatorName }),
            let record = try await ownRecord(of: item)
        else { return false }
        return Self.isSetUp(record, as: item)
    }

    /// Whether a release has the values that its definition gives it.
    ///
    /// What a record says nothing of is as it was asked for where groundcrew asked, and not known where it did not.
    static func isSetUp(_ record: ReleaseRecord, as item: OperatorDefinition) -> Bool {
        let isAdopted = record.labels[ReleaseLabels.adoptedKey] != nil
        func holds(_ found: Value?, _ wanted: Value) -> Bool {
            guard let found, !found.isNull else { return !isAdopted }
            guard let members = wanted.object else { return found == wanted }
            return members.allSatisfy { holds(found[$0.key], $0.value) }
        }
        return holds(
            .object(record.defaultValues).merged(with: .object(record.values)), .object(item.values))
    }

    /// Whether groundcrew has brought a shared operator, where it belongs.
    func isOwn(_ item: OperatorDefinition) async throws -> Bool { try await ownRecord(of: item) != nil }

    private func ownRecord(of item: OperatorDefinition) async throws -> ReleaseRecord? {
        guard let record = try await driver.record(item.name, namespace: item.namespace),
            record.status != "uninstalled", record.labels.contains(all: .prerequisite)
        else { return nil }
        return record
    }

    // MARK: - Reading

    /// Versions of a group in which a kind is served, the preferred first.
    private func versions(serving kind: String, in group: String) async throws -> [String] {
        do {
            // What was seen while its types came is not what there is now.
            client.forgetDiscovery(group: group)
            var served: [String] = []
            for version in try await client.group(group).groupVersions
            where try await client.types(in: version).contains(where: { $0.kind == kind }) {
                served.append(version.version)
            }
            return served
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return []
        }
    }

    /// Empty where none of the versions has the kind.
    private func all(_ kind: String, _ versions: [String], in namespace: String?) async throws -> [Value] {
        for version in versions {
            do {
                let type = try await client.resourceType(apiVersion: "\(GatewayAPI.group)/\(version)", kind: kind)
                return try await client.listAll(type, namespace: namespace).items
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                continue
            }
        }
        return []
    }

    func unlessForbidden<Found>(_ ask: () async throws -> Found) async throws -> Found? {
        do {
            return try await ask()
        } catch let error as KubernetesError where error.code == .forbidden {
            return nil
        }
    }
}

/// Where routes live, and how long is waited for what is on its way.
enum GatewayAPI {
    static let group = "gateway.networking.k8s.io"
    static let poolGroup = "inference.networking.k8s.io"
    /// On what a controller makes for a Gateway: the Gateway's name.
    static let nameLabel = "gateway.networking.k8s.io/gateway-name"
    static let classLimits = AskLimits(.seconds(60))
}
