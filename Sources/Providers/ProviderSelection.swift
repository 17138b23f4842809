import Expressions
import Models
public import Value

/// Which provider and engine serve a request, and why.
public struct ProviderSelection: Sendable {
    public let provider: Provider
    public let engine: String
    /// A sentence without a full stop.
    public let reason: String
    /// What became of every provider, in the order of names; the chosen one is among them.
    public let candidates: [Candidate]

    /// What a cluster has of a provider.
    public enum Presence: Sendable, Equatable {
        case installed
        /// Nothing has to be installed for it.
        case needsNothing
        case missing
    }

    /// A provider, as the selection judged it.
    public struct Candidate: Sendable {
        public var name: String
        /// Nil where it was rejected.
        public var score: Int64?
        public var engine: String?
        /// Whether the cluster has it already.
        public var isInstalled: Bool
        /// Nil where that is not known.
        public var presence: Presence?
        /// Why it stands before or behind others, whatever the scores; nil where nothing but the scores counts.
        public var standing: String?
        /// For it, or against it.
        public var reason: String
        /// Whether its own rules could not be judged.
        public var isFaulty = false
        /// What comes before every score: a greater one comes first.
        var tier = 0

        /// Those that were rejected come last.
        var rank: (tier: Int, score: Int64) {
            guard let score else { return (-1, -1) }
            return (tier, score)
        }

        public var value: Value {
            [
                "provider": .string(name), "score": score.map(Value.integer) ?? .null,
                "engine": engine.map(Value.string) ?? .null, "installed": .bool(isInstalled),
                "reason": .string(reason),
            ]
        }
    }

    /// What is wrong with providers that were passed over, a line each.
    public var faults: [String] {
        candidates.filter { $0.isFaulty && $0.name != provider.name }.map(\.reason)
    }

    /// The user's word comes first, then what serves the deployment already, then providers that the cluster has, then the
    /// highest score; ties go to the provider whose name sorts first. What the user named is refused only where the
    /// provider cannot do it.
    /// A provider with a rule that cannot be judged is not chosen, and no other is kept from it.
    ///
    /// - Throws: `ProviderError` with code `unsupported`, `unknownProvider` or `invalidDefinition` for what the user named,
    ///   and `noProvider` with every rejection when none fits.
    public static func select(
        for request: DeploymentRequest, from registry: ProviderRegistry, considering facts: SelectionFacts = .none
    ) throws(ProviderError) -> ProviderSelection {
        let judged = judged(request, registry, facts)
        let candidates = judged.map { $0.candidate(facts) }
        if let name = request.provider {
            let provider = try registry.provider(name)
            switch try Judge(provider, request, facts).outcome {
            case .fits(let engine, _, let reason):
                let isOpen = request.settled(for: name)[.engine] == nil
                let why = isOpen ? "; \(engine) because \(engineReason(request.model, engine))" : ""
                let who =
                    request.isProviderOfSettings ? "the settings name \(name), which" : "\(name) was asked for and"
                return ProviderSelection(
                    provider: provider, engine: engine, reason: "\(who) \(reason)\(why)", candidates: candidates)
            case .rejected(let reason):
                throw ProviderError(.unsupported, "provider \(name) cannot serve this: \(reason)")
            }
        }
        if let former = facts.former, let provider = registry.providers.first(where: { $0.name == former.provider }) {
            var request = request.settled(for: former.provider)
            if request[.engine] == nil { request[.engine] = former.engine.map(Value.string) }
            switch try Judge(provider, request, facts).outcome {
            case .fits(let engine, _, _):
                let isOther = former.model.map { $0 != request.model.id } ?? false
                return ProviderSelection(
                    provider: provider, engine: engine,
                    reason: isOther
                        ? "\(former.provider) serves \(former.model ?? "") under this name already"
                        : "\(former.provider) serves it already", candidates: candidates)
            case .rejected(let reason):
                throw ProviderError(
                    .unsupported,
                    "provider \(former.provider), which serves it now, cannot do this: \(reason); "
                        + "--reselect chooses again")
            }
        }
        return try best(of: judged, for: request, facts, candidates)
    }

    /// What every provider could do for the request, in the order in which they would be chosen.
    public static func candidates(
        for request: DeploymentRequest, from registry: ProviderRegistry, considering facts: SelectionFacts = .none
    ) -> [Candidate] {
        judged(request, registry, facts).map { $0.candidate(facts) }
            .sorted { ($0.rank.tier, $0.rank.score, $1.name) > ($1.rank.tier, $1.rank.score, $0.name) }
    }

    /// Where nobody is left, memory rejects nobody: preflight judges that of what is chosen.
    private static func judged(
        _ request: DeploymentRequest, _ registry: ProviderRegistry, _ facts: SelectionFacts
    ) -> [Judged] {
        let judged = outcomes(request, registry, facts)
        guard !facts.misfits.isEmpty, !judged.contains(where: \.isFitting) else { return judged }
        var others = facts
        others.misfits = [:]
        return outcomes(request, registry, others).map { one in
            guard case .fits(let engine, let score, let reason) = one.outcome,
                let misfit = facts.misfits[one.provider.name]
            else { return one }
            var one = one
            one.outcome = .fits(
                engine: engine, score: score,
                reason: "\(reason); no provider is left whose accelerators hold it, which preflight judges: \(misfit)")
            return one
        }
    }

