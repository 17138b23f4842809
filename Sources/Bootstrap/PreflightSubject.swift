import Charts
import Expressions
import Models
public import Providers
import Releases
public import Value

/// What is about to be installed and deployed, as checks see it under `want`.
public struct PreflightSubject: Sendable {
    public var provider: Provider
    /// As they will be installed, overrides included.
    public var operators: [BootstrapPlan.OperatorPlan]
    public var deployments: [DeploymentRequest]
    /// `native` or `helm`.
    public var driver: String
    /// Whether the operators are installed later in the same run, so that what they bring may still be missing.
    public var installs: Bool
    public var natsURL: String?
    public var etcdURL: String?

    public init(
        provider: Provider, operators: [BootstrapPlan.OperatorPlan], deployments: [DeploymentRequest], driver: String,
        installs: Bool, natsURL: String? = nil, etcdURL: String? = nil
    ) {
        self.provider = provider
        self.operators = operators
        self.deployments = deployments
        self.driver = driver
        self.installs = installs
        self.natsURL = natsURL
        self.etcdURL = etcdURL
    }

    /// - Throws: `ProviderError` when a condition of the provider's definition cannot be judged.
    public func want() throws(ProviderError) -> Object {
        let definition = provider.definition
        do {
            return [
                "provider": ["name": .string(definition.name), "title": .string(definition.title)],
                "installs": .bool(installs), "driver": .string(driver),
                "operators": .array(operators.map(value)),
                "kubernetes": versions(definition.requirements.kubernetes.map { "\($0)" }),
                "helm": versions(definition.requirements.helm.map { "\($0)" }),
                "crds": .array(
                    definition.crds.map {
                        ["name": .string($0.name), "versions": .array($0.versions.map(Value.string))]
                    }),
                "nats": try service(
                    definition.requirements.nats, url: try checked(natsURL, ["nats", "tls", "http", "https"])),
                "etcd": try service(definition.requirements.etcd, url: try checked(etcdURL, ["http", "https"])),
                "deployments": .array(try deployments.map(deployment)),
            ]
        } catch let error as ProviderError {
            throw error
        } catch {
            throw ProviderError(
                .invalidDefinition, "a condition of provider \(definition.name) cannot be judged: \(error)",
                underlying: error)
        }
    }

    /// A URL of the user's, refused where its scheme is none that the server is asked by.
    private func checked(_ url: String?, _ schemes: [String]) throws(ProviderError) -> String? {
        guard let url, let separator = url.firstRange(of: "://") else { return url }
        let scheme = url[..<separator.lowerBound].lowercased()
        guard schemes.contains(scheme) else {
            throw ProviderError(
                .unsupported, "\(scheme):// is no way to ask this server; give \(schemes.joined(separator: ", "))")
        }
        return url
    }

    private func versions(_ range: String?) -> Value { range.map { ["versions": .string($0)] } ?? .null }

    private func value(_ plan: BootstrapPlan.OperatorPlan) -> Value {
        [
            "name": .string(plan.release.name), "namespace": .string(plan.release.namespace),
            "version": .string(version(of: plan)), "chart": .string(plan.chart),
            "podSelector": plan.podSelector.map(Value.string) ?? .null,
        ]
    }

    /// What conditions compare: a chart whose version is not known yet is taken to be as new as the provider's own.
    private func version(of plan: BootstrapPlan.OperatorPlan) -> String {
        plan.version ?? provider.definition.operators.first { $0.name == plan.name }?.version ?? "0.0.0"
    }

    /// Null where the operator's version and values do not need it; a URL that the user gives asks for the check.
    private func service(_ service: ProviderDefinition.Service?, url: String?) throws -> Value {
        guard let service, let first = operators.first else { return .null }
        let variables: [String: Value] = [
            "operator": [
                "name": .string(first.release.name), "version": .string(version(of: first)),
                "values": .object(first.release.values),
            ]
        ]
        guard try url != nil || service.when.isTrue(variables) else { return .null }
        return [
            "url": .string(try url ?? service.url.render(variables)), "jetstream": .bool(service.needsJetStream),
            "bundled": .bool(try url == nil && service.bundled.isTrue(variables)),
            "given": .bool(url != nil),
            "monitor": service.monitor.map {
                [
                    "namespace": .string($0.namespace), "podSelector": .string($0.podSelector),
                    "port": .integer($0.port),
                ]
            } ?? .null,
        ]
    }

    private func deployment(_ request: DeploymentRequest) throws -> Value {
        let merged = Value.object(provider.chart.values).merged(with: .object(request.chartValues))
        let variables: [String: Value] = ["deployment": merged]
        let need = provider.definition.gpus
        return [
            "name": .string(request.name), "namespace": .string(request.namespace), "model": request.model.value,
            "gpus": [
                "perWorker": try need?.perWorker.evaluate(variables) ?? 0,
                "workers": try need?.workers.evaluate(variables) ?? 0,
            ],
            "accelerator": .string(provider.definition.capabilities.accelerators.first ?? "nvidia"),
            "tolerations": merged["tolerations"] ?? [], "nodeSelector": merged["nodeSelector"] ?? [:],
        ]
    }
}
