import Charts
import Expressions
import Models
public import Operators
public import Preflight
public import Providers
import Releases
public import Value

/// Tells preflight what is about to be installed and deployed, of every provider that a run needs.
public struct PreflightSubject: Sendable {
    public var providers: [Wanted]
    /// `native` or `helm`.
    public var driver: String
    /// Whether the operators are installed later in the same run, so that what they bring may still be missing.
    public var installs: Bool
    public var natsURL: String?
    public var etcdURL: String?

    /// What is wanted of one provider.
    public struct Wanted: Sendable {
        public var provider: Provider
        /// As they will be installed, overrides included.
        public var operators: [OperatorPlan]
        public var deployments: [Deployment]

        public init(
            _ provider: Provider, operators: [OperatorPlan], deployments: [Deployment] = []
        ) {
            self.provider = provider
            self.operators = operators
            self.deployments = deployments
        }
    }

    /// A deployment by the values that the provider's chart will get.
    public struct Deployment: Sendable {
        public var name: String
        public var namespace: String
        /// As the catalog describes it; null where no model is named.
        public var model: Value
        /// Only what was asked for: the chart's own values stand for the rest.
        public var values: Object
        /// Where a file asks for it; empty where none does.
        public var source: String

        public init(name: String, namespace: String, model: Value = .null, values: Object, source: String = "") {
            self.name = name
            self.namespace = namespace
            self.model = model
            self.values = values
            self.source = source
        }

        public init(_ request: DeploymentRequest) {
            self.init(
                name: request.name, namespace: request.namespace, model: request.model.value,
                values: request.chartValues)
        }
    }

    public init(
        _ providers: [Wanted], driver: String, installs: Bool, natsURL: String? = nil, etcdURL: String? = nil
    ) {
        self.providers = providers
        self.driver = driver
        self.installs = installs
        self.natsURL = natsURL
        self.etcdURL = etcdURL
    }

    /// - Throws: `ProviderError` for a URL that cannot be asked, when a condition of a provider's definition cannot be
    ///   judged, and when the values of a deployment do not say how many GPUs it takes.
    public func subject() throws(ProviderError) -> Subject {
        var subject = Subject(driver: driver, installs: installs)
        for wanted in providers {
            let definition = wanted.provider.definition
            subject.providers.append(
                .init(
                    name: definition.name, title: definition.title,
                    tolerations: Self.tolerations(wanted.provider.chart.values)))
            // What several providers need is one operator.
            subject.operators += wanted.operators.map(wanted.value).filter { item in
                !subject.operators.contains { $0.name == item.name && $0.namespace == item.namespace }
            }
            if let range = definition.requirements.kubernetes {
                subject.kubernetes.append(.init(versions: "\(range)", provider: definition.title))
            }
            subject.drivers += wanted.drivers.filter { !subject.drivers.contains($0) }
            if let range = definition.requirements.helm {
                subject.helm.append(.init(versions: "\(range)", provider: definition.title))
            }
            subject.crds += (definition.crds + wanted.neededCRDs).filter { !$0.isOptional }.map {
                .init(name: $0.name, versions: $0.versions, provider: definition.name, title: definition.title)
            }
            for deployment in wanted.deployments { subject.deployments.append(try wanted.value(deployment)) }
            subject.alternatives += try wanted.alternatives()
            subject.registries += wanted.operators.flatMap(\.chartSources).filter { !subject.registries.contains($0) }
        }
        subject.nats = try services(\.nats, given: natsURL, option: "--nats-url", ["nats", "tls", "http", "https"])
        subject.etcd = try services(\.etcd, given: etcdURL, option: "--etcd-url", ["http", "https"])
        return subject
    }

    static func tolerations(_ values: Object) -> [Toleration] {
        (values["tolerations"]?.array ?? []).map(Toleration.init)
    }

    /// Each server once; a URL that the user gives stands for all of them, needed or not.
    private func services(
        _ kind: KeyPath<ProviderDefinition.Requirements, ProviderDefinition.Service?>, given url: String?,
        option: String, _ schemes: [String]
    ) throws(ProviderError) -> [Subject.Service] {
        if let url { try Self.check(url, schemes) }
        var services: [Subject.Service] = []
        for wanted in providers { services += try wanted.services(kind, given: url) }
        if let url, services.isEmpty { services = [.init(neededBy: [option], url: url, isGiven: true)] }
        return Subject.Service.merged(services)
    }

    /// A URL of the user's is refused where its scheme is none that the server is asked by.
    private static func check(_ url: String, _ schemes: [String]) throws(ProviderError) {
        guard let separator = url.firstRange(of: "://") else { return }
        let scheme = url[..<separator.lowerBound].lowercased()
        guard schemes.contains(scheme) else {
            throw ProviderError(
                .unsupported, "this server is not asked over \(scheme)://; give \(schemes.joined(separator: ", "))")
        }
    }
}
