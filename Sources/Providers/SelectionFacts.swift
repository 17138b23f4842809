import Versions

/// What selection considers besides the request: what a cluster has already.
public struct SelectionFacts: Sendable, Equatable {
    /// Providers whose custom resource the cluster serves, whose operators are there to look after it, and of whose needs
    /// the same holds, by name; nil where it is not known.
    public var installed: Set<String>?
    /// Providers without a custom resource of their own whose needs the cluster has, by name.
    public var supplied: Set<String> = []
    /// Providers of which the user names an operator, by name.
    public var named: Set<String> = []
    /// Whether operators that are missing are installed in the same run.
    public var installs: Bool
    /// Vendors of the cluster's accelerators, such as `nvidia`; nil where that is not known, empty where there are none.
    public var accelerators: Set<String>?
    /// The cluster's version, three numbers and perhaps more; nil where it is not known.
    public var kubernetes: String?
    /// Why the cluster's accelerators surely do not hold the model as a provider would serve it, by the provider's name; it
    /// rejects while another provider is left.
    public var misfits: [String: String] = [:]
    /// What could not be asked, with the reason, a line each.
    public var unseen: [String] = []
    /// What serves the deployment by now; nil where nothing does, and where it is to be chosen anew.
    public var former: Former?

    /// A choice of before, as the deployment's release tells it.
    public struct Former: Sendable, Equatable {
        public var provider: String
        /// Nil where the release does not say.
        public var engine: String?
        /// The id of the model that is served; nil where the release does not say.
        public var model: String?

        public init(provider: String, engine: String?, model: String? = nil) {
            self.provider = provider
            self.engine = engine
            self.model = model
        }
    }

    public init(
        installed: Set<String>? = nil, installs: Bool = true, accelerators: Set<String>? = nil,
        kubernetes: String? = nil,
        former: Former? = nil
    ) {
        self.installed = installed
        self.installs = installs
        self.accelerators = accelerators
        self.kubernetes = kubernetes
        self.former = former
    }

    /// Why the cluster will not do; nil where it does, and where it is not known.
    func refusal(of definition: ProviderDefinition) -> String? {
        versionRefusal(of: definition) ?? misfits[definition.name]
    }

    /// Why the cluster's version will not do; nil for what is there already, too: whoever installed that knows better.
    private func versionRefusal(of definition: ProviderDefinition) -> String? {
        guard let kubernetes, let range = definition.requirements.kubernetes, tier(of: definition) < 2 else {
            return nil
        }
        do {
            guard try range.allows(SemanticVersion(kubernetes)) else {
                return "it needs Kubernetes \(range), and the cluster has \(kubernetes)"
            }
            return nil
        } catch {
            return nil  // A version that does not compare refuses nobody.
        }
    }

    /// For a choice that no cluster has a say in.
    public static let none = SelectionFacts()

    /// What the user names comes first, then what is there, then what needs nothing or can be installed; what cannot be had comes last.
    func tier(of definition: ProviderDefinition) -> Int {
        if named.contains(definition.name) { return 3 }
        guard let installed else { return 0 }
        if installed.contains(definition.name) { return 2 }
        return isPlain(definition) && !installs ? 1 : 0
    }

    /// Why the tier, to go before a reason; nil where it says nothing.
    func words(for definition: ProviderDefinition) -> String? {
        switch tier(of: definition) {
        case 3: "an operator of it is named"
        case 2: "it is installed already"
        case 1: "nothing is missing that it needs"
        default: installs || presence(of: definition) != .missing ? nil : "it is not installed"
        }
    }

    /// Whether the cluster has what it needs; nil where that is not known.
    func presence(of definition: ProviderDefinition) -> ProviderSelection.Presence? {
        guard let installed else { return nil }
        if installed.contains(definition.name) { return .installed }
        return isPlain(definition) ? .needsNothing : .missing
    }

    /// Whether it works without an operator of its own, and what else it needs is there.
    private func isPlain(_ definition: ProviderDefinition) -> Bool {
        definition.resource?.isCustom != true && (definition.needs.isEmpty || supplied.contains(definition.name))
    }
}