    private static func outcomes(
        _ request: DeploymentRequest, _ registry: ProviderRegistry, _ facts: SelectionFacts
    ) -> [Judged] {
        registry.providers.map { provider in
            if let refusal = facts.refusal(of: provider.definition) {
                return Judged(provider: provider, outcome: .rejected(refusal))
            }
            do throws(ProviderError) {
                return Judged(provider: provider, outcome: try Judge(provider, request, facts).outcome)
            } catch {
                return Judged(
                    provider: provider, outcome: .rejected(String(error.message.prefix { $0 != "\n" })), isFaulty: true)
            }
        }
    }

    private static func best(
        of judged: [Judged], for request: DeploymentRequest, _ facts: SelectionFacts, _ candidates: [Candidate]
    ) throws(ProviderError) -> ProviderSelection {
        var best: (Judged, engine: String, rank: (Int, Int64), reason: String)?
        for one in judged {
            guard case .fits(let engine, let score, let reason) = one.outcome else { continue }
            let rank = (facts.tier(of: one.provider.definition), score)
            if let best, best.rank >= rank { continue }
            best = (one, engine, rank, reason)
        }
        guard let best else {
            let rejections = candidates.map { "\($0.name): \($0.reason)" }
            throw ProviderError(
                .noProvider, "no provider can serve \(request.model.id): \(rejections.joined(separator: "; "))")
        }
        let definition = best.0.provider.definition
        return ProviderSelection(
            provider: best.0.provider, engine: best.engine,
            reason: [facts.words(for: definition), best.reason].compactMap(\.self).joined(separator: ", and "),
            candidates: candidates)
    }

    private static func engineReason(_ model: Model, _ engine: String) -> String {
        model.engines?.contains(engine) == true
            ? "it is the provider's first that serves \(model.id)" : "it is the provider's first"
    }
}

private struct Judged {
    var provider: Provider
    var outcome: Judge.Outcome
    var isFaulty = false

    var isFitting: Bool { if case .fits = outcome { true } else { false } }

    func candidate(_ facts: SelectionFacts) -> ProviderSelection.Candidate {
        let presence = facts.presence(of: provider.definition)
        let isInstalled = presence == .installed
        return switch outcome {
        case .fits(let engine, let score, let reason):
            .init(
                name: provider.name, score: score, engine: engine, isInstalled: isInstalled, presence: presence,
                standing: facts.words(for: provider.definition), reason: reason,
                tier: facts.tier(of: provider.definition))
        case .rejected(let reason):
            .init(
                name: provider.name, score: nil, engine: nil, isInstalled: isInstalled, presence: presence,
                reason: reason, isFaulty: isFaulty)
        }
    }
}

/// One provider against one request.
private struct Judge {
    enum Outcome {
        case fits(engine: String, score: Int64, reason: String)
        case rejected(String)
    }

    let provider: Provider
    let request: DeploymentRequest
    let facts: SelectionFacts

    init(_ provider: Provider, _ request: DeploymentRequest, _ facts: SelectionFacts) {
        self.provider = provider
        self.request = request.settled(for: provider.name)
        self.facts = facts
    }

    var outcome: Outcome {
        get throws(ProviderError) {
            let can = provider.definition.capabilities
            if let mode = request[.mode]?.string, !can.modes.contains(mode) {
                return .rejected("it has no mode \(mode), only \(can.modes.joined(separator: ", "))")
            }
            if let router = request[.routerMode]?.string, !can.routers.contains(router) {
                return .rejected("it has no router \(router), only \(can.routers.joined(separator: ", "))")
            }
            if let runtime = request.runtime, provider.definition.runtimes == nil {
                return .rejected("it takes no runtime that is in the cluster, such as \(runtime)")
            }
            if !can.tasks.contains(request.model.task) {
                return .rejected("it does no \(request.model.task)")
            }
            if let there = facts.accelerators, !there.isEmpty, !can.accelerators.isEmpty,
                there.isDisjoint(with: can.accelerators)
            {
                return .rejected(
                    "it serves on \(can.accelerators.joined(separator: ", ")), and the cluster has "
                        + there.sorted().joined(separator: ", "))
            }
            if let engine = request[.engine]?.string {
                guard can.engines.contains(engine) else {
                    return .rejected("it has no engine \(engine), only \(can.engines.joined(separator: ", "))")
                }
                return try scored(engine)
            }
            let known = request.model.engines
            // Who names a provider knows better than a catalog, which cannot know every engine.
            let named = request.provider == provider.name ? can.engines.first : nil
            guard let engine = can.engines.first(where: { known?.contains($0) ?? true }) ?? named else {
                return .rejected("none of its engines serves \(request.model.id)")
            }
            return try scored(engine)
        }
    }

    /// The user's engine is taken even where the catalog does not list it: catalogs age.
    private func scored(_ engine: String) throws(ProviderError) -> Outcome {
        var request = request
        request[.engine] = .string(engine)
        let can = provider.definition.capabilities
        let variables: [String: Value] = [
            "request": request.value, "model": request.model.value,
            "capabilities": can.value,
        ]
        do {
            for rule in provider.definition.selection where try rule.when.isTrue(variables) {
                switch rule.verdict {
                case .fits(let score, let reason):
                    return .fits(engine: engine, score: score, reason: try reason.render(variables))
                case .rejected(let reason): return .rejected(try reason.render(variables))
                }
            }
        } catch {
            throw ProviderError(
                .invalidDefinition, "a selection rule of provider \(provider.name) cannot be judged: \(error)",
                underlying: error)
        }
        return .rejected("none of its selection rules holds")
    }
}
