import Expressions
import Models
import Value

/// Which provider and engine serve a request, and why.
public struct ProviderSelection: Sendable {
    public let provider: Provider
    public let engine: String
    /// A sentence without a full stop.
    public let reason: String

    /// Chooses the highest score; ties go to the provider whose name sorts first. What the user named always wins,
    /// and is refused only where the provider cannot do it.
    ///
    /// - Throws: `ProviderError` with code `unsupported` or `unknownProvider` for what the user named, and
    ///   `noProvider` with every rejection when none fits.
    public static func select(
        for request: DeploymentRequest, from registry: ProviderRegistry
    ) throws(ProviderError) -> ProviderSelection {
        if let name = request.provider {
            let provider = try registry.provider(name)
            switch try Candidate(provider, request).outcome {
            case .fits(let engine, _, let reason):
                let why = request.engine == nil ? "; \(engine) because \(Self.engineReason(request.model))" : ""
                return ProviderSelection(
                    provider: provider, engine: engine, reason: "\(name) was asked for and \(reason)\(why)")
            case .rejected(let reason):
                throw ProviderError(.unsupported, "provider \(name) cannot serve this: \(reason)")
            }
        }
        var best: (provider: Provider, engine: String, score: Int64, reason: String)?
        var rejections: [String] = []
        for provider in registry.providers {
            switch try Candidate(provider, request).outcome {
            case .rejected(let reason): rejections.append("\(provider.name): \(reason)")
            case .fits(let engine, let score, let reason):
                if let current = best, current.score >= score { continue }
                best = (provider, engine, score, reason)
            }
        }
        guard let best else {
            throw ProviderError(
                .noProvider, "no provider can serve \(request.model.id): \(rejections.joined(separator: "; "))")
        }
        return ProviderSelection(provider: best.provider, engine: best.engine, reason: best.reason)
    }

    private static func engineReason(_ model: Model) -> String {
        model.engines == nil ? "it is the provider's first" : "it is the provider's first that serves \(model.id)"
    }
}

/// One provider against one request.
private struct Candidate {
    enum Outcome {
        case fits(engine: String, score: Int64, reason: String)
        case rejected(String)
    }

    let provider: Provider
    let request: DeploymentRequest

    init(_ provider: Provider, _ request: DeploymentRequest) {
        self.provider = provider
        self.request = request
    }

    var outcome: Outcome {
        get throws(ProviderError) {
            let can = provider.definition.capabilities
            if let mode = request.mode, !can.modes.contains(mode) {
                return .rejected("it has no mode \(mode), only \(can.modes.joined(separator: ", "))")
            }
            if let router = request.routerMode, !can.routers.contains(router) {
                return .rejected("it has no router \(router), only \(can.routers.joined(separator: ", "))")
            }
            if !can.tasks.contains(request.model.task) {
                return .rejected("it does no \(request.model.task)")
            }
            if let engine = request.engine {
                guard can.engines.contains(engine) else {
                    return .rejected("it has no engine \(engine), only \(can.engines.joined(separator: ", "))")
                }
                return try scored(engine)
            }
            let known = request.model.engines
            guard let engine = can.engines.first(where: { known?.contains($0) ?? true }) else {
                return .rejected("none of its engines serves \(request.model.id)")
            }
            return try scored(engine)
        }
    }

    /// The user's engine is taken even where the catalog does not list it: catalogs age.
    private func scored(_ engine: String) throws(ProviderError) -> Outcome {
        var request = request
        request.engine = engine
        let can = provider.definition.capabilities
        let variables: [String: Value] = [
            "request": request.value, "model": request.model.value,
            "capabilities": can.value,
        ]
        do {
            for rule in provider.definition.selection where try rule.when.isTrue(variables) {
                return .fits(engine: engine, score: rule.score, reason: try rule.reason.render(variables))
            }
        } catch {
            throw ProviderError(
                .invalidDefinition, "a selection rule of provider \(provider.name) cannot be judged: \(error)",
                underlying: error)
        }
        return .rejected("none of its selection rules holds")
    }
}
